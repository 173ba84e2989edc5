import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { verifyLog } from '../../src/audit/verify.ts';
import type { Store } from '../../src/ports/store.ts';

const WRITER = fileURLToPath(new URL('./writer.ts', import.meta.url));

/** What the writer said that the store had answered. */
export interface Told {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly events: number;
}

/** Lets the writer answer so many times, kills it, and answers all that it said. */
export async function writeAndKill(place: string, round: number, answers: number): Promise<readonly Told[]> {
  const { told, signal } = await writeUntil(place, round, answers, (child) => child.kill('SIGKILL'));
  expect(signal).toBe('SIGKILL');
  return told;
}

/** Likewise with something else that ends it. */
export async function writeUntil(
  place: string,
  round: number,
  answers: number,
  end: (child: ChildProcess) => void,
): Promise<{
  readonly told: readonly Told[];
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
}> {
  const args = ['--disable-warning=ExperimentalWarning', WRITER, place, String(round)];
  const child = spawn(process.execPath, args);
  const said = text(child.stderr);
  let out = '';
  let ending = false;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
    if (ending || out.split('\n').length <= answers) return;
    ending = true;
    end(child);
  });
  await new Promise((resolve) => child.on('close', resolve));
  // The last piece is no whole line: either empty, or cut by the kill.
  const lines = out.split('\n').slice(0, -1);
  return { told: lines.map((line) => JSON.parse(line)), signal: child.signalCode, said: await said };
}

/** Everything that was acknowledged is there, and nothing of it by half. */
export async function expectAll(store: Store, acknowledged: Iterable<Told>): Promise<void> {
  for (const { id, version, events } of acknowledged) {
    const stored = await store.find(id);
    const kept = await store.events({ request: id, limit: 99 });
    // One transaction more may have been on disk when its answer was cut off; never half of one.
    expect([version, version + 1]).toContain(stored?.version);
    expect([events, events + 1]).toContain(kept.length);
    expect(kept[0]?.status).toBe(stored?.request.status);
    expect(await store.copies(id)).toHaveLength(2);
  }
  expect(await verifyLog(store.log())).toMatchObject({ ok: true });
}
