import { cidrsOf, isNobody, isSame, without } from './addresses.ts';
import type { Piece } from './opinion.ts';
import type { InboundRule } from './vm-network.ts';

/** As many as a reader takes in. */
const MOST = 3;

/** `anybody by the rule …; to 203.0.113.7 by the rule …`. */
export function whoBy(pieces: readonly Piece[]): string {
  const isPerhaps = ({ sure }: Piece): boolean =>
    isNobody(sure) && pieces.some((each) => !isNobody(each.sure));
  const texts = distinctTexts(
    pieces.map(
      (piece) =>
        `${isPerhaps(piece) ? 'perhaps ' : ''}${who(piece)}${piece.at === undefined ? '' : ` at ${piece.at}`}${piece.rules.length > 0 ? `, by ${byRules(piece.rules)}` : nobodysRule(piece)}`,
    ),
  );
  const more = texts.length > MOST ? `; and to ${texts.length - MOST} more` : '';
  return `${texts.slice(0, MOST).join('; to ')}${more}`;
}

/** What could not be read says so in its name. */
const nobodysRule = ({ label }: Piece): string =>
  label.startsWith('whomever') ? '' : ', since no security group is before it';

/** People by their name as far as it fits, else by their addresses. */
export function who({ label, whole, sure, maybe }: Piece): string {
  if (isSame(whole, maybe)) return label;
  const missing = cidrsOf(without(whole, maybe), MOST + 1);
  if (missing.length <= MOST) return `${label} except ${missing.join(', ')}`;
  const cidrs = cidrsOf(maybe, MOST + 1);
  if (!isSame(sure, maybe) || cidrs.length > MOST) return `a part of ${label}`;
  return cidrs.join(', ');
}

/** Rules that somebody made; Azure's own where there are no others. */
export function byRules(rules: readonly InboundRule[]): string {
  const own = rules.filter(({ isDefault }) => !isDefault);
  const texts = distinctTexts(
    own.length > 0 ? own.map(said) : rules.map(({ name }) => `Azure's default rule ${name}`),
  );
  return listOf(texts);
}

const said = (rule: InboundRule): string => `${quoted(rule)} (priority ${rule.priority})`;

/** A rule by its name and where it stands; JIT's are long numbers, which help nobody. */
export function quoted({ name, of, access, madeBy, called }: InboundRule): string {
  if (called !== undefined && madeBy !== 'jit') return `the ${called} "${name}" of ${of}`;
  if (called !== undefined) return `JIT's ${called} of ${of}`;
  if (madeBy === 'jit') return access === 'deny' ? `JIT's deny rule of ${of}` : `JIT's allow rule of ${of}`;
  if (madeBy === 'baseline') return `Ajar's baseline rule "${name}" of ${of}`;
  return `the ${access === 'always' ? 'security admin rule' : 'rule'} "${name}" of ${of}`;
}

/** Each rule once. */
export const distinct = (rules: readonly InboundRule[]): readonly InboundRule[] => [
  ...new Map(rules.map((rule) => [`${rule.of}/${rule.name}`, rule])).values(),
];

const distinctTexts = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

/** The first few, and how many more. */
export const listOf = (texts: readonly string[]): string => {
  const shown = texts.slice(0, MOST);
  return texts.length > MOST ? `${shown.join(', ')} and ${texts.length - MOST} more` : shown.join(' and ');
};
