import { type Aim, isAbout } from '../check/match.ts';
import type { Piece } from '../check/opinion.ts';
import type { InboundRule } from '../check/vm-network.ts';

/** What becomes of an access once JIT keeps the port. `unsure`: Azure may put its deny rule on either side. */
export type LossFate = 'denied' | 'unsure' | 'stays';

/**
 * The two ends at which JIT's deny rules were seen: 4096 and downwards, or 1000 where older rules were to be beaten; which of
 * them it will be nobody says, and rules of others before 1000 beat both.
 */
const FIRST_DENY = 1_000;
const LAST_DENY = 4_096;

/** What becomes of it once JIT keeps the port. */
export const fateOf = (piece: Piece, aim: Aim): LossFate => fateBy(piece, aim, inGroup);

/** What the rule that lets them in, and those beside it, say of a deny rule that is to come into their group. */
type InGroup = (deciding: InboundRule, rules: readonly InboundRule[], aim: Aim) => LossFate;

/** A deny rule comes into every group on the way, so that one which comes in time is enough. */
export function fateBy({ rules }: Piece, aim: Aim, fateIn: InGroup): LossFate {
  if (rules.some(({ access }) => access === 'always')) return 'stays';
  const fates = aim.entrance.groups.map((group) => {
    if (!group.rules) return 'unsure';
    const deciding = rules.find(({ of, access }) => of === group.name && access === 'allow');
    return deciding ? fateIn(deciding, group.rules, aim) : 'unsure';
  });
  if (fates.includes('denied')) return 'denied';
  return fates.includes('unsure') ? 'unsure' : 'stays';
}

function inGroup(deciding: InboundRule, rules: readonly InboundRule[], aim: Aim): LossFate {
  // Its deny rule is there already and does not keep them out.
  const isThere = rules.some(
    (rule) => rule.madeBy === 'jit' && rule.access === 'deny' && isAbout(rule, aim) === 'yes',
  );
  if (isThere || deciding.priority <= FIRST_DENY) return 'stays';
  return deciding.priority > LAST_DENY ? 'denied' : 'unsure';
}
