import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { Conflict } from '../../src/ports/store.ts';
import { openConnection } from '../../src/store/sqlite/connection.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { createWorld } from '../fakes/world.ts';
import { simulate } from '../simulation/simulate.ts';

const BRIEF = {
  minutes: 3,
  actEveryMs: 3_000,
  faultEveryMs: 8_000,
  instances: 2,
  habits: ['ask', 'approve', 'close'],
};

it.each([
  ['has no room left', 'storeFull'],
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

it('an ending that cannot be saved is tried again within seconds, however often its opening was tried before', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 30m from 203.0.113.7 because INC-123');
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  const { store } = world;
  const opened = await store.find('aj-000001');
  await store.release({ ...opened!, work: { ...opened!.work, attempt: 50 } });
  world.cloud.weather.stays = true;
  const save = store.save;
  let failures = 0;
  store.save = async (...all) => {
    if (all[0].request.status !== 'closing' || failures > 0) return save(...all);
    failures += 1;
    throw new StoreError('The store was locked by another process for 5 seconds.');
  };
  await world.pass(29 * 60_000, 60_000);
  await world.pass(2 * 60_000, 5_000);
  expect(failures).toBe(1);
  expect((await world.request()).status).toBe('closed');
});

it('an opening that waited for a neighbour, and then met a fault of the store, goes on within seconds', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 30m from 203.0.113.7 because INC-123');
  const { store } = world;
  const lease = store.lease;
  const busy = () => new Conflict('Somebody is at work on a target of it. Try again soon.');
  const before = [...Array.from({ length: 12 }, busy), new StoreError('The store was locked once more.')];
  store.lease = async (...all) => {
    const error = before.shift();
    if (error) throw error;
    return lease(...all);
  };
  await world.click(AVERY, 'approve', 'approval');
  await world.pass(60_000, 1_000);
  expect(before).toEqual([]);
  expect((await world.request()).status).toBe('open');
});

it.each([
  ['was busy at the same port', () => new Conflict('Somebody is at work on a target of it. Try again soon.')],
  ['locked the store', () => new StoreError('The store was locked by another process for 5 seconds.')],
])('a closing goes on within seconds, however often somebody %s', async (_what, fault) => {
  const world = createWorld();
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 30m from 203.0.113.7 because INC-123');
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  const { store } = world;
  const lease = store.lease;
  const before = [...Array.from({ length: 12 }, fault), new StoreError('The store was locked once more.')];
  store.lease = async (...all) => {
    const error = all[0].request.status === 'closing' ? before.shift() : undefined;
    if (error) throw error;
    return lease(...all);
  };
  await world.pass(30 * 60_000, 60_000);
  await world.pass(60_000, 1_000);
  expect(before).toEqual([]);
  expect((await world.request()).status).toBe('closed');
});
