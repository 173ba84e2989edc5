import type { Port } from './port.ts';
import { readRange, within } from './range.ts';
import type { JitPort } from './vm.ts';

/**
 * The JIT entries that keep this port shut. A VM may be in several JIT policies: each has entries of its own. Azure is asked
 * for a number alone, so that what one policy keeps of a number in two protocols may open together: it counts as one entry.
 */
export const jitOf = (jit: readonly JitPort[], port: Port): readonly JitPort[] =>
  [
    ...Map.groupBy(
      jit.filter(({ number }) => number === port.number),
      ({ policyId }) => policyId,
    ).values(),
  ]
    .map((entries) => entries.reduce(together))
    .filter(({ protocol }) => protocol === '*' || protocol === port.protocol);

/** Both protocols, and of the two what is stricter. */
const together = (a: JitPort, b: JitPort): JitPort => ({
  ...a,
  protocol: a.protocol === b.protocol ? a.protocol : '*',
  maxDurationMs: Math.min(a.maxDurationMs, b.maxDurationMs),
  sources: [...new Set([...a.sources.filter(isIn(b)), ...b.sources.filter(isIn(a))])],
});

/**
 * Those of them that let this source in. Azure opens a port through one policy at a time, so that it is enough when one
 * allows all that is asked. What is neither a range nor `*` allows nothing: it cannot be told.
 */
export const lettingIn = (entries: readonly JitPort[], source: string): readonly JitPort[] =>
  entries.filter((entry) => admits(entry, source));

const isIn =
  (entry: JitPort) =>
  (source: string): boolean =>
    admits(entry, source);

const admits = ({ sources }: JitPort, source: string): boolean =>
  sources.some((allowed) => allowed === '*' || holds(allowed, source));

function holds(allowed: string, source: string): boolean {
  const [outer, inner] = [readRange(allowed), readRange(source)];
  return outer !== undefined && inner !== undefined && within(inner, outer);
}

/** The longest that one of these entries allows, in milliseconds: the cap of whoever may choose among them. Undefined without any. */
export const longestOf = (entries: readonly JitPort[]): number | undefined =>
  entries.length === 0 ? undefined : Math.max(...entries.map(({ maxDurationMs }) => maxDurationMs));

/** Those that allow this duration. */
export const longEnough = (entries: readonly JitPort[], durationMs: number): readonly JitPort[] =>
  entries.filter(({ maxDurationMs }) => maxDurationMs >= durationMs);
