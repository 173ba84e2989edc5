import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADA, BLAKE } from '../../sandbox/demo/people.ts';
import type { AuditEvent, AuditKind } from '../../src/access/audit-event.ts';
import { AJAR } from '../../src/access/person.ts';
import type { AccessRequest } from '../../src/access/request.ts';
import { eventFromBytes } from '../../src/audit/event-bytes.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { backup } from '../../src/cli/backup.ts';
import { migrate } from '../../src/cli/migrate.ts';
import { restore } from '../../src/cli/restore.ts';
import { type Config, readConfig } from '../../src/config.ts';
import type { LogLine, Store } from '../../src/ports/store.ts';
import { holdAlone } from '../../src/store/sqlite/hand-over.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { openStore, storeFile } from '../../src/wiring/stores.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../store/redis-server.ts';
import {
  along,
  cancelled,
  closed,
  closing,
  copy,
  event,
  fresh,
  grant,
  minute,
  NOW,
  open,
  opening,
  pending,
} from '../store/samples.ts';

let server: RedisServer;
let folder: string;
let config: Config;
let redis: Redis;
beforeAll(async () => {
  if (NO_REDIS) return;
  server = await startRedis();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis?.disconnect();
  await server?.remove();
});
beforeEach(async () => {
  await redis?.flushall();
  folder = await mkdtemp(join(tmpdir(), 'ajar-migrate-'));
  config = readConfig({ AJAR_DATA: folder, ...(server && { REDIS_URL: server.url }) });
});
afterEach(() => rm(folder, { recursive: true }));

type Change = readonly [AuditKind, (request: AccessRequest) => AccessRequest];

const denied = (request: AccessRequest): AccessRequest => ({
  ...cancelled(request),
  status: 'denied',
  by: BLAKE,
  endedAt: NOW,
});
const lapsed = (request: AccessRequest): AccessRequest => {
  const { by: _, ...rest } = cancelled(request) as AccessRequest & { readonly by: unknown };
  return { ...rest, status: 'lapsed', why: 'nobody answered', endedAt: NOW } as AccessRequest;
};
const approved = ({ ...request }: AccessRequest): AccessRequest =>
  ({ ...request, status: 'approved', approvedAt: NOW, startsAt: minute(9) }) as AccessRequest;

/** How a request came to each status. */
const WAYS: Readonly<Record<AccessRequest['status'], readonly Change[]>> = {
  pending: [],
  approved: [['approve', approved]],
  opening: [['approve', opening]],
  open: [
    ['approve', opening],
    ['opened', open],
  ],
  closing: [
    ['approve', opening],
    ['opened', open],
    ['expire', closing],
  ],
  closed: [
    ['approve', opening],
    ['opened', open],
    ['expire', closing],
    ['closed', closed],
  ],
  denied: [['deny', denied]],
  cancelled: [['cancel', cancelled]],
  lapsed: [['lapse', lapsed]],
};

const IDS = Object.keys(WAYS).map((_, n) => `aj-00000${n + 1}`);
const STATUSES = Object.keys(WAYS) as AccessRequest['status'][];

/** A small installation with something of everything. */
async function install(): Promise<void> {
  const store = createSqliteStore({ file: storeFile(config) });
  for (const [n, way] of Object.values(WAYS).entries()) {
    const asked = pending(IDS[n], `web-0${n}`);
    let stored = await store.create(
      fresh(asked, minute(n)),
      along(asked, 'asked', { copies: [copy('approval'), copy('b')] }),
    );
    for (const [kind, change] of way) {
      const request = change(stored.request);
      stored = await store.save({ ...stored, request }, along(request, kind));
    }
    const [first] = await store.copies(stored.request.id);
    await store.drew({ ...first!, message: `m${n}`, drawn: stored.version - (n % 2) });
  }
  const opened = await store.find(IDS[3]!);
  await store.lease({ ...opened!, work: { attempt: 1, leaseUntil: minute(30) } }, NOW);
  for (const id of ['drift/1', 'drift/2'])
    await store.createRecord(
      {
        kind: 'bulletin',
        id,
        body: { status: 'told', at: NOW, loud: true, title: id, sentences: ['☃'] },
        work: { attempt: 0, dueAt: minute(3) },
      },
      { event: event('drift'), once: { key: `click ${id}`, answer: { sentence: 'Told.', refused: false } } },
    );
  await store.remember('draft', { at: NOW, $date: 'x' }, minute(99));
  await store.remember('for ever', [1]);
  await store.seal();
  await store.record(event('refused', { detail: 'not sealed yet' }));
  await store.close();
}

async function linesOf(store: Store): Promise<readonly LogLine[]> {
  const lines: LogLine[] = [];
  for await (const line of store.log()) lines.push(line);
  return lines;
}

const isMove = ({ kind }: Pick<AuditEvent, 'kind'>): boolean => kind === 'moved';

/** Everything that the port answers, apart from the event that says that it was moved. */
const seenOf = async (store: Store) => ({
  requests: await Promise.all(IDS.map((id) => store.find(id))),
  copies: await Promise.all([...IDS, 'drift/1'].map((id) => store.copies(id))),
  lists: await Promise.all([
    ...STATUSES.map((status) => store.list({ statuses: [status], limit: 9 })),
    store.list({ requester: ADA.id, limit: 99 }),
    store.list({ vm: grant('web-03').vm.id, limit: 9 }),
  ]),
  holders: await Promise.all(IDS.map((_, n) => store.holders(`web-0${n}/22`, ''))),
  records: await store.listRecords({ kind: 'bulletin', limit: 9 }),
  due: [await store.due(minute(50), 99), await store.dueRecords(minute(50), 9), await store.nextDue()],
  behind: await store.behind(minute(50), 99),
  answers: await Promise.all(['click drift/1', 'none'].map((key) => store.answered(key))),
  memo: await Promise.all(['draft', 'for ever', 'none'].map((key) => store.recall(key, NOW))),
  events: [
    (await store.events({ limit: 99 })).filter((each) => !isMove(each)),
    await store.events({ request: IDS[5]!, limit: 3 }),
  ],
  log: (await linesOf(store)).filter(({ bytes }) => !isMove(eventFromBytes(bytes))),
});

async function withStore<T>(of: Config, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(of, { mustExist: true });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const embedded = (): Config => readConfig({ AJAR_DATA: folder });

const LATER = minute(60);

async function run(dryRun = false): Promise<string> {
  const lines: string[] = [];
  await migrate(config, { dryRun, policy: 'hash', now: LATER }, (line) => lines.push(line));
  return lines.join('\n');
}

describe.skipIf(NO_REDIS)(`ajar migrate ${NO_REDIS ?? ''}`, () => {
  it('moves everything, so that the port answers the same, and work goes on over Redis', async () => {
    await install();
    const before = await withStore(embedded(), seenOf);
    const told = await run();
    expect(told).toContain('9 requests, 2 other records, 18 cards, 2 answers, 2 remembered, ');
    expect(told.match(/The audit chain is whole: (.*)/g)).toHaveLength(2);
    await withStore(config, async (store) => {
      expect(await seenOf(store)).toEqual(before);
      const stored = (await store.find(IDS[4]!))!;
      const request = closed(stored.request);
      await store.save({ ...stored, request }, along(request, 'closed'));
      await expect(store.create(fresh(pending(IDS[0])), along(pending(IDS[0]), 'asked'))).rejects.toThrow(
        'exists already',
      );
      const made = {
        kind: 'bulletin',
        id: 'drift/3',
        body: { status: 'told', at: NOW, loud: true, title: 'T', sentences: [] },
        work: { attempt: 0 },
      } as const;
      await store.createRecord(made, { event: event('drift') });
      expect((await store.listRecords({ kind: 'bulletin', limit: 9 })).map(({ id }) => id)).toEqual([
        'drift/3',
        'drift/2',
        'drift/1',
      ]);
      expect(await store.seal()).toBe(4);
      expect(await verifyLog(store.log())).toMatchObject({
        ok: true,
        unsealed: 0,
        sealed: before.log.length + 3,
      });
      expect(await store.faults?.()).toEqual([]);
    });
  });

  it('is an event of the new log, once however often it was begun, and none of the old file’s', async () => {
    await install();
    const before = await withStore(embedded(), linesOf);
    await cutOff('noted');
    expect(await withStore(embedded(), linesOf)).toEqual(before);
    await run();
    const log = await withStore(config, linesOf);
    expect(log.slice(0, -1)).toEqual(before);
    const { bytes = '', beside, seq } = log.at(-1) ?? {};
    expect(seq).toBe((before.at(-1)?.seq ?? 0) + 1);
    expect(eventFromBytes(bytes, beside)).toMatchObject({
      ...{ kind: 'moved', actor: AJAR, at: LATER, policy: 'hash' },
      detail: `The log was moved here from the embedded store: ${before.length} events.`,
    });
  });

  it('leaves a log that old events can be dropped from', async () => {
    await install();
    await run();
    await withStore(config, async (store) => {
      await store.prune(3, event('pruned'));
      expect((await linesOf(store))[0]?.seq).toBe(4);
      expect(await redis.hkeys('{ajar}:log:beside')).not.toContain('3:actor');
      expect(await store.faults?.()).toEqual([]);
    });
  });

  it('moves a log that was restored from a backup, with the numbers that it leaves out', async () => {
    await install();
    const backupFile = join(folder, 'b.db');
    await backup(embedded(), backupFile, LATER, () => undefined);
    await rm(storeFile(config));
    await restore(embedded(), backupFile, { now: LATER, policy: 'hash' }, () => undefined);
    const before = await withStore(embedded(), linesOf);
    await run();
    await withStore(config, async (store) => {
      await store.seal();
      const log = await linesOf(store);
      expect(log.slice(0, -1)).toEqual(before);
      expect(await verifyLog(log)).toMatchObject({ ok: true, sealed: log.length });
      expect(await store.faults?.()).toEqual([]);
      await store.prune(before.at(-2)?.seq ?? 0, event('pruned'));
      expect(await store.faults?.()).toEqual([]);
      expect(await redis.hlen('{ajar}:log')).toBe(3);
    });
  });

  it('leaves an old file that nothing starts from, and says where it went', async () => {
    await install();
    await run();
    await expect(withStore(embedded(), async () => 0)).rejects.toThrow(`was moved to ${server.url}`);
    await expect(run()).rejects.toThrow('was moved to');
    await expect(run(true)).rejects.toThrow('was moved to');
  });

  it('only looks with --dry-run', async () => {
    await install();
    expect(await run(true)).toContain('Everything could be moved');
    expect(await redis.dbsize()).toBe(0);
    expect((await withStore(embedded(), linesOf)).length).toBeGreaterThan(9);
  });

  it('refuses while a process has the file open, and keeps others out while it runs', async () => {
    await install();
    const running = await openStore(embedded(), { mustExist: true });
    await expect(run()).rejects.toThrow('is in use. Stop Ajar');
    await running.close();
    const alone = holdAlone(storeFile(config));
    const other = new DatabaseSync(storeFile(config));
    expect(() => other.prepare('SELECT * FROM request').all()).toThrow('locked');
    other.close();
    alone.close();
    expect(await redis.dbsize()).toBe(0);
  });

  it('refuses a Redis that holds anything of an Ajar, and leaves it as it is', async () => {
    await install();
    await redis.set('{ajar}:draft', 'something');
    await expect(run()).rejects.toThrow('holds something under the names of Ajar already');
    expect(await redis.dbsize()).toBe(1);
    await redis.del('{ajar}:draft');
    await redis.set('of somebody else', 'something');
    expect(await run()).toContain('marked as moved');
    expect(await redis.get('of somebody else')).toBe('something');
  });

  it('refuses a log that somebody changed, and moves nothing', async () => {
    await install();
    const db = new DatabaseSync(storeFile(config));
    db.exec(
      "DROP TRIGGER event_never_changes; UPDATE event SET bytes = replace(bytes, 'web', 'wed') WHERE seq = 3",
    );
    db.close();
    await expect(run()).rejects.toThrow('broken at event 3');
    expect(await redis.dbsize()).toBe(0);
  });

  /** Ends the move before this write that says how far it is, as a crash would. */
  async function cutOff(before: 'taking' | 'noted' | 'whole' | 'ended'): Promise<void> {
    const { openTakeOver } = await import('../../src/store/redis/take-over.ts');
    const source = holdAlone(storeFile(config));
    const target = await openTakeOver(server.url, 'ajar');
    const id = source.begin(target.at);
    try {
      if (before === 'taking') {
        const broken = {
          ...source,
          memo: () => {
            throw new Error('cut off');
          },
        };
        await expect(target.take(broken, id)).rejects.toThrow('cut off');
        return;
      }
      await target.take(source, id);
      if (before === 'noted') await target.note(id, event('moved'));
      if (before === 'whole' || before === 'noted') return;
      await target.say(id, 'whole');
      source.leave();
    } finally {
      source.close();
      await target.close();
    }
  }

  it.each([
    'taking',
    'whole',
    'ended',
  ] as const)('cut off before it is %s, can be started from neither or the old one, and run again ends whole', async (stage) => {
    await install();
    const before = await withStore(embedded(), seenOf);
    await cutOff(stage);
    await expect(withStore(config, async () => 0)).rejects.toThrow('has not ended. Run "ajar migrate" again');
    if (stage === 'ended') await expect(withStore(embedded(), async () => 0)).rejects.toThrow('was moved to');
    else expect(await withStore(embedded(), seenOf)).toEqual(before);
    expect(await run()).toMatch(/ended|marked as moved/);
    expect(await withStore(config, seenOf)).toEqual(before);
  });

  it('only looks with --dry-run where but the end of a move is missing', async () => {
    await install();
    await cutOff('ended');
    expect(await run(true)).toContain('nothing was done');
    await expect(withStore(config, async () => 0)).rejects.toThrow('has not ended. Run "ajar migrate" again');
    expect(await run()).toContain('is ended');
  });

  it('takes what happened in the old store since a move that was cut off, and never what another left half done', async () => {
    await install();
    await cutOff('whole');
    await withStore(embedded(), (store) => store.record(event('refused', { detail: 'meanwhile' })));
    await run();
    const newest = await withStore(config, (store) => store.events({ limit: 2 }));
    expect(newest.map(({ kind, detail }) => [kind, detail])[1]).toEqual(['refused', 'meanwhile']);
    expect(newest.filter(isMove)).toHaveLength(1);
    await redis.hset('{ajar}:house', 'move', 'copying');
    await rm(folder, { recursive: true });
    await install();
    await expect(run()).rejects.toThrow('a move of another installation');
  });

  it('says what is missing: an address, a file', async () => {
    await expect(
      migrate(embedded(), { dryRun: false, policy: 'hash', now: LATER }, () => undefined),
    ).rejects.toThrow('REDIS_URL is not set');
    await expect(run()).rejects.toThrow('There is no store at');
  });
});
