import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openConnection } from '../../src/store/sqlite/connection.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { simulate } from '../simulation/simulate.ts';

const BRIEF = {
  minutes: 2,
  actEveryMs: 3_000,
  faultEveryMs: 8_000,
  instances: 2,
  habits: ['ask', 'approve', 'close'],
};

it.each([
  ['is full', 'storeFull'],
  ['is read-only', 'storeReadOnly'],
  ['is locked now and then', 'storeBusy'],
  ['loses its answers', 'storeLost'],
])(
  'while the store %s nothing is opened that was not saved, and afterwards everything is closed and told',
  { timeout: 120_000 },
  async (_name, fault) => {
    const report = await simulate(5, { ...BRIEF, faults: [fault] });
    expect(report.violations).toEqual([]);
    expect(report.faults).toBeGreaterThan(3);
    expect(report.requests).toBeGreaterThan(3);
  },
);

it('a write that the disk has no room for leaves nothing of itself', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-full-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const connection = openConnection(path.join(folder, 'ajar.db'), false);
  const { db, write, close } = connection;
  const pages = Number(db.prepare('PRAGMA page_count').get()?.page_count);
  db.exec(`PRAGMA max_page_count = ${pages}`);
  const add = db.prepare('INSERT INTO memo (key, value) VALUES (?, ?)');
  const count = () => Number(db.prepare('SELECT count(*) AS n FROM memo').get()?.n);
  const before = count();
  const big = () =>
    write(() => {
      add.run('small', 'kept with the other or not at all');
      add.run('big', 'x'.repeat(4_096 * (pages + 10)));
    });
  expect(big).toThrow(StoreError);
  expect(count()).toBe(before);
  db.exec('PRAGMA max_page_count = 1000000');
  big();
  expect(count()).toBe(before + 2);
  db.exec('PRAGMA query_only = ON');
  expect(() => write(() => add.run('more', 'x'))).toThrow(/cannot be written/);
  db.exec('PRAGMA query_only = OFF');
  expect(count()).toBe(before + 2);
  close();
});
