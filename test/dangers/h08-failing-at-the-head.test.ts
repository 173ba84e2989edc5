import { expect, it } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import { createRunner } from '../../src/flow/deeds/run.ts';
import { later } from '../../src/flow/later.ts';
import { createStoryClock } from '../fakes/clock.ts';
import { createWorld } from '../fakes/world.ts';
import { along, closing, event, fresh, grant, minute, pending } from '../store/samples.ts';

const AT_ONCE = 200;

it('H8: what can neither be done nor put off hides nothing that is due after it, however much of it there is', async () => {
  const { store, runner } = createWorld();
  const ids = Array.from({ length: AT_ONCE + 1 }, (_, at) => `aj-${String(at).padStart(6, '0')}`);
  for (const [at, id] of ids.entries()) {
    const grants = [{ ...grant(`vm-${at}`, 'open'), target: `nsg|${at}`, provider: 'nsg' as const }];
    const ended = closing({ ...pending(id), grants });
    await store.create(fresh(ended, later(minute(60), at)), along(ended, 'expire'));
  }
  const [first = '', last = ''] = [ids[0], ids.at(-1)];
  const begun = new Map<string, number>();
  const unlessLast = (id: string): void => {
    begun.set(id, (begun.get(id) ?? 0) + 1);
    if (id !== last) throw new Error('It cannot be written.');
  };
  const { nudge: _, ...deps } = runner.deps;
  const clockwork = createRunner({
    ...deps,
    clock: createStoryClock(1, minute(120).toISOString()),
    store: {
      ...store,
      async lease(stored, now) {
        unlessLast(stored.request.id);
        return store.lease(stored, now);
      },
      async release(stored) {
        unlessLast(stored.request.id);
        return store.release(stored);
      },
    },
  });
  clockwork.start();
  await expect.poll(() => begun.get(last)).toBeDefined();
  await expect.poll(() => begun.get(first)).toBeGreaterThan(2); // it is tried again
  await clockwork.stop();
  expect(begun.get(first)).toBeLessThan(20);
});

it('H8: a record whose deed fails is put off, each time longer', async () => {
  const { clock, errors, runner, store } = createWorld();
  const since = clock.now();
  const review = { requester: RILEY, group: 'ops', rule: 'web', withinMs: 60_000, since, reported: 0 };
  const body = { ...review, request: 'aj-gone00', status: 'waiting', dueAt: since } as const;
  await store.createRecord<'review'>(
    { kind: 'review', id: 'review/aj-gone00', body, work: { attempt: 0, dueAt: since } },
    { event: event('reviewOpened') },
  );
  for (let round = 0; round < 10; round += 1) await runner.sweep();
  expect(errors).toHaveLength(1);
  for (let second = 0; second < 60; second += 1) {
    clock.pass(1_000);
    await runner.sweep();
  }
  expect(errors.length).toBeLessThan(7);
});
