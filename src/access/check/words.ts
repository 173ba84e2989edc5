import { both, isNobody } from './addresses.ts';
import type { PortState } from './findings.ts';
import { isAbout } from './match.ts';
import { byRules, distinct, listOf, quoted, who, whoBy } from './names.ts';
import type { Opinion, Piece } from './opinion.ts';
import { sayBalanced } from './reached.ts';
import type { Segment } from './segments.ts';
import type { VmNetwork } from './vm-network.ts';

/** All that is known of one row when it is put into words. */
export interface About {
  readonly network: VmNetwork;
  readonly segment: Segment;
  readonly opinion: Opinion;
  readonly state: PortState;
}

/** Let in by a rule that an opening made, which is taken away again; no opening is meant for everybody. */
export const isOpening = ({ rules, label }: Piece): boolean =>
  label !== 'anybody' && rules.some(({ madeBy }) => madeBy !== undefined);

/** How it stands, for whom, and by which rule. */
export function sentenceOf(about: About): string {
  const { opinion, state } = about;
  const { allowed } = opinion;
  switch (state) {
    case 'shut':
      return `${shutBy(opinion)}${anyProtocol(about)}`;
    case 'open':
      return `Open to ${whoBy(allowed)}.${sayBalanced(about.network, about.segment)}${anyProtocol(about)}`;
    case 'exposed':
      return `${exposed(about)}${sayBalanced(about.network, about.segment)}${anyProtocol(about)}`;
    case 'unsure':
      return allowed.length === 0
        ? 'Cannot tell: none of its interfaces could be read.'
        : `Cannot tell: it may be open to ${whoBy(allowed)}.${anyProtocol(about)}`;
    default:
      return state satisfies never;
  }
}

function exposed({ network, segment, opinion }: About): string {
  const others = opinion.allowed.filter((piece) => !isOpening(piece));
  if (!segment.jit) return `Open to ${whoBy(others)}, and no JIT policy keeps it.`;
  const denies = network.entrances.flatMap((entrance) =>
    entrance.groups.flatMap(({ rules = [] }) =>
      rules.filter(
        (rule) =>
          rule.madeBy === 'jit' && rule.access === 'deny' && isAbout(rule, { entrance, ...segment }) !== 'no',
      ),
    ),
  );
  const numbers = [...new Set(denies.map(({ priority }) => priority))].join(' and ');
  const beaten =
    numbers === '' ? "JIT's deny rule is missing." : `JIT's deny rule (priority ${numbers}) comes too late.`;
  return `JIT is configured, and yet it is open to ${whoBy(others)}. ${beaten}`;
}

function anyProtocol({ network, segment }: About): string {
  const isAny = network.vm.jit.some(({ number, protocol }) => number === segment.from && protocol === '*');
  return segment.jit && isAny ? " JIT's protocol for it is any: an opening lets in UDP as well as TCP." : '';
}

/** One group may let in whom another keeps out: then both are named, for people look at the first and wonder. */
export function shutBy({ wouldAllow, denied }: Pick<Opinion, 'wouldAllow' | 'denied'>): string {
  const withheld = wouldAllow.filter(({ rules }) => rules.some((rule) => !rule.isDefault));
  const [lets] = withheld;
  const keeps = denied.filter(
    (piece) => lets && !isNobody(both(piece.maybe, lets.maybe)) && piece.rules[0]?.of !== lets.rules[0]?.of,
  );
  if (lets && keeps.length > 0)
    return `Shut: ${byRules(lets.rules)} would let in ${who(lets)}, but ${byRules(keeps.flatMap(({ rules }) => rules))} keeps them out.`;
  const rules = denied.flatMap((piece) => piece.rules);
  const byJit = rules.filter(({ madeBy }) => madeBy === 'jit');
  const byAjar = rules.filter(({ madeBy }) => madeBy === 'baseline');
  const deciding = [byJit, byAjar].find((each) => each.length > 0) ?? rules;
  return deciding.length === 0 ? 'Shut: nothing lets anybody in.' : `Shut by ${byRules(deciding)}.`;
}

/** What to do about it; empty where nothing has to be done. */
export function mendOf({ segment, opinion, state }: About): string {
  const pieces = opinion.allowed.filter((piece) => !isOpening(piece));
  // What leads in is what has to go: whoever let in the firewall's own addresses meant to.
  const others = pieces.flatMap(({ rules, at }) => (at === undefined ? rules : rules.slice(0, 1)));
  const own = distinct(others.filter(({ isDefault }) => !isDefault));
  const named = listOf(own.map(quoted));
  const rules = [...opinion.denied, ...pieces].flatMap((piece) => piece.rules);
  const parts = distinct(rules.filter(({ fromSome }) => fromSome));
  switch (state) {
    case 'shut':
    case 'open':
      return '';
    case 'exposed':
      if (own.some(({ access }) => access === 'always'))
        return 'Ask whoever keeps the virtual network manager: no security group overrules that rule.';
      if (own.length > 0)
        return `Remove ${named}, or let it name only those who need it all the time.${segment.jit ? '' : ' Then configure JIT for the port.'}`;
      return others.length > 0
        ? 'Save the JIT policy of the VM once more in Defender for Cloud, so that its deny rule comes back.'
        : 'Give the interface or its subnet a network security group, and configure JIT.';
    case 'unsure':
      if (parts.length > 0)
        return `Look at ${listOf(parts.map(quoted))}: it is about some source ports, and clients come from any. Let it be about all of them.`;
      return own.length > 0
        ? `Look at ${named}: only Azure knows whom it means.`
        : 'Let Ajar read what it could not (named below), and check again.';
    default:
      return state satisfies never;
  }
}
