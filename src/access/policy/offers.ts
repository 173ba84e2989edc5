import type { Port } from '../port.ts';
import type { Vm } from '../vm.ts';
import { smallestCap, tooLong } from './duration-cap.ts';
import { groupsOf } from './group.ts';
import { isAbout, rulesFor } from './match.ts';
import type { Policy, PolicyWish } from './policy.ts';
import type { Rule } from './rule.ts';
import { unfitSource } from './source-cap.ts';

/** What a form may offer one person on one VM; only `judge` decides. */
export interface Offer {
  /** The ports of its JIT policies that some rule lets them ask for and none denies, each once, with its own cap. */
  readonly ports: readonly { readonly port: Port; readonly capMs: number }[];
  /** Whether some rule speaks of a port beside these. */
  readonly otherPort: boolean;
  /** The longest that some port may be open, in milliseconds; undefined where none may be asked for. */
  readonly capMs?: number;
}

export function offerFor(policy: Policy, person: string, vm: Vm): Offer {
  if (policy.closed !== undefined) return { ports: [], otherPort: false };
  const ports = jitPorts(vm).flatMap((port) => {
    const rules = rulesLetting(policy, person, vm, port);
    return rules === undefined ? [] : [{ port, capMs: smallestCap(rules, [vm], [port], []).ms }];
  });
  const about = policy.rules.filter((rule) => isAbout(rule, vm, groupsOf(policy.groups, person)));
  const more = about.filter((rule) => rule.deny === undefined && speaksOfMore(rule, vm));
  const otherPort = more.length > 0;
  const caps =
    ports.length > 0
      ? ports.map(({ capMs }) => capMs)
      : more.map((rule) => smallestCap([rule], [vm], [], []).ms);
  return { ports, otherPort, ...(caps.length > 0 ? { capMs: Math.max(...caps) } : {}) };
}

/** Whether this source may come to some of these ports; where there are none to choose from, whichever is meant. */
export const letsIn = (
  policy: Policy,
  person: string,
  vm: Vm,
  ports: readonly Port[],
  source: string,
): boolean =>
  ports.length === 0 ||
  ports.some((port) => {
    const rules = rulesLetting(policy, person, vm, port);
    return rules !== undefined && unfitSource(source, rules, policy.networks, [vm], [port]) === undefined;
  });

/** Which part of a refused wish its refusal is about: where a form shows it. */
export function partRefused(policy: Policy, wish: PolicyWish): 'minutes' | 'source' | 'ports' {
  const { requester, vms, ports, sources, durationMs, chainMs } = wish;
  const { rules, bare } = rulesFor(policy.rules, groupsOf(policy.groups, requester), vms, ports);
  if (bare !== undefined || rules.some(({ deny }) => deny !== undefined)) return 'ports';
  const unfit = sources.some(
    (source) => unfitSource(source, rules, policy.networks, vms, ports) !== undefined,
  );
  if (unfit) return 'source';
  return tooLong(durationMs, chainMs, smallestCap(rules, vms, ports, sources)) === undefined
    ? 'ports'
    : 'minutes';
}

/** As people ask for them: what a JIT policy opens for any protocol is asked for as tcp. */
function jitPorts({ jit }: Vm): readonly Port[] {
  const ports = jit.map(
    ({ number, protocol }): Port => ({
      number,
      protocol: protocol === 'udp' ? 'udp' : 'tcp',
    }),
  );
  const each = new Map(ports.map((port) => [`${port.number}/${port.protocol}`, port]));
  return [...each.values()].sort((a, b) => a.number - b.number);
}

/** The rules about it, or undefined where none is or one denies it. */
function rulesLetting(policy: Policy, person: string, vm: Vm, port: Port): readonly Rule[] | undefined {
  const { rules, bare } = rulesFor(policy.rules, groupsOf(policy.groups, person), [vm], [port]);
  return bare === undefined && rules.every(({ deny }) => deny === undefined) ? rules : undefined;
}

function speaksOfMore({ match }: Rule, { jit }: Vm): boolean {
  if (match.ports === undefined) return true;
  return match.ports.some(({ from, to }) => {
    const known = new Set(jit.map(({ number }) => number).filter((n) => from <= n && n <= to));
    return to - from + 1 > known.size;
  });
}
