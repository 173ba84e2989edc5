import { MINUTE_MS } from '../unit-ms.ts';
import type { Vm } from '../vm.ts';
import type { JitRule } from './jit-rule.ts';

/** What Azure takes as the longest time that may be asked for, and what it gives unless told otherwise. */
export const SHORTEST_MS = 5 * MINUTE_MS;
export const LONGEST_MS = 24 * 60 * MINUTE_MS;
export const USUAL_MS = 3 * 60 * MINUTE_MS;

/**
 * A rule as Azure makes it by default: any protocol, up to 3 hours, any source. "Any" only limits what may be asked of it:
 * Ajar asks for one source at a time, and never for `*` (HOLES H22).
 */
export const usualRule = (number: number): JitRule => ({
  ...{ number, protocol: '*', maxDurationMs: USUAL_MS, sources: ['*'] },
});

/** Where people sign in: the four that Defender recommends to keep, what the operating system itself uses first. */
export const recommendedFor = (os: Vm['os']): readonly JitRule[] =>
  (os === 'windows' ? [3389, 5985, 5986, 22] : [22, 3389, 5985, 5986]).map(usualRule);

/** What the portal keeps when JIT is switched on from the VM's own page. https://learn.microsoft.com/azure/defender-for-cloud/just-in-time-access-usage */
export const defaultsFor = (os: Vm['os']): readonly JitRule[] => DEFAULTS[os].map(usualRule);

const DEFAULTS: Readonly<Record<Vm['os'], readonly number[]>> = {
  windows: [3389],
  linux: [22],
  // Not to know which is no reason to leave one of them open.
  unknown: [22, 3389],
};
