import { readSource } from '../address.ts';
import { sayDuration } from '../duration.ts';
import { quote } from '../grammar/quote.ts';
import { formatPort, type Port } from '../port.ts';
import type { JitRule } from './jit-rule.ts';
import { LONGEST_MS, SHORTEST_MS } from './recommended.ts';

/**
 * Everything that keeps these from being the rules of a VM, each as a sentence; none when they may be written. What stands
 * so already (`standing`) may have been written by others in ways of their own, and is not judged again.
 */
export function ruleFaults(rules: readonly JitRule[], standing: readonly JitRule[] = []): readonly string[] {
  const fresh = rules.filter((rule) => !standing.some((other) => sameRule(rule, other)));
  return [...new Set([...fresh.flatMap(faultsOf), ...twice(rules)])];
}

/** The same in all that Azure keeps of it; the order of sources is nothing. */
export const sameRule = (a: JitRule, b: JitRule): boolean =>
  a.number === b.number &&
  a.protocol === b.protocol &&
  a.maxDurationMs === b.maxDurationMs &&
  sourcesOf(a) === sourcesOf(b);

/** The same rules in any order. */
export const sameRules = (a: readonly JitRule[], b: readonly JitRule[]): boolean =>
  a.length === b.length &&
  a.every((rule) => b.some((other) => sameRule(rule, other))) &&
  b.every((rule) => a.some((other) => sameRule(rule, other)));

/** One address is the same with and without its prefix length. */
const sourcesOf = ({ sources }: JitRule): string =>
  sources
    .map((source) => {
      const read = readSource(source);
      return typeof read === 'string' ? read : source;
    })
    .sort()
    .join();

function faultsOf(rule: JitRule): readonly string[] {
  const { number, protocol, maxDurationMs: ms } = rule;
  const what = formatPort(rule);
  return [
    ...(Number.isInteger(number) && number >= 0 && number <= 65_535
      ? []
      : [`${what}: a port is a whole number from 0 to 65535.`]),
    ...(['tcp', 'udp', '*'].includes(protocol)
      ? []
      : [`${what}: the protocol is tcp, udp or any, not ${quote(protocol)}.`]),
    ...(ms >= SHORTEST_MS && ms <= LONGEST_MS
      ? []
      : [`${what}: the longest time is ${sayDuration(ms)}; Azure takes 5 min to 24 h.`]),
    ...sourceFaults(what, rule.sources),
  ];
}

function sourceFaults(what: string, sources: readonly string[]): readonly string[] {
  if (sources.length === 0)
    return [`${what}: name at least one source that may be asked for, such as 203.0.113.0/24, or any.`];
  if (sources.length > 1 && sources.includes('*'))
    return [`${what}: "any" stands for every source, so it stands alone.`];
  return sources.flatMap((source) => {
    const read = source === '*' ? source : readSource(source);
    return typeof read === 'string' ? [] : [`${what}: ${read.error}`];
  });
}

/** Which of two an opening would go by, nobody knows. */
const twice = (rules: readonly JitRule[]): readonly string[] =>
  rules.flatMap((rule, at) =>
    rules
      .slice(at + 1)
      .filter((other) => overlap(rule, other))
      .map((other) =>
        rule.protocol === other.protocol
          ? `${formatPort(rule)} is there twice: write it once.`
          : `${formatPort(rule)} and ${formatPort(other)} overlap: keep one of them.`,
      ),
  );

/** The same number, for a protocol of both. */
export const overlap = (a: Port, b: Port): boolean =>
  a.number === b.number && (a.protocol === b.protocol || a.protocol === '*' || b.protocol === '*');
