import { type Addresses, allOf, both, either, isNobody, isWithin, NOBODY } from './addresses.ts';
import { type Aim, type Certainty, isAbout, whoIs } from './match.ts';
import type { Opinion, Piece } from './opinion.ts';
import type { Forward } from './vm-network.ts';

/**
 * Whom a firewall's NAT rule leads to the VM: those whom the rule takes in, if the rules before the VM let in the firewall's
 * own addresses, for it is these that they see. `direct` is what they say of everybody.
 */
export function leadIn(
  aim: Aim,
  { rule, at, seenAs = [] }: Forward,
  direct: Opinion,
): Pick<Opinion, 'allowed' | 'wouldAllow'> {
  const about = isAbout(rule, aim);
  if (about === 'no') return { allowed: [], wouldAllow: [] };
  const passes = passed(direct, allOf(seenAs));
  const led = rule.sources.map((term): Piece => {
    const { label, sure, maybe } = whoIs(term, aim.entrance);
    const surely = about === 'yes' && passes.certainty === 'yes' ? sure : NOBODY;
    return { label, whole: maybe, sure: surely, maybe, rules: [rule, ...passes.rules], at };
  });
  return passes.certainty === 'no' ? { allowed: [], wouldAllow: led } : { allowed: led, wouldAllow: [] };
}

/** Which of its own addresses a firewall takes, only Azure knows: sure is what holds for all of them. */
export function passed(
  { allowed }: Pick<Opinion, 'allowed'>,
  seen: Addresses,
): { readonly certainty: Certainty; readonly rules: Piece['rules'] } {
  const own = allowed.filter(({ maybe }) => !isNobody(both(maybe, seen)));
  const sum = (of: (piece: Piece) => Addresses): Addresses =>
    own.reduce<Addresses>((set, piece) => either(set, of(piece)), NOBODY);
  const rules = own.flatMap((piece) => piece.rules);
  if (isNobody(seen) || own.length === 0) return { certainty: isNobody(seen) ? 'maybe' : 'no', rules };
  return {
    certainty: isWithin(
      seen,
      sum(({ sure }) => sure),
    )
      ? 'yes'
      : 'maybe',
    rules,
  };
}
