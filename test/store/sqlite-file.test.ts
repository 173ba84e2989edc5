import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConnection } from '../../src/store/sqlite/connection.ts';
import { isPrepared } from '../../src/store/sqlite/schema.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { along, cancelled, copy, event, fresh, NOW, opened, pending } from './samples.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ajar-file-'));
  file = join(folder, 'data', 'ajar.db');
});
afterEach(() => rm(folder, { recursive: true }));

/** What opening or using the file throws. */
async function failure(work: () => unknown): Promise<Error> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('It did not fail.');
}

const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('a new store', () => {
  it('is readable by its owner alone, side files and folder included', async () => {
    const store = createSqliteStore({ file });
    await store.record(event('started'));
    expect(await mode(join(folder, 'data'))).toBe(0o700);
    const files = await readdir(join(folder, 'data'));
    expect(files.sort()).toEqual(['ajar.db', 'ajar.db-shm', 'ajar.db-wal']);
    for (const name of files) expect(await mode(join(folder, 'data', name))).toBe(0o600);
    await store.close();
  });

  it('leaves the mode of a folder that was there', async () => {
    await chmod(folder, 0o755);
    await createSqliteStore({ file: join(folder, 'ajar.db') }).close();
    expect(await mode(folder)).toBe(0o755);
  });

  it('writes ahead and waits for the disk', async () => {
    const { db, close } = openConnection(file, false);
    const pragma = (name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    const names = ['journal_mode', 'synchronous', 'fullfsync', 'foreign_keys', 'busy_timeout'];
    expect(names.map(pragma)).toEqual(['wal', 2, 1, 1, 5_000]);
    close();
  });

  it('of the version before records is brought up to this one, with all that is in it', async () => {
    const store = createSqliteStore({ file });
    const asked = along(pending(), 'asked', { copies: [copy('approval')] });
    await store.create(fresh(pending()), asked);
    const before = await store.copies('aj-000001');
    await store.close();
    const old = new DatabaseSync(file);
    // As version 1 had it: no records, copies of requests alone, and a log that no line ever leaves.
    old.exec(`DROP INDEX request_unfinished; DROP TRIGGER event_stays; DROP TABLE cut; DROP TRIGGER event_only_forgets;
      ALTER TABLE event DROP COLUMN beside_actor; ALTER TABLE event DROP COLUMN beside_sources; ALTER TABLE event DROP COLUMN beside_detail;
      CREATE TRIGGER event_stays BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'an audit event is never deleted'); END;
      DROP TABLE record; DROP INDEX copy_behind; ALTER TABLE copy RENAME TO newer;
      CREATE TABLE copy (request TEXT NOT NULL REFERENCES request (id), slot TEXT NOT NULL, card TEXT NOT NULL,
        place TEXT NOT NULL, message TEXT, drawn INTEGER NOT NULL, hash TEXT, attempt INTEGER NOT NULL, not_before INTEGER,
        lost TEXT, behind INTEGER NOT NULL, PRIMARY KEY (request, slot)) STRICT, WITHOUT ROWID;
      INSERT INTO copy SELECT * FROM newer; DROP TABLE newer;
      CREATE INDEX copy_behind ON copy (coalesce(not_before, 0)) WHERE behind = 1; PRAGMA user_version = 1;`);
    old.close();
    const again = createSqliteStore({ file });
    expect(await again.copies('aj-000001')).toEqual(before);
    expect((await again.find('aj-000001'))?.request).toEqual(pending());
    const body = { status: 'told', at: NOW, loud: false, title: 'New', sentences: [] } as const;
    const record = { kind: 'bulletin', id: 'drift/1', body, work: { attempt: 0 } } as const;
    await again.createRecord(record, { event: event('drift'), copies: [copy('a')] });
    expect(await again.copies('drift/1')).toHaveLength(1);
    await again.seal();
    await again.prune(1, event('drift', { detail: 'pruned' }));
    expect((await again.events({ limit: 9 })).map(({ detail }) => detail)).toContain('pruned');
    expect(await again.faults?.()).toEqual([]);
    await again.close();
  });

  it('keeps no target for what has ended, so that nobody who wants it is compared with all that ever was', async () => {
    const store = createSqliteStore({ file });
    const asked = await store.create(fresh(pending()), along(pending(), 'asked'));
    const db = new DatabaseSync(file, { readOnly: true });
    const holds = () => db.prepare('SELECT request FROM hold').all();
    expect(holds()).toHaveLength(1);
    const ended = cancelled(pending());
    await store.save({ ...asked, request: ended }, along(ended, 'cancel'));
    expect(holds()).toEqual([]);
    db.close();
    await store.close();
  });

  it("is never taken for another program's while another process is making it", () => {
    const { db, close } = openConnection(file, false);
    db.exec('PRAGMA user_version = 0; PRAGMA application_id = 0');
    const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    for (const { name } of names) db.exec(`DROP TABLE "${name}"`);
    close();
    const reader = new DatabaseSync(file);
    // The other process comes in after the first look of this one.
    const raced = Object.create(reader, {
      prepare: {
        value: (sql: string) => {
          const statement = reader.prepare(sql);
          return {
            get: () => {
              const row = statement.get();
              openConnection(file, true).close();
              return row;
            },
          };
        },
      },
    }) as DatabaseSync;
    expect(isPrepared(raced, file)).toBe(false);
    expect(isPrepared(raced, file)).toBe(true);
    reader.close();
  });

  it('is not made where it must exist', async () => {
    const error = await failure(() => createSqliteStore({ file, mustExist: true }));
    expect(error).toBeInstanceOf(StoreError);
    expect(error.message).toContain(`no store at ${file}`);
    expect(await readdir(folder)).toEqual([]);
  });

  it('can be closed twice, and says so when it is used after that', async () => {
    const store = createSqliteStore({ file });
    await store.close();
    await store.close();
    expect((await failure(() => store.find('aj-000001'))).message).toBe(`${file} was already closed.`);
  });
});

describe('a file that is not for this program', () => {
  it('is refused when a newer Ajar wrote it, and left as it is', async () => {
    await createSqliteStore({ file }).close();
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 99');
    db.close();
    const error = await failure(() => createSqliteStore({ file }));
    expect(error).toBeInstanceOf(StoreError);
    expect(error.message).toContain('version 99, this program knows 6');
  });

  it("is refused when it is another program's, and left as it is", async () => {
    const other = join(folder, 'other.db');
    const db = new DatabaseSync(other);
    db.exec('CREATE TABLE theirs (a)');
    db.close();
    const before = await readFile(other);
    expect((await failure(() => createSqliteStore({ file: other }))).message).toContain('another program');
    expect(await readFile(other)).toEqual(before);
  });

  it('is refused when it is no database', async () => {
    const other = join(folder, 'notes.txt');
    await writeFile(other, 'some notes of mine, long enough to be more than a header. '.repeat(40));
    const error = await failure(() => createSqliteStore({ file: other }));
    expect(error).toBeInstanceOf(StoreError);
    expect(error.message).toContain(`${other} is not an Ajar store`);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('is refused when its path is a folder, or leads through a file', async () => {
    expect((await failure(() => createSqliteStore({ file: folder }))).message).toContain(folder);
    await writeFile(join(folder, 'data'), '');
    const error = await failure(() => createSqliteStore({ file }));
    expect(error).toBeInstanceOf(StoreError);
    expect(error.message).toContain(`${file} cannot be opened`);
  });

  it.skipIf(process.platform !== 'linux')('is refused at once where no folder can be made', async () => {
    const nowhere = join('/proc', 'ajar', 'data', 'ajar.db');
    const error = await failure(() => createSqliteStore({ file: nowhere }));
    expect(error).toBeInstanceOf(StoreError);
    expect(error.message).toContain(`${nowhere} cannot be opened`);
  });
});

describe('a store in trouble', () => {
  it('says that the file is damaged', async () => {
    const store = createSqliteStore({ file });
    for (let n = 0; n < 50; n++) await store.record(event('refused', { detail: 'x'.repeat(2_000) }));
    await store.close();
    const bytes = await readFile(file);
    await writeFile(file, bytes.fill(0xff, 4_096));
    const error = await failure(async () => createSqliteStore({ file }).events({ limit: 99 }));
    expect(error).toBeInstanceOf(StoreError);
    expect(error.message).toContain(`${file} is damaged`);
    expect(error.cause).toMatchObject({ code: 'ERR_SQLITE_ERROR' });
  });

  it('says that another process holds it', async () => {
    await createSqliteStore({ file }).close();
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const mine = openConnection(file, true);
    mine.db.exec('PRAGMA busy_timeout = 20');
    expect((await failure(() => mine.write(() => 0))).message).toContain(
      `${file} was locked by another process`,
    );
    expect(mine.read(() => 'reads go on')).toBe('reads go on');
    other.close();
    expect(mine.write(() => 'written')).toBe('written');
    mine.close();
  });

  it.each([
    ['query_only = ON', 'cannot be written'],
    ['max_page_count = 1', 'is full'],
  ])('after PRAGMA %s says that it %s, and keeps nothing of the transaction', async (pragma, sentence) => {
    const connection = openConnection(file, false);
    const { db, write, close } = connection;
    db.exec(`PRAGMA ${pragma}`);
    const filling = () =>
      write(() => db.prepare('INSERT INTO memo VALUES (?, ?, NULL)').run('k', 'x'.repeat(100_000)));
    const error = await failure(filling);
    expect(error).toBeInstanceOf(StoreError);
    expect(error.message).toContain(sentence);
    expect(db.isTransaction).toBe(false);
    expect(db.prepare('SELECT count(*) AS n FROM memo').get()?.n).toBe(0);
    close();
  });

  it('refuses to change or delete an audit event, even by hand', async () => {
    const store = createSqliteStore({ file });
    await store.record(event('refused'));
    await store.seal();
    await store.close();
    const db = new DatabaseSync(file);
    expect(() => db.exec("UPDATE event SET bytes = ''")).toThrow('never changes');
    expect(() => db.exec("UPDATE event SET seal = ''")).toThrow('sealed once');
    expect(() => db.exec('DELETE FROM event')).toThrow();
    db.close();
  });

  it('seals in its turn: what was asked to be written before is sealed too', async () => {
    const store = createSqliteStore({ file });
    const written = Promise.all(Array.from({ length: 250 }, () => store.record(event('started'))));
    await store.seal();
    const seals = (await Array.fromAsync(store.log())).map(({ seal }) => typeof seal);
    expect([seals.length, new Set(seals)]).toEqual([250, new Set(['string'])]);
    await written;
    await store.close();
  });

  it('does not seal over a gap', async () => {
    const store = createSqliteStore({ file });
    for (let n = 0; n < 3; n++) await store.record(event('refused'));
    const db = new DatabaseSync(file);
    db.exec('DROP TRIGGER event_stays; DELETE FROM event WHERE seq = 2');
    db.close();
    expect((await failure(() => store.seal())).message).toContain('event 2 is missing');
    await store.close();
  });

  it('forgets answers and memos only a day after their end', async () => {
    const store = createSqliteStore({ file });
    await store.remember('draft', 1, NOW);
    await store.record(event('refused'), { key: 'k', answer: { sentence: 'No.', refused: true } });
    const day = 24 * 3_600_000;
    const count = () => {
      const db = new DatabaseSync(file);
      const row = db.prepare('SELECT (SELECT count(*) FROM answer) + (SELECT count(*) FROM memo) AS n').get();
      db.close();
      return row?.n;
    };
    await store.record(event('refused', { at: new Date(NOW.getTime() + day) }));
    expect(count()).toBe(2);
    await store.record(event('refused', { at: new Date(NOW.getTime() + day + 1) }));
    expect(count()).toBe(0);
    await store.close();
  });

  it('names the request that it cannot read', async () => {
    const store = createSqliteStore({ file });
    await opened(store, 'aj-000001');
    const db = new DatabaseSync(file);
    db.exec('UPDATE request SET format = 2');
    expect((await failure(() => store.find('aj-000001'))).message).toContain(
      'aj-000001 was written by a newer Ajar',
    );
    await turn();
    db.exec("UPDATE request SET format = 1, body = '{'");
    expect((await failure(() => store.find('aj-000001'))).message).toContain('aj-000001 cannot be read');
    expect(await store.list({ limit: 9 })).toEqual([]); // it is reported, and hides no other
    db.close();
    await store.close();
  });
});
