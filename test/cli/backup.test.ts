import { existsSync, statSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { OLLY } from '../../sandbox/demo/people.ts';
import { makeKeys, signerOf, verifiersOf } from '../../src/audit/keys.ts';
import { reportLines } from '../../src/audit/report.ts';
import { planPrune, prune } from '../../src/audit/retention.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { backup } from '../../src/cli/backup.ts';
import { restore } from '../../src/cli/restore.ts';
import { createClockworkWatch } from '../../src/flow/clockwork/watch-clockwork.ts';
import type { LogLine, Store } from '../../src/ports/store.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { createHandClock } from '../fakes/clock.ts';
import { requestThatIs } from '../fakes/requests.ts';
import { setupThatIs } from '../fakes/setups.ts';
import { createWorld, POLICY as POLICY_OF_WORLD } from '../fakes/world.ts';
import { along, event, fresh, minute, NOW } from '../store/samples.ts';

const POLICY = 'a'.repeat(64);
const KEYS = makeKeys();
let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ajar-backup-'));
  store = createSqliteStore({ file: at('data/ajar.db') });
  onTestFinished(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
});

const at = (name: string) => path.join(folder, name);
const config = (data: string, key?: (typeof KEYS)['private']) =>
  ({ dataFolder: at(data), audit: key ? { key } : {} }) as Parameters<typeof restore>[0];
const take = (file = 'b.db') => backup(config('data'), at(file), NOW, () => undefined);
const bring = (data: string, more: { readonly after?: number } = {}, key?: (typeof KEYS)['private']) =>
  restore(config(data, key), at('b.db'), { now: minute(90), policy: POLICY, ...more }, () => undefined);

async function linesOf(data: string): Promise<readonly LogLine[]> {
  const restored = createSqliteStore({ file: at(`${data}/ajar.db`), mustExist: true });
  try {
    return await Array.fromAsync(restored.log());
  } finally {
    await restored.close();
  }
}

describe('a backup', () => {
  it('is taken while the store is used, whole, for its owner alone, and over nothing', async () => {
    await store.record(event('refused'));
    await take();
    await store.record(event('refused'));
    expect(statSync(at('b.db')).mode & 0o777).toBe(0o600);
    const before = await readFile(at('b.db'));
    await expect(take()).rejects.toThrow('is there already, and is left as it is');
    expect(await readFile(at('b.db'))).toEqual(before);
    await bring('new');
    const [first, second] = await linesOf('new');
    expect([first?.seq, second?.seq]).toEqual([1, 200_000]);
  });

  it('is not left behind where it could not be made', async () => {
    await expect(backup(config('nowhere'), at('b.db'), NOW, () => undefined)).rejects.toThrow('no store at');
    await expect(take('none/b.db')).rejects.toThrow();
    expect([existsSync(at('b.db')), existsSync(at('nowhere'))]).toEqual([false, false]);
  });
});

describe('restoring', () => {
  it.runIf(process.geteuid?.() === 0)(
    'as root makes a store that the user of the folder can open, and says where it is',
    async () => {
      await store.record(event('refused'));
      await take();
      await mkdir(at('theirs'));
      await chown(at('theirs'), 10_001, 10_002);
      const lines: string[] = [];
      const print = (line: string) => lines.push(line);
      await restore(config('theirs'), at('b.db'), { now: minute(90), policy: POLICY }, print);
      const { uid, gid } = statSync(at('theirs/ajar.db'));
      expect([uid, gid]).toEqual([10_001, 10_002]);
      expect(lines.at(-1)).toContain(`${at('theirs/ajar.db')} is the store again.`);
    },
  );

  it('writes over no store, nor over what is left of one', async () => {
    await store.record(event('refused'));
    await take();
    const before = await linesOf('data');
    await expect(bring('data')).rejects.toThrow('ajar.db is there already, and is left as it is');
    expect(await linesOf('data')).toEqual(before);
    await bring('new');
    await rm(at('new/ajar.db'));
    await writeFile(at('new/ajar.db-wal'), '');
    await expect(bring('new')).rejects.toThrow('ajar.db-wal is there already');
  });

  it('says of a file that is not there what to do, as of anything that can be mended', async () => {
    await expect(bring('new')).rejects.toBeInstanceOf(StoreError);
    expect(existsSync(at('new'))).toBe(false);
  });

  it('takes no file that is broken, cut off, changed, or no backup, and then leaves nothing', async () => {
    for (let n = 0; n < 50; n += 1) await store.record(event('refused', { detail: 'x'.repeat(500) }));
    await take();
    const whole = await readFile(at('b.db'));
    await writeFile(at('b.db'), whole.subarray(0, whole.length / 2));
    await expect(bring('new')).rejects.toThrow();
    await writeFile(at('b.db'), 'no database');
    await expect(bring('new')).rejects.toThrow();
    await writeFile(at('b.db'), whole);
    const db = new DatabaseSync(at('b.db'));
    db.exec(
      "DROP TRIGGER event_never_changes; UPDATE event SET bytes = replace(bytes, 'refused', 'trial') WHERE seq = 7",
    );
    db.close();
    await expect(bring('new')).rejects.toThrow('broken at event 7');
    expect(existsSync(at('new/ajar.db'))).toBe(false);
    expect(existsSync(at('new/ajar.db.restoring'))).toBe(false);
  });

  it('ends what waited or was being opened, as if all of it had been sent, and leaves what is open', async () => {
    const of = (id: string, status: 'pending' | 'approved' | 'opening' | 'open') =>
      requestThatIs(status, { id });
    for (const request of [
      of('aj-000001', 'pending'),
      of('aj-000002', 'approved'),
      of('aj-000003', 'opening'),
      of('aj-000004', 'open'),
    ])
      await store.create(fresh(request), along(request, 'asked'));
    const { id, ...body } = { ...setupThatIs('applying'), home: fresh(of('aj-000001', 'pending')).home };
    await store.createRecord(
      {
        kind: 'setup',
        id: 'aj-000009',
        body: { ...body, id: 'aj-000009' } as never,
        work: { attempt: 0, dueAt: NOW },
      },
      { event: event('setupAsked', { request: 'aj-000009' }) },
    );
    await take();
    await bring('new');
    const restored = createSqliteStore({ file: at('new/ajar.db') });
    expect((await restored.findRecord('aj-000009'))?.body.status).toBe('failed');
    const found = (await restored.list({ limit: 10 }))
      .map(({ request }) => request)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    await restored.close();
    expect(found.map(({ status }) => status)).toEqual(['lapsed', 'lapsed', 'closing', 'open']);
    expect(found[2]?.grants.map(({ state }) => state)).toEqual(['sent']);
  });

  it('drops what is kept for a while, and keeps what is kept for good', async () => {
    await store.record(event('refused'));
    await store.remember('code', 1, minute(999));
    await store.remember('link', 2);
    await take();
    await bring('new');
    const restored = createSqliteStore({ file: at('new/ajar.db') });
    expect([await restored.recall('code', NOW), await restored.recall('link', NOW)]).toEqual([undefined, 2]);
    await restored.close();
  });

  it('forgets when the clockwork looked last, so that nobody reads that it stood still since', async () => {
    const world = createWorld({ policy: `onCall: [{ id: ${OLLY.id}, name: Olly }]\n${POLICY_OF_WORLD}` });
    const deps = { ...world.runner.deps, store };
    const passOf = (data: Store) =>
      createClockworkWatch({ ...deps, store: data }, { lookedAt: () => world.clock.now() }).pass();
    await store.record(event('refused'));
    await passOf(store);
    await take();
    world.clock.pass(3_600_000);
    await bring('new');
    const restored = createSqliteStore({ file: at('new/ajar.db') });
    await passOf(restored);
    expect(await restored.listRecords({ kind: 'bulletin', limit: 9 })).toEqual([]);
    await passOf(store);
    expect(await store.listRecords({ kind: 'bulletin', limit: 9 })).toHaveLength(1);
    await restored.close();
  });

  it('makes a store for its owner alone of a file that all could read', async () => {
    await store.record(event('refused'));
    await take();
    await chmod(at('b.db'), 0o644);
    await bring('new');
    expect(statSync(at('new/ajar.db')).mode & 0o777).toBe(0o600);
  });

  it('leaves nothing of what a newer Ajar has written, and says so', async () => {
    await store.record(event('refused'));
    await take();
    const db = new DatabaseSync(at('b.db'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    await expect(bring('new')).rejects.toThrow('was written by a newer Ajar');
    expect(await readdir(at('new'))).toEqual([]);
  });

  it('goes on after the last number that any copy has', async () => {
    await store.record(event('refused'));
    await take();
    await bring('new', { after: 712_345 });
    expect((await linesOf('new')).at(-1)?.seq).toBe(900_000);
  });
});

describe('the chain of a restored log', () => {
  beforeEach(async () => {
    for (let n = 0; n < 3; n += 1) await store.record(event('refused'));
    await take();
  });

  it('is whole, with numbers left out only where the restored event itself says so', async () => {
    await bring('new');
    const lines = await linesOf('new');
    expect(await verifyLog(lines)).toMatchObject({ ok: true, sealed: 4 });
    expect(await verifyLog(lines.toSpliced(2, 1))).toMatchObject({ ok: false, seq: 3 });
    expect(await verifyLog(lines.toSpliced(1, 2))).toMatchObject({ ok: false, seq: 2 });
    const changed = lines.with(-1, { ...(lines.at(-1) as LogLine), bytes: `${lines.at(-1)?.bytes} ` });
    expect(await verifyLog(changed)).toMatchObject({ ok: false, seq: 200_000 });
  });

  it('is believed with a key only where the key has signed the loss', async () => {
    await bring('unsigned');
    await bring('signed', {}, KEYS.private);
    const keys = verifiersOf(KEYS.public);
    expect(await verifyLog(await linesOf('signed'), { keys })).toMatchObject({ ok: true });
    expect(await verifyLog(await linesOf('unsigned'), { keys })).toMatchObject({ ok: false, seq: 200_000 });
  });

  it('is whole where all that came before the restore was dropped, and a backup of it can be restored', async () => {
    await bring('new', {}, KEYS.private);
    const restored = createSqliteStore({ file: at('new/ajar.db') });
    await restored.record(event('refused', { at: minute(95) }));
    await restored.seal();
    const clock = createHandClock(minute(99).toISOString());
    const deps = {
      ...{ store: restored, clock, sinks: [] },
      signer: signerOf(KEYS.private),
      policy: () => POLICY,
    };
    await prune(deps, await planPrune(deps, minute(50)));
    await restored.close();
    const [lines, keys] = [await linesOf('new'), verifiersOf(KEYS.public)];
    const result = await verifyLog(lines, { keys });
    expect(result).toMatchObject({ ok: true, dropped: 3, sealed: 3 });
    expect(reportLines(result)[0]).toContain('whole up to event 200002: 3 sealed');
    expect(await verifyLog(lines.toSpliced(0, 1))).toMatchObject({ ok: false, seq: 1 });
    await backup(config('new'), at('c.db'), minute(100), () => undefined);
    await restore(config('newest'), at('c.db'), { now: minute(190), policy: POLICY }, () => undefined);
    expect(await verifyLog(await linesOf('newest'))).toMatchObject({ ok: true });
  });

  it('still says which kept seal is gone', async () => {
    await bring('new');
    const kept = [{ seq: 5, seal: 'f'.repeat(64) }];
    expect(await verifyLog(await linesOf('new'), { kept })).toMatchObject({
      ok: false,
      seq: 5,
      why: expect.stringContaining('lost before the log was restored'),
    });
  });
});
