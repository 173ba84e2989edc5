import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planPrune } from '../../src/audit/retention.ts';
import { type Connection, openConnection } from '../../src/store/sqlite/connection.ts';
import { event, minute } from './samples.ts';
import { type Temporary, temporaryStore } from './temporary.ts';

let here: Temporary;
let connection: Connection;
let other: DatabaseSync;
beforeEach(async () => {
  here = await temporaryStore();
  connection = openConnection(here.file, true);
  other = new DatabaseSync(here.file);
});
afterEach(async () => {
  other.close();
  connection.close();
  await here.remove();
});

const PUT = 'INSERT INTO memo (key, value) VALUES (?, ?)';
const keys = (): readonly unknown[] =>
  connection
    .read(() => connection.db.prepare('SELECT key FROM memo ORDER BY key').all())
    .map(({ key }) => key);
const elsewhere = (key: string): unknown => other.prepare(PUT).run(key, '1');

describe('reads that nothing from outside comes between', () => {
  it('see the store at one moment, whatever another process writes meanwhile', async () => {
    expect(keys()).toEqual([]);
    elsewhere('a');
    await Promise.resolve();
    expect(keys()).toEqual([]);
  });

  it('see what was written here in between, and then all that others have', async () => {
    expect(keys()).toEqual([]);
    elsewhere('a');
    connection.write(() => connection.db.prepare(PUT).run('b', '1'));
    expect(keys()).toEqual(['a', 'b']);
  });

  it('are over before anybody can tell of a change, so that it is read', async () => {
    expect(keys()).toEqual([]);
    elsewhere('a');
    await turn();
    expect(keys()).toEqual(['a']);
  });

  it('hold nobody up afterwards', async () => {
    connection.write(() => connection.db.prepare(PUT).run('a', '1'));
    expect(keys()).toEqual(['a']);
    await turn();
    expect(other.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()).toMatchObject({ busy: 0 });
  });

  it('leave a transaction that is open to whoever began it', () => {
    const nested = () =>
      connection.write(() => {
        connection.db.prepare(PUT).run('half', '1');
        connection.write(() => undefined);
      });
    expect(nested).toThrow('refused a statement');
    expect(keys()).toEqual([]);
    connection.write(() => {
      connection.db.prepare(PUT).run('a', '1');
      expect(keys()).toEqual(['a']);
      expect(other.prepare('SELECT count(*) AS n FROM memo').get()).toEqual({ n: 0 });
    });
  });
});

describe('whoever reads a long log', () => {
  it('lets others have their turn after every page, and whoever looks what can be dropped after every request', async () => {
    const ids = Array.from({ length: 1_200 }, (_, n) => `aj-${String(n).padStart(6, '0')}`);
    await Promise.all(
      ids.map((request, n) => here.store.record(event('refused', { at: minute(n), request }))),
    );
    await here.store.seal();
    let turns = 0;
    const count = (): NodeJS.Immediate =>
      setImmediate(() => {
        turns += 1;
        counting = count();
      });
    let counting = count();
    expect(await Array.fromAsync(here.store.log())).toHaveLength(1_200);
    expect(turns).toBeGreaterThanOrEqual(2);
    turns = 0;
    const clock = { now: () => minute(2_000) };
    await planPrune({ store: here.store, clock, sinks: [], policy: () => 'p' }, minute(600));
    expect(turns).toBeGreaterThanOrEqual(600);
    clearImmediate(counting);
  });
});
