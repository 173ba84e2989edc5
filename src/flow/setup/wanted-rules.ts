import { isAnywhere } from '../../access/address.ts';
import type { Port } from '../../access/port.ts';
import type { JitRule } from '../../access/setup/jit-rule.ts';
import { USUAL_MS } from '../../access/setup/recommended.ts';
import { overlap } from '../../access/setup/rule-faults.ts';

/** What was said of every port; what was not said stays as it stands, or is as Azure makes it. */
export interface Said {
  readonly ports: readonly Port[];
  readonly maxDurationMs?: number;
  /** CIDRs; none where nothing was said of them. */
  readonly sources: readonly string[];
}

/** What is kept already, with what was said of some ports: those are changed, all others are left as they are. */
export function withPorts(standing: readonly JitRule[], said: Said): readonly JitRule[] {
  const fresh = said.ports.map((port): JitRule => {
    const old = standing.find((rule) => overlap(rule, port));
    const sources = said.sources.length > 0 ? asAllowed(said.sources) : (old?.sources ?? ['*']);
    return { ...port, maxDurationMs: said.maxDurationMs ?? old?.maxDurationMs ?? USUAL_MS, sources };
  });
  return [...standing.filter((rule) => !fresh.some((each) => overlap(rule, each))), ...fresh];
}

/** Exactly these ports beside what is kept already: 53/udp is no reason to let 53/tcp go. */
export const besides = (
  standing: readonly JitRule[],
  ports: readonly Port[],
  maxDurationMs: number,
): readonly JitRule[] => [
  ...standing,
  ...ports.map((port): JitRule => ({ ...port, maxDurationMs, sources: ['*'] })),
];

/** "Any" is a word of its own in a JIT policy: it limits what may be asked for, and opens nothing (HOLES H22). */
export const asAllowed = (cidrs: readonly string[]): readonly string[] =>
  cidrs.some(isAnywhere) ? ['*'] : [...new Set(cidrs)];
