import { setTimeout as pause } from 'node:timers/promises';
import { createSandbox } from '../../sandbox/azure/sandbox.ts';
import { demoPolicy } from '../../sandbox/demo/policy.ts';
import { compared, limited, type Size } from '../measure.ts';
import { NO_PROC, residentMbOf } from '../processes.ts';
import { ajar, bare, type Ready } from '../ready.ts';
import type { Line, Row } from '../row.ts';
import { memoryUnderLoad } from './under-load.ts';

const ROUNDS: Record<Size, number> = { full: 7, quick: 1, smoke: 1 };
/** So long after the later of both is ready memory is idle, in milliseconds. */
const IDLE_MS: Record<Size, number> = { full: 1_500, quick: 100, smoke: 0 };

interface Started extends Pick<Ready, 'readyMs' | 'cpu'> {
  readonly idleMb: number;
}

interface Found {
  readonly ours: Started[];
  readonly baseline: Started[];
}

/** Each starts while the other is idle or not there yet, the first of one round last in the next; then both are idle together. */
async function round(
  found: Found,
  begin: Record<keyof Found, () => Promise<Ready>>,
  size: Size,
): Promise<void> {
  const sides = ['ours', 'baseline'] as const;
  const started: (readonly [keyof Found, Ready])[] = [];
  try {
    for (const side of found.ours.length % 2 === 0 ? sides : sides.toReversed())
      started.push([side, await begin[side]()]);
    await pause(IDLE_MS[size]);
    for (const [side, { pid, readyMs, cpu }] of started)
      found[side].push({ readyMs, cpu, idleMb: residentMbOf(pid) });
  } finally {
    for (const [, { stop }] of started) await stop();
  }
}

function linesOf(found: Found): readonly Line[] {
  const of = (by: keyof Started) => ({
    ours: found.ours.map((each) => each[by]),
    baseline: found.baseline.map((each) => each[by]),
  });
  const [ready, idle] = [of('readyMs'), of('idleMb')];
  const against = 'importing the bare SDKs';
  const goal = { atMost: 1 };
  return [
    { ...{ what: 'start to ready', against: '1 s', unit: 'ms', goal }, ...limited(ready.ours, 1_000) },
    { what: 'start to ready', against, unit: 'ms', ...compared(ready) },
    { what: 'CPU of a start', against, unit: 'ns', ...compared(of('cpu')) },
    { ...{ what: 'memory idle', against: '150 MB', unit: 'MB', goal }, ...limited(idle.ours, 150) },
    { what: 'memory idle', against, unit: 'MB', ...compared(idle) },
  ];
}

export const start: Row = {
  name: 'start',
  what: 'start to ready, and memory idle and under load, as packaged, with only the configured apps and clouds loaded',
  goal: 'ready in < 1 s; idle < 150 MB',
  lacks: NO_PROC,
  async measure({ size, packaged }) {
    const azure = await createSandbox();
    const found: Found = { ours: [], baseline: [] };
    const others = (): Promise<Ready> => bare(size);
    // A smoke starts Ajar once, to put it under load: that takes seconds.
    const ours = size === 'smoke' ? others : () => ajar(azure, packaged, demoPolicy({}));
    try {
      for (let at = 0; at < ROUNDS[size]; at += 1) await round(found, { ours, baseline: others }, size);
      return { lines: [...linesOf(found), ...(await memoryUnderLoad(azure, packaged, size))] };
    } finally {
      await azure.close();
    }
  },
};
