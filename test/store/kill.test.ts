import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { verifyLog } from '../../src/audit/verify.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { expectAll, type Told, writeAndKill } from './write-and-kill.ts';

const ROUNDS = 12;

it('kill -9 at any moment loses nothing that was acknowledged', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ajar-kill-'));
  const file = join(folder, 'ajar.db');
  const acknowledged = new Map<string, Told>();
  for (let round = 0; round < ROUNDS; round++) {
    const told = await writeAndKill(file, round, 1 + Math.floor(Math.random() * 120));
    for (const one of told) acknowledged.set(one.id, one);
    const store = createSqliteStore({ file });
    await expectAll(store, acknowledged.values());
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
