import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import { newLine } from '../../src/audit/event-bytes.ts';
import type { Along, Store, Stored } from '../../src/ports/store.ts';
import { encode } from '../../src/store/codec.ts';
import { FORMAT } from '../../src/store/format.ts';
import { requestWrites } from '../../src/store/redis/changes.ts';
import { eventWrites } from '../../src/store/redis/events.ts';
import { createKeys } from '../../src/store/redis/keys.ts';
import { argumentsOf, SCRIPT } from '../../src/store/redis/script.ts';
import { createRedisStore } from '../../src/store/redis/store.ts';
import { NO_REDIS, startRedis } from '../../test/store/redis-server.ts';
import { ownStore } from '../installation.ts';
import { byTurns, compared, EFFORT } from '../measure.ts';
import { eventOf, freshOf, pendingAt } from '../requests.ts';
import type { Bench, Line, Row } from '../row.ts';

const NOW = new Date('2026-11-30T09:00:00Z');
const request = pendingAt(1, NOW);
const event = eventOf(request, 'approve', NOW);
const onceOf = (key: number): NonNullable<Along['once']> => ({
  ...{ key: `delivery-${key}`, answer: { sentence: 'One more approval is missing.', refused: false } },
});
const COPY = {
  slot: 'approval',
  card: 'approval',
  place: { app: 'bench', service: 'here', conversation: 'c' },
} as const;

/** One transition after the other, of one request: an approval of several, which leaves it pending. */
async function transitions(store: Store): Promise<() => Promise<void>> {
  let stored: Stored = await store.create(freshOf(request, request.lapsesAt), {
    event: eventOf(request, 'asked', NOW),
    copies: [COPY],
  });
  let key = 0;
  return async () => {
    stored = await store.save(stored, { event, once: onceOf(key++) });
  };
}

interface Bare {
  readonly call: () => unknown;
  close(): void;
}

/** The rows of such a transition as one transaction of node:sqlite, in tables that are the same, without any question before. */
function bareSqlite(file: string, stored: Omit<Stored, 'version'>): Bare {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  const change = db.prepare(
    `UPDATE request SET version = version + 1, status = ?, due_at = ?, attempt = ?, format = ?, home = ?, body = ? WHERE id = ?`,
  );
  const lag = db.prepare('UPDATE copy SET behind = 1 WHERE request = ?');
  const append = db.prepare(
    `INSERT INTO event (seq, version, bytes, beside_actor, beside_sources, beside_detail)
     VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM event), ?, ?, ?, ?, ?)`,
  );
  const answer = db.prepare('INSERT INTO answer (key, sentence, refused, at) VALUES (?, ?, 0, ?)');
  const { bytes, beside } = newLine(event);
  const [home, body] = [encode(stored.home), encode(request)];
  const due = stored.work.dueAt?.getTime() ?? null;
  let version = 1;
  const call = (): void => {
    version += 1;
    db.exec('BEGIN IMMEDIATE');
    change.run(request.status, due, 0, FORMAT, home, body, request.id);
    lag.run(request.id);
    append.run(version, bytes, beside.actor ?? null, beside.sources ?? null, beside.detail ?? null);
    answer.run(`bare-${version}`, 'One more approval is missing.', NOW.getTime());
    db.exec('COMMIT');
  };
  return { call, close: () => db.close() };
}

async function sqlite(bench: Bench): Promise<readonly Line[]> {
  const [own, other] = [ownStore(), ownStore()];
  try {
    await transitions(other.store);
    const bare = bareSqlite(other.file, freshOf(request, request.lapsesAt));
    const sides = { ours: await transitions(own.store), baseline: bare.call };
    const named = { what: 'a transition, SQLite', against: 'bare transaction of node:sqlite' };
    const cpu = await bench.contest({ ...named, ...sides, goal: { atMost: 1.3 } });
    const elapsed = await elapsedOf(bench, `${named.what}, until it is on disk`, named.against, sides);
    bare.close();
    return [cpu, elapsed];
  } finally {
    await Promise.all([own.remove(), other.remove()]);
  }
}

/** Our script with the writes of such a transition, whose arguments were made before: nothing is read, checked or encoded. */
function bareRedis(url: string, stored: Stored): Bare {
  const redis = new Redis(url, { scripts: { bareApply: { lua: SCRIPT } } }) as Redis & {
    bareApply(...values: (string | number)[]): Promise<number>;
  };
  const keys = createKeys('bare');
  const writes = [
    ...requestWrites(keys, stored, { ...stored, version: 2 }),
    ...eventWrites(keys, event, onceOf(0)),
  ];
  const values = argumentsOf([], writes);
  return { call: () => redis.bareApply(...values), close: () => redis.disconnect() };
}

async function redis(bench: Bench): Promise<readonly Line[]> {
  if (NO_REDIS !== undefined) {
    console.error(`Transitions over Redis: ${NO_REDIS}.`);
    return [];
  }
  const server = await startRedis();
  try {
    const store = await createRedisStore({ url: server.url });
    const bare = bareRedis(server.url, { ...freshOf(request, request.lapsesAt), version: 1 });
    const sides = { ours: await transitions(store), baseline: bare.call };
    const named = { what: 'a transition, Redis', against: 'bare Lua script' };
    const cpu = await bench.contest({ ...named, ...sides, goal: { atMost: 1.3 } });
    const elapsed = await elapsedOf(bench, `${named.what}, until it is on disk`, named.against, sides);
    bare.close();
    await store.close();
    return [cpu, elapsed];
  } finally {
    await server.remove();
  }
}

const A_ROUND = { full: 200, quick: 40, smoke: 2 } as const;

/** The same by the wall's clock: who waits for the disk, for Redis, or for a core, waits here too. */
async function elapsedOf(
  { size }: Bench,
  what: string,
  against: string,
  sides: { readonly ours: () => unknown; readonly baseline: () => unknown },
): Promise<Line> {
  const timed = (work: () => unknown) => async (): Promise<number> => {
    const began = performance.now();
    for (let call = 0; call < A_ROUND[size]; call += 1) await work();
    return ((performance.now() - began) * 1e6) / A_ROUND[size];
  };
  const costs = await byTurns(EFFORT[size].rounds, {
    ours: timed(sides.ours),
    baseline: timed(sides.baseline),
  });
  return { what, against, unit: 'ns', ...compared(costs) };
}

export const store: Row = {
  name: 'store',
  what: 'store transition',
  goal: '≤ 1.3 × the bare transaction of node:sqlite, the bare Lua script on Redis',
  measure: async (bench) => ({ lines: [...(await sqlite(bench)), ...(await redis(bench))] }),
};
