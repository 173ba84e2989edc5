import { expect, it } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { createWorld } from '../fakes/world.ts';

const HOUR = 3_600_000;

const LATER = {
  'is held back by a busy cloud': new CloudError('busy', 'Azure is throttling.', { nothingSent: true }),
  'is refused for good': new CloudError('denied', 'The bot may not initiate.', { nothingSent: true }),
  'cannot read the cloud': new CloudError('broken', 'Azure does not answer.', { nothingSent: true }),
};

it.each(
  Object.entries(LATER),
)('H13: what was sent once is not called shut because a second sending %s', async (_how, error) => {
  const world = createWorld();
  world.cloud.weather.losesAnswer = true;
  world.cloud.weather.neverOpens = true;
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.pass(4_000, 2_000);
  expect(world.cloud.sent).toEqual(['aj-000001 g1']);
  world.cloud.weather.down = error;
  await world.pass(3 * 60_000, 10_000);
  expect(await world.request()).toMatchObject({ status: 'closing', ending: { kind: 'failed' } });
  delete world.cloud.weather.down;
  world.cloud.weather.neverOpens = false;
  world.cloud.opensLate('aj-000001'); // the first sending after all
  await world.pass(10 * 60_000, 20_000);
  expect(world.cloud.open()).toEqual([]);
  await world.pass(HOUR);
  expect(await world.request()).toMatchObject({ status: 'closed' });
});

it('H13: what was sent once is not called shut because Azure refuses the second sending', async () => {
  const world = createWorld();
  world.cloud.weather.losesAnswer = true;
  world.cloud.weather.neverOpens = true;
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.pass(4_000, 2_000);
  Object.assign(world.cloud.provider, {
    open: async () => [{ key: 'g1', state: 'failed', note: 'Azure refused it.', traces: [] }],
  });
  await world.pass(3 * 60_000, 10_000);
  expect(await world.request()).toMatchObject({ status: 'closing', grants: [{ state: 'doubtful' }] });
});

it('H13: what did not open in time says what the cloud last showed of it, such as the rule in the way', async () => {
  const world = createWorld();
  world.cloud.weather.neverOpens = true;
  const note =
    'Azure made its rule, but the rule "deny-all" (priority 100) of nsg-web still keeps the port shut.';
  Object.assign(world.cloud.provider, { open: async () => [{ key: 'g1', state: 'sent', note, traces: [] }] });
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.pass(3 * 60_000, 10_000);
  expect(await world.request()).toMatchObject({
    ...{ status: 'closing', ending: { kind: 'failed', why: expect.stringContaining(note) } },
    grants: [{ state: 'doubtful' }],
  });
});
