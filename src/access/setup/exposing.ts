import { isNobody, without } from '../check/addresses.ts';
import { evaluate } from '../check/evaluate.ts';
import type { Aim } from '../check/match.ts';
import { whoBy } from '../check/names.ts';
import type { Piece } from '../check/opinion.ts';
import type { Entrance, VmNetwork } from '../check/vm-network.ts';
import { formatPort } from '../port.ts';
import type { JitRule } from './jit-rule.ts';
import { transportsOf } from './losing.ts';

/** Who would get in on these ports once JIT keeps them no more, a sentence for each port; none where nobody would. */
export const exposing = (network: VmNetwork, dropped: readonly JitRule[]): readonly string[] =>
  dropped.flatMap((rule) => {
    const pieces = transportsOf(rule.protocol).flatMap((protocol) =>
      network.entrances.flatMap((entrance) =>
        newcomers({ entrance, from: rule.number, to: rule.number, protocol }),
      ),
    );
    if (network.entrances.length === 0)
      return [`Cannot tell who could reach ${formatPort(rule)}: none of its interfaces could be read.`];
    return pieces.length === 0 ? [] : [`${formatPort(rule)} becomes open to ${whoBy(pieces)}.`];
  });

/** Whoever is let in when JIT's deny rules are gone, and was not before. */
function newcomers(aim: Aim): readonly Piece[] {
  const before = evaluate(aim).allowed.flatMap(({ sure }) => sure);
  const after = evaluate({ ...aim, entrance: withoutDenies(aim.entrance) });
  return after.allowed.filter(({ maybe }) => !isNobody(without(maybe, before)));
}

const withoutDenies = (entrance: Entrance): Entrance => ({
  ...entrance,
  groups: entrance.groups.map(({ rules, ...group }) => ({
    ...group,
    rules: rules?.filter(({ madeBy, access }) => madeBy !== 'jit' || access !== 'deny'),
  })),
});
