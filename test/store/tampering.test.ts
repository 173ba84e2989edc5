import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyLog } from '../../src/audit/verify.ts';
import { event, minute } from './samples.ts';
import { type Temporary, temporaryStore } from './temporary.ts';

const REQUEST = 'aj-000003';
const VM = '/subscriptions/s/resourcegroups/r/providers/microsoft.compute/virtualmachines/web-03';
const HIDDEN = event('refused', { at: minute(3), request: REQUEST, vms: [VM], detail: 'to be hidden' });

let here: Temporary;
beforeEach(async () => {
  here = await temporaryStore();
  for (const n of [1, 2]) await here.store.record(event('refused', { at: minute(n) }));
  await here.store.record(HIDDEN);
  await here.store.seal();
});
afterEach(() => here.remove());

/** Newer versions of Node keep `writable_schema` shut until told; older ones, and their types, know no such thing. */
type Undefended = DatabaseSync & { enableDefensive?: (on: boolean) => void };

/** What somebody does who can write the file; answers the refusal of SQLite, if it refuses. */
function tamper(sql: string): string | undefined {
  const db: Undefended = new DatabaseSync(here.file);
  try {
    db.enableDefensive?.(false);
    db.exec(sql);
  } catch (error) {
    return (error as Error).message;
  } finally {
    db.close();
  }
  return undefined;
}

/** How often each filter finds the event now. */
async function found() {
  const { store } = here;
  const filters = [{ request: REQUEST }, { vm: VM }, { since: minute(3) }];
  const answers = await Promise.all(filters.map((filter) => store.events({ ...filter, limit: 9 })));
  return answers.map((events) => events.length);
}

const DROP = 'DROP TRIGGER event_never_changes; DROP TRIGGER event_stays;';

describe('what filters search by', () => {
  it('is in the sealed bytes alone: there is nothing beside them to change', async () => {
    expect(tamper(`${DROP} UPDATE event SET request = 'aj-aaaaaa' WHERE seq = 3`)).toContain(
      'no such column',
    );
    expect(tamper('UPDATE event SET at = at + 60000')).toContain('no such column');
    expect(tamper('DELETE FROM event_vm WHERE seq = 3')).toMatch(/no such table|may not be/);
    expect(await found()).toEqual([1, 1, 1]);
  });

  it.each([
    ['request', `'${REQUEST}'`, `'aj-aaaaaa'`],
    ['VM', `web-03`, `web-99`],
    ['time', minute(3).toISOString(), minute(0).toISOString()],
  ])('cannot change its %s without breaking the chain', async (_, old, other) => {
    const quoted = (text: string) => `'${text.replaceAll("'", '')}'`;
    expect(
      tamper(
        `${DROP} UPDATE event SET bytes = replace(bytes, ${quoted(old)}, ${quoted(other)}) WHERE seq = 3`,
      ),
    ).toBeUndefined();
    expect(await found()).toContain(0);
    expect(await verifyLog(here.store.log())).toMatchObject({ ok: false, seq: 3 });
  });

  it('is found without any index, only slower', async () => {
    for (const name of ['at', 'request', 'vm', 'more_vms', 'change']) tamper(`DROP INDEX event_${name}`);
    expect(await found()).toEqual([1, 1, 1]);
  });

  it('is found when columns and tables of old come back', async () => {
    tamper('ALTER TABLE event ADD COLUMN request TEXT; ALTER TABLE event ADD COLUMN at INTEGER DEFAULT 0');
    expect(await found()).toEqual([1, 1, 1]);
  });
});

describe('what stands beside a line', () => {
  it('cannot be changed, only erased, while the guard stands', () => {
    for (const field of ['actor', 'sources', 'detail']) {
      expect(tamper(`UPDATE event SET beside_${field} = 'other' WHERE seq = 3`)).toContain('erased or stays');
      expect(tamper(`UPDATE event SET beside_${field} = NULL WHERE seq = 3`)).toBeUndefined();
      expect(tamper(`UPDATE event SET beside_${field} = 'back' WHERE seq = 3`)).toContain('erased or stays');
    }
  });

  it('is found to be another one, or gone without a word', async () => {
    tamper(
      "DROP TRIGGER event_only_forgets; UPDATE event SET beside_actor = replace(beside_actor, 'Ada', 'Eve') WHERE seq = 2",
    );
    expect(await verifyLog(here.store.log())).toMatchObject({
      ok: false,
      seq: 2,
      why: expect.stringContaining('actor'),
    });
    expect((await here.store.events({ limit: 9 }))[1]?.actor.name).toBe('(changed since)');
    tamper('UPDATE event SET beside_actor = NULL WHERE seq = 2');
    await turn();
    expect(await verifyLog(here.store.log())).toMatchObject({
      ok: false,
      seq: 2,
      why: expect.stringContaining('no event says'),
    });
  });
});

describe('an index that does not match its events', () => {
  const lie = (name: string, now: string, claimed: string): void => {
    const made = tamper(`DROP INDEX ${name}; CREATE INDEX ${name} ON event (${now});
      PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = 'CREATE INDEX ${name} ON event (${claimed.replaceAll("'", "''")})' WHERE name = '${name}';
      PRAGMA writable_schema = OFF`);
    expect(made).toBeUndefined();
  };

  it.each([
    ['event_request', "json_extract(bytes, '$.no')", "json_extract(bytes, '$.request')", 0],
    ['event_vm', "lower(json_extract(bytes, '$.no'))", "lower(json_extract(bytes, '$.vms[0]'))", 1],
    ['event_at', "json_extract(bytes, '$.no')", "json_extract(bytes, '$.at')", 2],
  ])('(%s) hides events, and the check of the store says so', async (name, now, claimed, filter) => {
    expect(await here.store.faults?.()).toEqual([]);
    lie(name, now, claimed);
    await turn();
    const other = await here.again();
    expect(await verifyLog(other.log())).toMatchObject({ ok: true });
    const [first = ''] = (await other.faults?.()) ?? [];
    expect(first).toContain(name);
    expect(first).toContain('REINDEX');
    expect((await found())[filter]).toBe(0);
    tamper('REINDEX');
    await turn();
    expect(await found()).toEqual([1, 1, 1]);
    expect(await other.faults?.()).toEqual([]);
  });
});
