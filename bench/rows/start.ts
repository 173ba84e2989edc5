import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createSandbox, type Sandbox } from '../../sandbox/azure/sandbox.ts';
import { startBot } from '../../sandbox/demo/bot.ts';
import { demoPolicy } from '../../sandbox/demo/policy.ts';
import { compared, limited, type Size } from '../measure.ts';
import { NO_PROC, residentMbOf } from '../processes.ts';
import type { Row } from '../row.ts';
import { memoryUnderLoad } from './under-load.ts';

const ROUNDS: Record<Size, number> = { full: 9, quick: 3, smoke: 1 };
/** So long after it is ready memory is idle, in milliseconds. */
const IDLE_MS: Record<Size, number> = { full: 5_000, quick: 2_000, smoke: 0 };

interface Started {
  readonly readyMs: number;
  readonly idleMb: number;
}

/** `ajar serve` with Teams and Azure configured, until it is ready by its own word. */
async function ajar(azure: Sandbox, size: Size): Promise<Started> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-bench-'));
  const policyFile = path.join(folder, 'policy.yaml');
  writeFileSync(policyFile, demoPolicy({}));
  const began = performance.now();
  const { child } = await startBot({ azure, folder, policyFile });
  try {
    await untilReady(internalPortIn(child.output()));
    const readyMs = performance.now() - began;
    await pause(IDLE_MS[size]);
    return { readyMs, idleMb: residentMbOf(child.pid) };
  } finally {
    await child.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const internalPortIn = (output: string): string => /"internalPort":(\d+)/.exec(output)?.[1] ?? '0';

async function untilReady(port: string): Promise<void> {
  for (;;) {
    const { status } = await fetch(`http://127.0.0.1:${port}/readyz`);
    if (status === 200) return;
    await pause(5);
  }
}

const SDKS = [
  ...['botbuilder', '@azure/identity', '@azure/arm-network', '@azure/arm-security'],
  ...['@azure/arm-resourcegraph', '@azure/core-rest-pipeline'],
];
/** A smoke is content with the smallest. */
const importsOf = (size: Size): string => {
  const imports = (size === 'smoke' ? SDKS.slice(-1) : SDKS).map((name) => `import '${name}';`);
  return `${imports.join('')} console.log('ready'); setInterval(() => undefined, 1000);`;
};

/** A program that does nothing but import what Microsoft has for the same: bot, identity, network, security, graph. */
async function bare(size: Size): Promise<Started> {
  const began = performance.now();
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const child = spawn(process.execPath, ['--input-type=module', '-e', importsOf(size)], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  await once(child.stdout, 'data');
  const readyMs = performance.now() - began;
  await pause(IDLE_MS[size]);
  const idleMb = residentMbOf(child.pid ?? 0);
  child.kill();
  await gone;
  return { readyMs, idleMb };
}

export const start: Row = {
  name: 'start',
  what: 'start to ready, and memory idle and under load, with only the configured apps and clouds loaded',
  goal: 'ready in < 1 s; idle < 150 MB',
  lacks: NO_PROC,
  async measure({ size }) {
    const azure = await createSandbox();
    try {
      const found = { ours: [] as Started[], baseline: [] as Started[] };
      for (let round = 0; round < ROUNDS[size]; round += 1) {
        found.ours.push(await ajar(azure, size));
        found.baseline.push(await bare(size));
      }
      const of = (by: keyof Started) => ({
        ours: found.ours.map((each) => each[by]),
        baseline: found.baseline.map((each) => each[by]),
      });
      const against = 'importing the bare SDKs';
      const [ready, idle] = [of('readyMs'), of('idleMb')];
      return {
        lines: [
          {
            what: 'start to ready',
            against: '1 s',
            unit: 'ms',
            ...limited(ready.ours, 1_000),
            goal: { atMost: 1 },
          },
          { what: 'start to ready', against, unit: 'ms', ...compared(ready) },
          {
            what: 'memory idle',
            against: '150 MB',
            unit: 'MB',
            ...limited(idle.ours, 150),
            goal: { atMost: 1 },
          },
          { what: 'memory idle', against, unit: 'MB', ...compared(idle) },
          ...(await memoryUnderLoad(azure, size)),
        ],
      };
    } finally {
      await azure.close();
    }
  },
};
