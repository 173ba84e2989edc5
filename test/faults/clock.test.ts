import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { ownerOf } from '../../src/access/drift/owner.ts';
import { createClock } from '../../src/clock.ts';
import { NOW, requestThatIs } from '../fakes/requests.ts';
import { createWorld } from '../fakes/world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

it('a clock that is set back by an hour wakes whoever waits when it would have, not an hour later', async () => {
  let offMs = 0;
  const clock = createClock(undefined, () => Date.now() + offMs);
  const woken = new Promise<string>((resolve) => {
    clock.wakeAt(new Date(clock.now().getTime() + 20), () => resolve('woken'));
  });
  offMs = -HOUR_MS;
  const tooLate = new Promise<string>((resolve) => setTimeout(() => resolve('asleep'), 2_000).unref());
  expect(await Promise.race([woken, tooLate])).toBe('woken');
});

it('a closing that a clock an hour ahead put off is tried again as soon as the clock is right', async () => {
  const world = createWorld();
  world.cloud.weather.nsg = true;
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 30m from 203.0.113.7 because INC-123');
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  world.cloud.weather.locked = true;
  await world.pass(40 * MINUTE_MS, 4 * MINUTE_MS);
  expect((await world.request()).status).toBe('closing');
  world.clock.pass(HOUR_MS);
  await world.settle();
  world.clock.pass(-HOUR_MS);
  world.cloud.weather.locked = false;
  await world.pass(MINUTE_MS, 15_000);
  expect((await world.request()).status).toBe('closed');
  expect(world.cloud.open()).toEqual([]);
});

it('a lease that a process left with a clock an hour ahead keeps nothing open past its end', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 30m from 203.0.113.7 because INC-123');
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  world.cloud.weather.stays = true;
  const stored = await world.store.find('aj-000001');
  const ahead = new Date(world.clock.now().getTime() + HOUR_MS);
  const leaseUntil = new Date(ahead.getTime() + 30_000);
  await world.store.lease({ ...stored!, work: { attempt: 1, dueAt: leaseUntil, leaseUntil } }, ahead);
  await world.pass(29 * MINUTE_MS, 5 * MINUTE_MS);
  await world.pass(2 * MINUTE_MS, 15_000);
  expect((await world.request()).status).toBe('closed');
  expect(world.cloud.open()).toEqual([]);
});

it('what opened after a clock an hour ahead had called it closed is found and closed by the next round', () => {
  const now = NOW;
  const closed = requestThatIs('closed', { endedAt: new Date(now.getTime() + HOUR_MS) } as object);
  const [grant] = closed.grants;
  const marked = { request: closed.id, key: 'g1', grant: grant!, until: now, standing: true };
  expect(ownerOf(marked, closed, [], { seenAt: now, now, graceMs: MINUTE_MS })).toBe('ended');
});
