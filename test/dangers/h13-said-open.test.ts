import { expect, it } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { createWorld } from '../fakes/world.ts';

const ASK = 'ssh on web-01 for 1h from 203.0.113.7';
const HOUR = 3_600_000;

it('H13: a cloud that accepts and never opens is never called open; it is said, and closed only with proof', async () => {
  const world = createWorld();
  world.cloud.weather.neverOpens = true;
  await world.say(RILEY, ASK);
  await world.pass(60_000, 5_000);
  expect(await world.request()).toMatchObject({ status: 'opening' });
  expect(world.card('connect', RILEY)).toBeUndefined();
  await world.pass(60_000, 5_000);
  expect(await world.request()).toMatchObject({
    status: 'closing',
    ending: { kind: 'failed', why: expect.stringContaining('not open') },
  });
  await world.pass(HOUR);
  expect(await world.request()).toMatchObject({ status: 'closed' });
  expect((await world.audit()).join()).not.toContain('opened');
});

it('H13: a lost answer is looked up, not sent again', async () => {
  const world = createWorld();
  world.cloud.weather.losesAnswer = true;
  await world.say(RILEY, ASK);
  await world.opened();
  expect(world.cloud.sent).toEqual(['aj-000001 g1']);
  expect(await world.request()).toMatchObject({ status: 'open' });
});

it('H13: a busy cloud is tried again, and a refusal for good is said at once', async () => {
  const world = createWorld();
  world.cloud.weather.down = new CloudError('busy', 'Azure is throttling.', {
    retryAfterMs: 10_000,
    nothingSent: true,
  });
  await world.say(RILEY, ASK);
  await world.pass(20_000, 5_000);
  expect(await world.request()).toMatchObject({ status: 'opening' });
  delete world.cloud.weather.down;
  await world.pass(20_000, 5_000);
  expect(await world.request()).toMatchObject({ status: 'open' });
  world.cloud.weather.down = new CloudError('denied', 'The bot may not initiate.', { nothingSent: true });
  await world.say(RILEY, 'ssh on web-02 for 1h from 203.0.113.7');
  await world.pass(5_000, 1_000);
  expect(await world.request('aj-000002')).toMatchObject({
    status: 'closed',
    ending: { why: 'The bot may not initiate.' },
  });
});

it('H13: an opening whose process died between saving and sending is sent, once, after a read shows nothing', async () => {
  const world = createWorld();
  const { open } = world.cloud.provider;
  Object.assign(world.cloud.provider, { open: () => new Promise(() => undefined) }); // dies before anything is sent
  await world.flow.said({ key: 'k', person: RILEY, text: ASK, place: world.stage.room(RILEY.id) });
  const { carryOut } = await import('../../src/flow/deeds/carry-out.ts');
  for (let round = 0; round < 2; round += 1) {
    for (const stored of await world.store.due(world.clock.now(), 10))
      void carryOut(world.runner.deps, stored);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect((await world.request()).grants[0]?.state).toBe('sent');
  Object.assign(world.cloud.provider, { open });
  await world.pass(40_000, 5_000);
  expect(world.cloud.sent).toEqual([]);
  await world.pass(20_000, 5_000);
  expect(world.cloud.sent).toEqual(['aj-000001 g1']);
  expect(await world.request()).toMatchObject({ status: 'open' });
});
