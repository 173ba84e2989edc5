import { describe, expect, it } from 'vitest';
import { ADA, AVERY, BLAKE, HANA, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import { createPeople } from '../../src/people/people.ts';
import { Unknown } from '../../src/ports/people.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

/** Hana's group may ask for others; she may ask for nothing herself. Blake approves, and is a helper too. */
const HELPED = POLICY.replace(
  'networks:',
  `  helpers: [{ id: ${HANA.id}, name: Hana Helper }, { id: ${BLAKE.id}, name: Blake }]\nnetworks:`,
)
  .replace('maxDuration: 3h }\n', 'maxDuration: 3h }\n    allow: { onBehalfOf: [helpers] }\n')
  .replace('name: Riley }', 'name: Riley, email: riley@contoso.com }');
const HOUR = 3_600_000;
const SAY = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7 on behalf of riley@contoso.com because INC-123';

async function asked(who = HANA, text = SAY, policy = HELPED): Promise<World> {
  const world = createWorld({ policy });
  await world.say(who, text);
  return world;
}

describe('a request for somebody else', () => {
  it('is that person’s, with their groups and limits, and keeps who asked', async () => {
    const world = await asked();
    expect(await world.request()).toMatchObject({ requester: { id: RILEY.id }, askedBy: { id: HANA.id } });
    const [event] = await world.store.events({ limit: 1 });
    expect(event).toMatchObject({
      kind: 'asked',
      actor: { id: HANA.id },
      detail: `for Riley (${RILEY.id}): INC-123`,
    });
    expect(world.card('request', RILEY)?.card).toMatchObject({
      facts: {
        remarks: expect.arrayContaining([expect.stringContaining('Hana Helper asked for it, for Riley')]),
      },
    });
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    expect(world.card('connect', RILEY)).toBeDefined();
    expect(world.card('connect', HANA)).toBeUndefined();
    expect(world.errors).toEqual([]);
  });

  it.each([
    'for @Riley',
    `for ${RILEY.id}`,
    'on behalf of riley',
    'on behalf of riley@contoso.com',
  ])('names them as %j', async (whom) => {
    const world = await asked(HANA, `open 3389 on vm-prod-01 ${whom} for 1h from 203.0.113.7`);
    expect(await world.request()).toMatchObject({ requester: { id: RILEY.id } });
  });

  it('is held back by what that person was denied, and has waiting, whoever asks', async () => {
    const world = createWorld({ policy: `${HELPED}limits: { pending: 2 }\n` });
    for (const _ of [1, 2]) {
      await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.7');
      await world.click(AVERY, 'deny', 'approval');
    }
    await world.say(HANA, SAY);
    expect(world.told(HANA)).toContain('vm-prod-01 was denied to Riley 2 times within an hour');
    await world.pass(HOUR);
    for (const _ of [1, 2, 3]) await world.say(HANA, SAY);
    expect(world.told(HANA)).toContain('Riley has 2 requests waiting for an answer already');
    expect(await world.store.list({ statuses: ['pending'], limit: 9 })).toHaveLength(2);
  });

  it('H16: is for exactly one person whom the policy knows', async () => {
    const world = await asked(HANA, SAY.replace('riley@contoso.com', 'nobody'));
    expect(world.told(HANA)).toContain('knows nobody called');
    const twins = HELPED.replaceAll('name: Avery }', 'name: Riley }');
    const other = await asked(HANA, SAY.replace('riley@contoso.com', 'riley'), twins);
    expect(other.told(HANA)).toContain('Several people could be meant');
    for (const each of [world, other]) expect(await each.store.list({ limit: 1 })).toEqual([]);
  });

  it('is let by the rule alone: by no role, and no other rule', async () => {
    for (const who of [OLLY, ADA, AVERY]) {
      const world = await asked(who);
      expect(world.told(who)).toContain('No rule lets you ask for somebody else');
      expect(await world.store.list({ limit: 1 })).toEqual([]);
      expect((await world.audit()).at(-1)).toMatch(/refused/);
    }
    const sandbox = await asked(HANA, SAY.replace('3389 on vm-prod-01', '22 on web-01'));
    expect(sandbox.told(HANA)).toContain('does not let you ask for somebody else');
    const outsider = await asked(HANA, SAY.replace('riley@contoso.com', ADA.id));
    expect(await outsider.store.list({ limit: 1 })).toEqual([]);
  });

  it('H2, H6: is approved by neither of the two, whatever groups they are in', async () => {
    const world = await asked(BLAKE);
    await world.say(BLAKE, 'approve aj-000001');
    expect(world.told(BLAKE)).toContain('somebody else has to approve it');
    await world.say(RILEY, 'approve aj-000001');
    expect(world.told(RILEY)).toBe('You cannot approve your own request.');
    expect(await world.request()).toMatchObject({ status: 'pending', approvals: [] });
    expect(world.card('approval', BLAKE)).toBeUndefined();
    await world.click(AVERY, 'approve', 'approval');
    expect((await world.request()).status).toBe('opening');
  });

  it('H6: is not asked for where nobody else could approve it', async () => {
    const alone = HELPED.replace(
      `[{ id: ${AVERY.id}, name: Avery }, { id: ${BLAKE.id}, name: Blake }]`,
      `[{ id: ${BLAKE.id}, name: Blake }]`,
    ).replace('count: 2', 'count: 1');
    const world = await asked(BLAKE, SAY, alone);
    expect(world.told(BLAKE)).toContain('it has nobody');
  });

  it('is ended by both of them, and by nobody else who has no say', async () => {
    for (const who of [HANA, RILEY]) {
      const pending = await asked();
      await pending.say(OLLY, 'cancel aj-000001');
      expect((await pending.request()).status).toBe('pending');
      await pending.say(who, 'cancel aj-000001');
      expect((await pending.request()).status).toBe('cancelled');
      const open = await asked();
      await open.click(AVERY, 'approve', 'approval');
      await open.opened();
      await open.say(who, 'close aj-000001');
      expect((await open.request()).status).toMatch(/^clos/);
    }
  });

  it('is extended by whom it is for', async () => {
    const world = await asked();
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    await world.say(HANA, 'extend aj-000001 by 30m');
    expect(world.told(HANA)).toContain('can extend it');
  });

  it('asks for an address without showing theirs, and remembers none for them', async () => {
    const world = createWorld({ policy: HELPED });
    await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.99');
    await world.say(HANA, SAY.replace(' from 203.0.113.7', ''));
    const card = world.card('draft', HANA)?.card;
    expect(card).toMatchObject({ sentence: expect.stringContaining('From which address will they connect') });
    expect(JSON.stringify(card)).not.toContain('203.0.113.99');
    await world.say(HANA, '203.0.113.7');
    await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h');
    expect(world.card('draft', RILEY)?.card).toMatchObject({ choices: [{ title: '203.0.113.99' }, {}] });
  });

  it('H3: is not let to whoever is known by an address alone', async () => {
    const world = createWorld({ policy: HELPED });
    const place = world.stage.room(HANA.id);
    await world.flow.said({ key: world.key(), person: HANA, text: SAY, place, askOnly: true });
    expect(world.told(HANA)).toContain('To ask for somebody else, link your account first');
    expect(await world.store.list({ limit: 1 })).toEqual([]);
  });

  it('is planned for later like any other', async () => {
    const world = await asked(HANA, SAY.replace('for 1h', 'tomorrow 22:00 to 23:00'));
    await world.click(AVERY, 'approve', 'approval');
    expect(await world.request()).toMatchObject({ status: 'approved', askedBy: { id: HANA.id } });
    await world.say(HANA, 'deny aj-000001');
    expect(world.told(HANA)).toContain('cancel it instead');
  });
});

it('H11, H16: by a name it is for nobody while the directory does not say who else is called so', async () => {
  const policy = HELPED.replace('networks:', `  staff: { entra: ${ADA.id} }\nnetworks:`);
  const world: World = createWorld({
    policy,
    people: createPeople({
      policy: () => world.policy.now,
      sources: {
        entra: {
          members: async () => {
            throw new Unknown('The group could not be read to its end.');
          },
          groupsOf: async () => new Set(),
        },
      },
    }),
  });
  await world.say(HANA, SAY.replace('riley@contoso.com', 'riley'));
  expect(world.told(HANA)).toContain('cannot say just now who else is called Riley');
  expect(await world.store.list({ limit: 1 })).toEqual([]);
  for (const whom of ['riley@contoso.com', RILEY.id]) {
    await world.say(HANA, SAY.replace('riley@contoso.com', whom));
    expect(await world.store.list({ requester: RILEY.id, limit: 9 })).not.toHaveLength(0);
  }
  expect(await world.store.list({ requester: RILEY.id, limit: 9 })).toHaveLength(2);
});
