import { isNobody, without } from '../check/addresses.ts';
import { evaluate } from '../check/evaluate.ts';
import type { Aim } from '../check/match.ts';
import { whoBy } from '../check/names.ts';
import type { Piece } from '../check/opinion.ts';
import type { Entrance, InboundRule, VmNetwork } from '../check/vm-network.ts';
import { formatPort, type Port } from '../port.ts';
import { transportsOf } from './losing.ts';

type IsGoing = (rule: InboundRule) => boolean;

/** Who would get in on these ports once JIT, or whatever else denies, keeps them no more: a sentence for each port; none where nobody would. */
export const exposing = (
  network: VmNetwork,
  dropped: readonly Port[],
  isGoing: IsGoing = ofJit,
): readonly string[] =>
  dropped.flatMap((port) => {
    const pieces = transportsOf(port.protocol).flatMap((protocol) =>
      network.entrances.flatMap((entrance) =>
        newcomers({ entrance, from: port.number, to: port.number, protocol }, isGoing),
      ),
    );
    if (network.entrances.length === 0)
      return [`Cannot tell who could reach ${formatPort(port)}: none of its interfaces could be read.`];
    return pieces.length === 0 ? [] : [`${formatPort(port)} becomes open to ${whoBy(pieces)}.`];
  });

const ofJit: IsGoing = ({ madeBy, access }) => madeBy === 'jit' && access === 'deny';

/** Whoever is let in when the deny rules are gone, and was not before. */
function newcomers(aim: Aim, isGoing: IsGoing): readonly Piece[] {
  const before = evaluate(aim).allowed.flatMap(({ sure }) => sure);
  const after = evaluate({ ...aim, entrance: withoutRules(aim.entrance, isGoing) });
  return after.allowed.filter(({ maybe }) => !isNobody(without(maybe, before)));
}

const withoutRules = (entrance: Entrance, isGoing: IsGoing): Entrance => ({
  ...entrance,
  groups: entrance.groups.map(({ rules, ...group }) => ({
    ...group,
    rules: rules?.filter((rule) => !isGoing(rule)),
  })),
});
