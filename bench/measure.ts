import type { Packaged } from './packaged.ts';
import type { Bench } from './row.ts';

/** `smoke` does everything once, to see that it runs; its figures mean nothing. */
export type Size = 'full' | 'quick' | 'smoke';

export type Work = () => unknown;

export interface Spread {
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
}

interface Effort {
  readonly rounds: number;
  /** How long one side is measured in a round, in milliseconds of CPU. */
  readonly windowMs: number;
  readonly warmMs: number;
}

export const EFFORT: Record<Size, Effort> = {
  full: { rounds: 15, windowMs: 50, warmMs: 500 },
  quick: { rounds: 2, windowMs: 15, warmMs: 80 },
  smoke: { rounds: 2, windowMs: 0, warmMs: 0 },
};

export const createBench = (size: Size, packaged: Packaged = {}): Bench => ({
  ...{ size, packaged },
  async contest({ what, against, ours, baseline, goal }) {
    const { rounds } = EFFORT[size];
    const calls = { ours: await callsOf(ours, size), baseline: await callsOf(baseline, size) };
    const costs = await byTurns(rounds, {
      ours: () => cpuOf(ours, calls.ours),
      baseline: () => cpuOf(baseline, calls.baseline),
    });
    return { what, against, unit: 'ns', ...compared(costs), ...(goal && { goal }) };
  },
});

/** What each side cost, round by round. */
export interface Costs {
  readonly ours: readonly number[];
  readonly baseline: readonly number[];
}

/** Measures both sides by turns, each first in every other round: what the machine does beside this meets both alike. */
export async function byTurns(
  rounds: number,
  sides: { readonly ours: () => Promise<number>; readonly baseline: () => Promise<number> },
): Promise<Costs> {
  const costs = { ours: [] as number[], baseline: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? (['ours', 'baseline'] as const) : (['baseline', 'ours'] as const);
    for (const side of order) costs[side].push(await sides[side]());
  }
  return costs;
}

/** The spread of both sides, and of their ratio: of each round its own, so that a slow moment is not compared with a fast one. */
export function compared({ ours, baseline }: Costs) {
  const ratios = ours.map((cost, round) => cost / (baseline[round] ?? Number.NaN));
  return { ours: spreadOf(ours), baseline: spreadOf(baseline), ratio: spreadOf(ratios) };
}

/** A figure against a fixed limit, in its own unit. */
export const limited = (values: readonly number[], limit: number) =>
  compared({ ours: values, baseline: values.map(() => limit) });

export function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), p10: quantile(values, 0.1), p90: quantile(values, 0.9) };
}

/** The value below which this part of them is. */
export const quantile = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
};

/** Nanoseconds of CPU for each call, the collector's threads included: who waits for a core meanwhile costs nothing. */
export async function cpuOf(work: Work, calls: number): Promise<number> {
  const before = process.cpuUsage();
  await repeat(work, calls);
  const { user, system } = process.cpuUsage(before);
  // A single call in the smoke may be shorter than the clock's tick.
  return (Math.max(1, user + system) * 1000) / calls;
}

async function repeat(work: Work, calls: number): Promise<void> {
  for (let call = 0; call < calls; call += 1) {
    const result = work();
    if (result instanceof Promise) await result;
  }
}

/** Warms it, and answers how many calls fill a window. */
export async function callsOf(work: Work, size: Size): Promise<number> {
  const { windowMs, warmMs } = EFFORT[size];
  await repeat(work, 1);
  let calls = 1;
  for (let spent = 0; spent < warmMs; calls *= 2) spent += ((await cpuOf(work, calls)) * calls) / 1e6;
  if (windowMs === 0) return 1;
  const each = (await cpuOf(work, Math.ceil(calls / 8))) / 1e6;
  return Math.max(1, Math.round(windowMs / each));
}
