import { sayDuration } from '../duration.ts';
import { formatPort, type Port } from '../port.ts';
import type { Vm } from '../vm.ts';
import { sayInstant } from '../wall-time.ts';
import { fitSource, fitsDuration } from './fit.ts';
import type { Rule } from './rule.ts';
import { type Clocks, clocksOver, firstGap, partsOf, type Span } from './time.ts';

/** Where from, how long and when. What is not known yet is missing: then nothing is forbidden for its sake. */
export interface Terms {
  /** CIDRs. */
  readonly sources?: readonly string[];
  /** Of the whole chain of extensions, in milliseconds. */
  readonly lengthMs?: number;
  readonly span?: Span;
}

/** Why no rule gives something, and which part of what was asked that is about. */
export interface Bare {
  readonly say: string;
  readonly part: 'ports' | 'minutes' | 'source';
}

export function termsOf({ sources, lengthMs, span }: Terms) {
  const clocks = span && clocksOver(span);
  const known = new Map<Rule, boolean>();
  /** The parts of the time that a rule is about. */
  const timesOf = ({ match: { times } }: Rule, seen: Clocks): readonly Span[] =>
    times === undefined ? [seen.span] : times.flatMap((time) => partsOf(time, seen));
  const holdsNow = (rule: Rule): boolean => {
    const { match, deny } = rule;
    const unless = <T>(value: T | undefined, isFree: boolean, test: (value: T) => boolean): boolean =>
      isFree || (value === undefined ? deny === undefined : test(value));
    return (
      unless(lengthMs, match.duration === undefined, (ms) => fitsDuration(match, ms)) &&
      unless(sources, match.sources === undefined, (all) =>
        all.some((each) => fitSource(match, each) !== 'none'),
      ) &&
      unless(clocks, match.times === undefined, (seen) => timesOf(rule, seen).length > 0)
    );
  };
  return {
    /** Whether a rule is about some part of these terms. */
    hold(rule: Rule): boolean {
      const holds = known.get(rule) ?? holdsNow(rule);
      known.set(rule, holds);
      return holds;
    },
    /** What of these terms none of the rules gives, all of which give the port as such. */
    gap(giving: readonly Rule[], port: Port, vm: Vm): Bare | undefined {
      const forLong = giving.filter(({ match }) => lengthMs === undefined || fitsDuration(match, lengthMs));
      if (forLong.length === 0)
        return { say: sayNone(port, vm, ` for ${sayDuration(lengthMs ?? 0)}`), part: 'minutes' };
      for (const source of sources ?? [undefined]) {
        const from = forLong.filter(
          ({ match }) => source === undefined || fitSource(match, source) === 'all',
        );
        if (from.length === 0) return { say: sayNone(port, vm, ` from ${source}`), part: 'source' };
        const at =
          clocks &&
          firstGap(
            clocks.span,
            from.flatMap((rule) => timesOf(rule, clocks)),
          );
        if (at !== undefined)
          return { say: sayNone(port, vm, ` at ${sayInstant(new Date(at), zoneOf(from))}`), part: 'minutes' };
      }
      return undefined;
    },
  };
}

export const noRule = (port: Port, vm: Vm, { breakGlass }: { readonly breakGlass?: true }): Bare => ({
  say: breakGlass
    ? `No rule of the policy lets you break the glass for ${formatPort(port)} on ${vm.name}. Ask for it without, or ask an Ajar admin whether there should be one.`
    : sayNone(port, vm),
  part: 'ports',
});

const sayNone = (port: Port, vm: Vm, how = ''): string =>
  `No rule of the policy lets you ask for ${formatPort(port)} on ${vm.name}${how}. Ask an Ajar admin whether there should be one.`;

/** Of several zones the first by name, so that the order of rules never shows. */
const zoneOf = (rules: readonly Rule[]): string =>
  // Stryker disable next-line ArrayDeclaration,OptionalChaining: a rule without times leaves no gap.
  rules.flatMap(({ match }) => match.times?.map(({ zone }) => zone) ?? []).sort()[0] ?? 'UTC';
