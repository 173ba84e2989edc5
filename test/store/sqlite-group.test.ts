import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Conflict } from '../../src/ports/store.ts';
import { connectionOver } from '../../src/store/sqlite/connection.ts';
import { createGroup } from '../../src/store/sqlite/group.ts';
import { along, fresh, pending } from './samples.ts';
import { type Temporary, temporaryStore } from './temporary.ts';

const IDS = ['aj-000001', 'aj-000002', 'aj-000003'];

let here: Temporary;
beforeEach(async () => {
  here = await temporaryStore();
});
afterEach(() => here.remove());

const ask = (id: string) => here.store.create(fresh(pending(id)), along(pending(id), 'asked'));

function byHand(sql: string): void {
  const db = new DatabaseSync(here.file);
  db.exec(sql);
  db.close();
}

describe('writes that come together', () => {
  it('share one transaction, in their order, and each has its own answer', async () => {
    let transactions = 0;
    const db = new DatabaseSync(':memory:');
    const connection = connectionOver(db, 'memory');
    db.exec('CREATE TABLE t (n INTEGER)');
    const insert = db.prepare('INSERT INTO t VALUES (?) RETURNING rowid');
    const { write } = createGroup({
      ...connection,
      write: (work) => {
        transactions += 1;
        return connection.write(work);
      },
    });
    expect(await Promise.all([7, 8, 9].map((n) => write(() => insert.get(n)?.rowid)))).toEqual([1, 2, 3]);
    expect(await write(() => insert.get(10)?.rowid)).toBe(4);
    expect(transactions).toBe(2);
  });

  it('H8: take nothing from each other when one is refused, with an event for each that was not', async () => {
    await ask('aj-000002');
    const ends = await Promise.allSettled(IDS.map(ask));
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(ends[1]).toMatchObject({ reason: expect.any(Conflict) });
    const events = await here.store.events({ limit: 9 });
    expect(events.map(({ request }) => request)).toEqual(['aj-000003', 'aj-000001', 'aj-000002']);
  });

  it('H8: leave nothing of one that is refused after it began to write', async () => {
    const db = new DatabaseSync(':memory:');
    db.exec('CREATE TABLE t (n INTEGER)');
    const insert = (n: number): void => void db.prepare('INSERT INTO t VALUES (?)').run(n);
    const { write } = createGroup(connectionOver(db, 'memory'));
    const refused = write(() => {
      insert(8);
      throw new Conflict('changed meanwhile');
    });
    await Promise.allSettled([write(() => insert(7)), refused, write(() => insert(9))]);
    expect(db.prepare('SELECT n FROM t').all()).toEqual([{ n: 7 }, { n: 9 }]);
  });

  it('are all refused at once while another process holds the file: they have waited long enough', async () => {
    const db = new DatabaseSync(here.file, { timeout: 0 });
    let tries = 0;
    const connection = connectionOver(db, here.file);
    const { write } = createGroup({
      ...connection,
      write: (work) => {
        tries += 1;
        return connection.write(work);
      },
    });
    const other = new DatabaseSync(here.file);
    other.exec('BEGIN IMMEDIATE');
    const ends = await Promise.allSettled([1, 2].map(() => write(() => undefined)));
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(tries).toBe(1);
    other.close();
    db.close();
  });

  it('are all refused, and none is told of as saved, when the disk has rolled everything back', async () => {
    byHand(`CREATE TRIGGER full BEFORE INSERT ON request WHEN new.id = 'aj-000002'
      BEGIN SELECT RAISE(ROLLBACK, 'no room'); END`);
    const ends = await Promise.allSettled(IDS.map(ask));
    for (const end of ends)
      expect(end).toMatchObject({ reason: { name: 'StoreError', cause: { message: 'no room' } } });
    expect(await here.store.list({ limit: 9 })).toEqual([]);
    expect(await here.store.events({ limit: 9 })).toEqual([]);
    expect((await ask('aj-000004')).version).toBe(1);
  });

  it('are on disk when the store was closed right after', async () => {
    const asked = IDS.map(ask);
    await here.store.close();
    await Promise.all(asked);
    const store = await here.again();
    expect(await store.list({ limit: 9 })).toHaveLength(3);
  });
});
