import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AJAR } from '../../src/access/person.ts';
import { makeKeys, signerOf, verifiersOf } from '../../src/audit/keys.ts';
import { planPrune, prune, pruneDaily, type RetentionDeps } from '../../src/audit/retention.ts';
import { keyOf } from '../../src/audit/sinks/cursor.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { createHandClock, type HandClock } from '../fakes/clock.ts';
import { along, event, fresh, minute, NOW, opened, pending } from '../store/samples.ts';
import { type Temporary, temporaryStore } from '../store/temporary.ts';

const KEYS = makeKeys();
const DAY_MS = 86_400_000;

let here: Temporary;
let clock: HandClock;
beforeEach(async () => {
  here = await temporaryStore();
  clock = createHandClock(NOW.toISOString());
});
afterEach(() => here.remove());

const depsOf = (sinks: readonly string[] = []): RetentionDeps => ({
  ...{ store: here.store, clock, sinks, signer: signerOf(KEYS.private), policy: () => 'p' },
});

/** `count` events at the minutes 0, 1, … */
async function record(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await here.store.record(event('refused', { at: minute(n) }));
  await here.store.seal();
}

/** A request that was cancelled at minute 1. */
async function cancelled(id: string): Promise<void> {
  const { request, version, home, work } = await here.store.create(
    fresh(pending(id)),
    along(pending(id), 'asked'),
  );
  const ended = { ...request, status: 'cancelled', by: request.requester, endedAt: minute(1) } as const;
  await here.store.save({ request: ended, version, home, work }, along(ended, 'cancel'));
}

const verified = () => verifyLog(here.store.log(), { keys: verifiersOf(KEYS.public) });

describe('retention', () => {
  it('drops what is older, and what is left verifies', async () => {
    await record(6);
    const plan = await planPrune(depsOf(), minute(4));
    expect(plan.upTo).toBe(4);
    await prune(depsOf(), plan);
    expect(await verified()).toMatchObject({ ok: true, sealed: 3, dropped: 4 });
    const [newest] = await here.store.events({ limit: 1 });
    expect(newest).toMatchObject({ kind: 'pruned', detail: expect.stringContaining(`: 4:${plan.seal}`) });
    expect((await planPrune(depsOf(), minute(4))).upTo).toBe(0);
  });

  it('drops nothing that a sink lacks, and says for which it waits', async () => {
    await record(6);
    await here.store.exchange(keyOf('file'), undefined, { seq: 5 });
    await here.store.exchange(keyOf('webhook'), undefined, { seq: 2 });
    const plan = await planPrune(depsOf(['file', 'webhook']), minute(4));
    expect(plan).toMatchObject({ upTo: 2, waitsFor: { sink: 'webhook', seq: 2 } });
    expect((await planPrune(depsOf(['file', 'blob']), minute(4))).upTo).toBe(0);
    expect(await planPrune(depsOf(['file']), minute(4))).toMatchObject({ upTo: 4 });
    expect(await planPrune(depsOf(['file']), minute(4))).not.toHaveProperty('waitsFor');
  });

  it('never drops the last sealed event, nor one that is not sealed', async () => {
    await record(3);
    expect((await planPrune(depsOf(), minute(99))).upTo).toBe(0);
    await here.store.record(event('refused', { at: minute(50) }));
    expect((await planPrune(depsOf(), minute(99))).upTo).toBe(0);
    await here.store.seal();
    expect((await planPrune(depsOf(), minute(40))).upTo).toBe(3);
  });

  it('drops ended requests of which nothing later tells, and keeps the others', async () => {
    await cancelled('aj-000001');
    await cancelled('aj-000002');
    await opened(here.store, 'aj-000003');
    await here.store.seal();
    await here.store.record(event('refused', { at: minute(9), request: 'aj-000002' }));
    await here.store.record(event('refused', { at: minute(9) }));
    await here.store.seal();
    await prune(depsOf(), await planPrune(depsOf(), minute(5)));
    const left = await Promise.all(['aj-000001', 'aj-000002', 'aj-000003'].map((id) => here.store.find(id)));
    expect(left.map((stored) => stored?.request.status)).toEqual([undefined, 'cancelled', 'opening']);
    expect(await verified()).toMatchObject({ ok: true });
  });

  it('drops a review that was closed of what was done while Ajar was away, and keeps one that waits', async () => {
    for (const [id, status] of [
      ['aj-00000a', 'reviewed'],
      ['aj-00000b', 'waiting'],
    ] as const) {
      const body = {
        ...{ request: id, requester: AJAR, group: 'admins', rule: '', withinMs: DAY_MS, since: NOW, status },
        ...{ dueAt: NOW, reported: 0, away: { from: NOW, to: NOW, deeds: [], unread: [] } },
      };
      await here.store.createRecord(
        { kind: 'review', id: `review/${id}`, body: body as never, work: { attempt: 0 } },
        { event: event('reviewOpened', { request: id }) },
      );
    }
    await here.store.record(event('refused', { at: minute(9) }));
    await here.store.seal();
    await prune(depsOf(), await planPrune(depsOf(), minute(5)));
    expect(await here.store.findRecord('review/aj-00000a')).toBeUndefined();
    expect(await here.store.findRecord('review/aj-00000b')).toBeDefined();
  });

  it('is done once a day, by one of several processes', async () => {
    await record(3);
    clock.pass(40 * DAY_MS);
    await here.store.record(event('refused', { at: clock.now() }));
    await here.store.seal();
    const others = [here.store, await here.again(), await here.again()];
    await Promise.all(others.map((store) => pruneDaily({ ...depsOf(), store }, 30)));
    await pruneDaily(depsOf(), 30);
    const told = (await here.store.events({ limit: 99 })).filter(({ kind }) => kind === 'pruned');
    expect(told).toHaveLength(1);
    expect(await verified()).toMatchObject({ ok: true, dropped: 3 });
  });

  it('goes on with each pass where there is more than may go at once, and then once a day again', async () => {
    await record(5);
    clock.pass(40 * DAY_MS);
    await here.store.record(event('refused', { at: clock.now() }));
    await here.store.seal();
    const dropped: unknown[] = [];
    for (let pass = 0; pass < 4; pass += 1) {
      await pruneDaily(depsOf(), 30, 2);
      dropped.push(((await verified()) as { readonly dropped?: number }).dropped);
    }
    expect(dropped).toEqual([2, 4, 5, 5]);
    const told = (await here.store.events({ limit: 99 })).filter(({ kind }) => kind === 'pruned');
    expect(told).toHaveLength(3);
  });

  it('goes on after a clock that ran ahead by years', async () => {
    await record(3);
    clock.pass(4_000 * DAY_MS);
    await pruneDaily(depsOf(), 30);
    clock.pass(-3_960 * DAY_MS);
    await here.store.record(event('refused', { at: clock.now() }));
    await here.store.seal();
    await pruneDaily(depsOf(), 30);
    expect(await verified()).toMatchObject({ ok: true, dropped: 3 });
  });

  it('goes on from where it was dropped before', async () => {
    await record(6);
    await prune(depsOf(), await planPrune(depsOf(), minute(2)));
    await prune(depsOf(), await planPrune(depsOf(), minute(4)));
    expect(await verified()).toMatchObject({ ok: true, dropped: 4 });
  });
});
