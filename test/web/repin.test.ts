import { expect, it } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import { linkOf, openStand } from './stand.ts';

const [HOME, CAFE] = ['203.0.113.77', '198.51.100.200'];
const HOUR_MS = 3_600_000;

async function opened(sentence: string) {
  const stand = await openStand();
  const { world } = stand;
  await world.say(RILEY, `${sentence} from ${HOME}`);
  await world.settle();
  if (world.card('approval', AVERY)) await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  expect(world.cloud.open()).toHaveLength(1);
  return stand;
}

it('moves an open access to the address where its person is now, to the same end and never two at once', async () => {
  const { world, open } = await opened('open 22 on web-01 for 2h');
  const old = await world.request();
  world.clock.pass(HOUR_MS / 2);
  await world.say(RILEY, 're-pin aj-000001');
  expect(world.cloud.open()).toEqual([`22/tcp web-01 ${HOME}/32`]);
  const { page, press } = await open(linkOf(world, RILEY), CAFE);
  expect(page.text).toContain('22/tcp on web-01');
  expect((await press()).status).toBe(200);
  await world.opened();
  expect(world.cloud.open()).toEqual([`22/tcp web-01 ${CAFE}/32`]);
  const [moved] = (await world.store.list({ requester: RILEY.id, statuses: ['open'], limit: 5 })).map(
    ({ request }) => request,
  );
  expect(moved).toMatchObject({
    replaces: old.id,
    proven: `${CAFE}/32`,
    notAfter: 'until' in old && old.until,
  });
  expect(moved && 'until' in moved && 'until' in old && moved.until <= old.until).toBe(true);
  await world.pass(60_000);
  expect(await world.request()).toMatchObject({ status: 'closed', ending: { kind: 'closed-early' } });
});

it('takes the same approval as any other: until then nothing is open, and a denial leaves it so', async () => {
  const { world, open } = await opened('open 22 on vm-prod-02 for 2h ticket INC-123');
  await world.say(RILEY, 'I moved networks');
  await (await open(linkOf(world, RILEY), CAFE)).press();
  await world.pass(60_000);
  expect(world.cloud.open()).toEqual([]);
  const approval = world.card('approval', BLAKE)?.card;
  expect(approval).toMatchObject({ request: { status: 'pending', ticket: 'INC-123' } });
  expect(JSON.stringify(approval)).toContain('It takes the place of aj-000001');
  await world.click(BLAKE, 'approve', 'approval');
  await world.opened();
  expect(world.cloud.open()).toEqual([`22/tcp vm-prod-02 ${CAFE}/32`]);
});

it('what the policy refuses leaves open what is open', async () => {
  const { world } = await opened('open 22 on web-01 for 2h');
  await world.say(RILEY, 're-pin web-01 from any');
  expect(world.told(RILEY)).toContain('as wide as the internet');
  expect(world.cloud.open()).toEqual([`22/tcp web-01 ${HOME}/32`]);
});

it('ends the old one before the new one opens, whatever crashed in between', async () => {
  const { world, open } = await opened('open 22 on web-01 for 2h');
  await world.say(RILEY, 're-pin aj-000001');
  const { press } = await open(linkOf(world, RILEY), CAFE);
  const { save } = world.store;
  Object.assign(world.store, { save: () => Promise.reject(new Error('the process ended')) });
  expect((await press()).status).toBe(500);
  Object.assign(world.store, { save });
  expect((await world.request()).status).toBe('open');
  await world.opened();
  expect(world.cloud.open()).toEqual([`22/tcp web-01 ${CAFE}/32`]);
});

it('is only for one’s own open access', async () => {
  const { world } = await opened('open 22 on web-01 for 2h');
  await world.say(AVERY, 're-pin aj-000001');
  expect(world.told(AVERY)).toContain('Only the person who asked can move it');
  await world.say(RILEY, 'close aj-000001');
  await world.pass(60_000);
  await world.say(RILEY, 're-pin aj-000001');
  expect(world.told(RILEY)).toContain('only what is open can be moved');
});

it('a question that waited until the access was over moves nothing', async () => {
  const { world, open } = await opened('open 22 on web-01 for 2h');
  await world.say(RILEY, 're-pin aj-000001');
  const { press } = await open(linkOf(world, RILEY), CAFE);
  await world.say(RILEY, 'close aj-000001');
  await world.pass(60_000);
  const pressed = await press();
  expect([pressed.status, pressed.text]).toEqual([
    409,
    expect.stringContaining('only what is open can be moved'),
  ]);
});

it('asks for what is open and no more: not for what an approver left out', async () => {
  const { world } = await openStand();
  world.cloud.weather.nsg = true;
  await world.say(RILEY, `open 53 5353 on vm-prod-01, vm-prod-02 for 1h from ${HOME}`);
  const { grants } = await world.request();
  const kept = grants.filter(({ vm, port }) => (vm.name === 'vm-prod-01') === (port.number === 53));
  await world.click(AVERY, 'approve', 'approval', { only: kept.map(({ key }) => key).join() });
  await world.opened();
  await world.say(RILEY, `re-pin aj-000001 from ${CAFE}`);
  const [moved] = await world.store.list({ statuses: ['pending'], limit: 9 });
  const titles = moved?.request.grants.map(({ vm, port, source }) => `${port.number} ${vm.name} ${source}`);
  expect(titles).toEqual([`53 vm-prod-01 ${CAFE}/32`, `5353 vm-prod-02 ${CAFE}/32`]);
});
