import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { CloudError, type Provider } from '../../src/ports/provider.ts';
import { createWorld } from '../fakes/world.ts';

const REFUSED = new CloudError('denied', 'The bot may not write rules.', { nothingSent: true });

/** A request of two ports, each of which another provider opens; `nsg` refuses whatever it is asked to open. */
function withGroupsThatRefuse() {
  const world = createWorld();
  world.cloud.weather.nsg = true;
  const { nsg } = world.cloud.providers;
  const refusing: Provider = { ...nsg, open: () => Promise.reject(REFUSED) };
  Object.assign(world.cloud.providers, { nsg: refusing });
  return world;
}

const ASK = 'open 8080 and 3389 on vm-prod-01 for 2h from 203.0.113.7 because patching';

it.each([
  ['8080 and 3389', ['nsg', 'defender']],
  ['3389 and 8080', ['defender', 'nsg']],
])('H13: what one provider may have sent is not called failed because another one sent nothing (%s)', async (ports, order) => {
  const world = withGroupsThatRefuse();
  world.cloud.weather.losesAnswer = true;
  await world.say(RILEY, ASK.replace('8080 and 3389', ports));
  await world.click(AVERY, 'approve', 'approval');
  await world.pass(3 * 60_000, 10_000);
  expect(world.cloud.open()).toEqual(['3389/tcp vm-prod-01 203.0.113.7/32']);
  expect(await world.request()).toMatchObject({
    status: 'open',
    grants: order.map((provider) =>
      provider === 'nsg' ? { provider, state: 'failed', note: REFUSED.message } : { provider, state: 'open' },
    ),
  });
});

it('what one provider has taken opens although another one refuses', async () => {
  const world = withGroupsThatRefuse();
  await world.say(RILEY, ASK);
  await world.click(AVERY, 'approve', 'approval');
  await world.pass(3 * 60_000, 10_000);
  expect(await world.request()).toMatchObject({
    status: 'open',
    grants: [{ state: 'failed' }, { state: 'open' }],
  });
});
