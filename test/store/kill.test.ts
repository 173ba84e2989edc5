import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { verifyLog } from '../../src/audit/verify.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';

const WRITER = fileURLToPath(new URL('./writer.ts', import.meta.url));
const ROUNDS = 12;

interface Told {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly events: number;
}

/** Lets the writer answer so many times, kills it, and answers all that it said. */
async function writeAndKill(file: string, round: number, answers: number): Promise<readonly Told[]> {
  const child = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    WRITER,
    file,
    String(round),
  ]);
  let out = '';
  child.stderr.pipe(process.stderr);
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
    if (out.split('\n').length > answers) child.kill('SIGKILL');
  });
  const signal = await new Promise((resolve) => child.on('close', (_, by) => resolve(by)));
  expect(signal).toBe('SIGKILL');
  // The last piece is no whole line: either empty, or cut by the kill.
  return out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

it('kill -9 at any moment loses nothing that was acknowledged', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ajar-kill-'));
  const file = join(folder, 'ajar.db');
  const acknowledged = new Map<string, Told>();
  for (let round = 0; round < ROUNDS; round++) {
    const told = await writeAndKill(file, round, 1 + Math.floor(Math.random() * 120));
    for (const one of told) acknowledged.set(one.id, one);
    const store = createSqliteStore({ file });
    for (const { id, version, events } of acknowledged.values()) {
      const stored = await store.find(id);
      const kept = await store.events({ request: id, limit: 99 });
      // One transaction more may have been on disk when its answer was cut off; never half of one.
      expect([version, version + 1]).toContain(stored?.version);
      expect([events, events + 1]).toContain(kept.length);
      expect(kept[0]?.status).toBe(stored?.request.status);
      expect(await store.copies(id)).toHaveLength(2);
    }
    expect(await verifyLog(store.log())).toMatchObject({ ok: true });
    await store.close();
    const db = new DatabaseSync(file);
    expect(db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    expect(db.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    db.close();
  }
  expect(acknowledged.size).toBeGreaterThan(ROUNDS);
  await rm(folder, { recursive: true });
});

it('several processes may make the same new store at the same moment', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ajar-race-'));
  const file = join(folder, 'new', 'ajar.db');
  const told = await Promise.all([1, 2, 3, 4].map((round) => writeAndKill(file, round, 10)));
  expect(told.map((lines) => lines.length >= 10)).toEqual([true, true, true, true]);
  const store = createSqliteStore({ file });
  expect(await verifyLog(store.log())).toMatchObject({ ok: true });
  await store.close();
  await rm(folder, { recursive: true });
});
