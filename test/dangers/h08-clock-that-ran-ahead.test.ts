import { expect, it } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import { createRunner } from '../../src/flow/deeds/run.ts';
import { later } from '../../src/flow/later.ts';
import { ChatError } from '../../src/ports/chat.ts';
import { createWorld } from '../fakes/world.ts';
import { along, fresh, grant, open, pending } from '../store/samples.ts';

const HOUR = 3_600_000;

it('H8: cards that a clock ahead has put off say what is so once the clock is right', async () => {
  const world = createWorld();
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.opened();
  world.stage.trouble = Array.from({ length: 50 }, () => new ChatError('busy', 'Slow down.'));
  world.clock.pass(24 * HOUR);
  await world.settle();
  world.clock.pass(-24 * HOUR);
  world.stage.trouble = [];
  await world.pass(5 * 60_000, 30_000);
  expect(await world.request()).toMatchObject({ status: 'closed' });
  expect(world.card('request', RILEY)?.card).toMatchObject({ request: { status: 'closed' } });
});

it('H8: one request that a clock ahead has put off, and that cannot be written, keeps no other', async () => {
  const { clock, runner, store } = createWorld();
  const ids = ['aj-000001', 'aj-000002'];
  for (const [at, id] of ids.entries()) {
    const held = { ...grant(`vm-${at}`, 'open'), target: `nsg|${at}`, provider: 'nsg' as const };
    const request = open({ ...pending(id), grants: [held] });
    await store.create(fresh(request, later(clock.now(), (48 - at) * HOUR)), along(request, 'opened'));
  }
  const { nudge: _, ...deps } = runner.deps;
  const release: typeof store.release = async (stored) => {
    if (stored.request.id === ids[0]) throw new Error('It cannot be written.');
    return store.release(stored);
  };
  await createRunner({ ...deps, store: { ...store, release } }).sweep();
  const dueAt = (await store.find('aj-000002'))?.work.dueAt;
  expect(dueAt?.getTime()).toBeLessThan(later(clock.now(), HOUR).getTime());
});
