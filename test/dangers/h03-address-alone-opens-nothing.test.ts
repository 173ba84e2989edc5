import { expect, it } from 'vitest';
import { ADA, AVERY, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import type { Click } from '../../src/ports/chat.ts';
import { FILLED, picked } from '../fakes/form.ts';
import { createWorld, type World } from '../fakes/world.ts';

const FREE = 'ssh on web-01 for 1h from 203.0.113.7';
const WAITS = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';

const say = (world: World, person: Person, text: string) =>
  world.flow.said({ key: world.key(), person, text, place: world.stage.room(person.id), askOnly: true });

const press = (world: World, person: Person, more: Pick<Click, 'verb'> & Partial<Click>) =>
  world.flow.clicked({
    ...{ key: world.key(), person, fields: {}, place: world.stage.room(person.id), askOnly: true },
    ...more,
  });

const draftOf = (world: World): string => {
  const card = world.card('draft', RILEY)?.card;
  return card?.card === 'draft' ? card.draft : '';
};

/** Every way to ask for what no person has to approve. */
const ways: Record<string, (world: World) => Promise<unknown>> = {
  'a sentence': (world) => say(world, RILEY, FREE),
  'a question that is answered by a click': async (world) => {
    await say(world, RILEY, 'ssh on web-01 for 1h');
    return press(world, RILEY, {
      ...{ verb: 'choose', draft: draftOf(world), fields: { value: '203.0.113.9' } },
    });
  },
  'a question that is answered in words': async (world) => {
    await say(world, RILEY, 'ssh on web-01 for 1h');
    await say(world, RILEY, '203.0.113.9');
  },
  'a question that was asked before': async (world) => {
    await world.say(RILEY, 'ssh on web-01 for 1h');
    return press(world, RILEY, { verb: 'choose', draft: draftOf(world), fields: { value: '203.0.113.9' } });
  },
  'once more': (world) => say(world, RILEY, 'again aj-000001'),
  'the usual': (world) => say(world, RILEY, 'the usual'),
  'an extension': (world) => say(world, RILEY, 'extend aj-000001 by 30m'),
  'a button that extends': (world) =>
    press(world, RILEY, { verb: 'extend', request: 'aj-000001', fields: { extendBy: '30' } }),
  'a form': async (world) => {
    const form = await picked(world, 'web-01');
    return world.flow.submitted({
      ...{ key: world.key(), person: RILEY, place: world.stage.room(RILEY.id), form: form.id },
      ...{ fields: { ...FILLED, ports: '22/tcp' }, askOnly: true },
    });
  },
};

for (const [name, ask] of Object.entries(ways))
  it(`H3: ${name} of somebody who is known by an address alone opens nothing that nobody approves`, async () => {
    const world = createWorld();
    await world.say(RILEY, FREE);
    await world.opened();
    const answer = JSON.stringify((await ask(world)) ?? '');
    await world.opened();
    expect(await world.store.list({ limit: 9 })).toHaveLength(1);
    expect(`${answer} ${world.told(RILEY)}`).toContain('link your account first');
  });

it('H3: whoever is known by an address alone decides nothing, with whatever role their person has', async () => {
  const world = createWorld();
  await world.say(RILEY, WAITS);
  await world.say(RILEY, FREE);
  await world.opened();
  for (const verb of ['approve', 'deny'] as const)
    expect(await press(world, AVERY, { verb, request: 'aj-000001', terms: 1 })).toMatchObject({
      refused: true,
    });
  for (const text of ['approve aj-000001', 'approve aj-000001 for 5m', 'deny aj-000001'])
    await say(world, AVERY, text);
  for (const text of [
    'close everything on web-01',
    'close everything for riley',
    'use this channel for production',
  ])
    await say(world, ADA, text);
  await world.say(ADA, 'close everything on web-01');
  const card = world.card('draft', ADA)?.card;
  const draft = card?.card === 'draft' ? card.draft : '';
  expect(await press(world, ADA, { verb: 'choose', draft, choice: 0 })).toMatchObject({ refused: true });
  await world.opened();
  const requests = await Promise.all(['aj-000001', 'aj-000002'].map((id) => world.request(id)));
  expect(requests.map(({ status }) => status)).toEqual(['pending', 'open']);
  expect((await world.audit()).filter((line) => line.includes('routed'))).toEqual([]);
});

it('H3: whoever approves reads that the account which asked is known by an address alone, and so does the log', async () => {
  const world = createWorld();
  await say(world, RILEY, WAITS);
  const [asked] = await world.store.events({ limit: 1 });
  await world.settle();
  const remark = expect.stringContaining('Riley Requester is known by an address alone');
  expect(world.card('approval', AVERY)?.card).toMatchObject({
    facts: { remarks: expect.arrayContaining([remark]) },
  });
  expect(asked).toMatchObject({
    ...{ kind: 'asked', entitled: 'known by an address alone' },
  });
  await world.say(RILEY, WAITS);
  expect(world.card('approval', AVERY)?.card).toMatchObject({
    ...{ request: { id: 'aj-000002' }, facts: { remarks: expect.not.arrayContaining([remark]) } },
  });
});

it('H3: what such an account asked for is nobody else’s usual', async () => {
  const world = createWorld();
  await world.say(RILEY, WAITS);
  for (const _ of [1, 2]) {
    world.clock.pass(1_000);
    await say(world, RILEY, WAITS.replace('203.0.113.7', '198.51.100.66'));
  }
  await world.say(RILEY, 'the usual');
  expect(await world.request('aj-000004')).toMatchObject({ grants: [{ source: '203.0.113.7/32' }] });
});

it('H3: an address that an account wrote which is known by an address alone is offered to nobody as their own', async () => {
  const world = createWorld();
  const ask = 'open 3389 on vm-prod-01 for 1h';
  await world.flow.said({
    ...{ key: 'a', person: RILEY, text: `${ask} from 198.51.100.66`, askOnly: true },
    place: world.stage.room(RILEY.id),
  });
  expect(await world.store.list({ limit: 9 })).toHaveLength(1);
  await world.say(RILEY, ask);
  expect(JSON.stringify(world.card('draft', RILEY)?.card)).not.toContain('198.51.100.66');
  await world.say(RILEY, `${ask} from 203.0.113.7`);
  await world.say(RILEY, ask);
  expect(JSON.stringify(world.card('draft', RILEY)?.card)).toContain('203.0.113.7');
});
