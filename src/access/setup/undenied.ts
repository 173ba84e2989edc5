import { isAbout } from '../check/match.ts';
import type { Entrance, VmNetwork } from '../check/vm-network.ts';
import type { JitRule } from './jit-rule.ts';
import { transportsOf } from './losing.ts';

/** Those of the rules for which JIT's deny rule is not seen at every way in that a security group guards. */
export const undenied = ({ entrances }: VmNetwork, rules: readonly JitRule[]): readonly JitRule[] =>
  rules.filter((rule) =>
    entrances.filter(({ groups }) => groups.length > 0).some((entrance) => !isDenied(entrance, rule)),
  );

const isDenied = (entrance: Entrance, { number, protocol }: JitRule): boolean =>
  transportsOf(protocol).every((each) =>
    entrance.groups.some(({ rules = [] }) =>
      rules.some(
        (rule) =>
          rule.madeBy === 'jit' &&
          rule.access === 'deny' &&
          isAbout(rule, { entrance, from: number, to: number, protocol: each }) === 'yes',
      ),
    ),
  );
