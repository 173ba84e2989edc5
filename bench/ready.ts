import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from '../sandbox/azure/sandbox.ts';
import { type Bot, startBot } from '../sandbox/demo/bot.ts';
import type { Size } from './measure.ts';
import type { Packaged } from './packaged.ts';
import { cpuUsOf } from './processes.ts';

/** A process that is ready, and what that took. */
export interface Ready {
  readonly pid: number;
  readonly readyMs: number;
  /** Nanoseconds of CPU. */
  readonly cpu: number;
  stop(): Promise<void>;
}

const readyNow = (began: number, pid: number): Omit<Ready, 'stop'> => ({
  ...{ pid, readyMs: performance.now() - began, cpu: Math.max(1, cpuUsOf(pid)) * 1_000 },
});

/** A running Ajar and the file of its store. */
export interface ReadyAjar extends Ready {
  readonly bot: Bot;
  readonly store: string;
}

/** `ajar serve` with Teams and Azure configured, from its start until it is ready by its own word. */
export async function ajar(azure: Sandbox, how: Packaged, policy: string): Promise<ReadyAjar> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-bench-'));
  const policyFile = path.join(folder, 'policy.yaml');
  writeFileSync(policyFile, policy);
  const began = performance.now();
  const bot = await startBot({ azure, folder, policyFile, ...how });
  const stop = async (): Promise<void> => {
    await bot.child.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(internalPortIn(bot.child.output()));
    return { ...readyNow(began, bot.child.pid), bot, store: path.join(folder, 'ajar.db'), stop };
  } catch (error) {
    await stop();
    throw error;
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
export async function bare(size: Size): Promise<Ready> {
  const began = performance.now();
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const child = spawn(process.execPath, ['--input-type=module', '-e', importsOf(size)], {
    cwd,
    // As anybody would run it.
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  await once(child.stdout, 'data');
  const stop = async (): Promise<void> => {
    child.kill();
    await gone;
  };
  return { ...readyNow(began, child.pid ?? 0), stop };
}
