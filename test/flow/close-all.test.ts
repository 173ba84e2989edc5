import { describe, expect, it } from 'vitest';
import { ADA, AVERY, BLAKE, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import { createWorld, POLICY, UNHURRIED, type World } from '../fakes/world.ts';

const WITH_ON_CALL = POLICY.replace('admins:', `onCall: [{ id: ${OLLY.id}, name: Olly }]\nadmins:`);

async function withOpenPorts(): Promise<World> {
  const world = createWorld({ policy: WITH_ON_CALL });
  await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7');
  await world.say(AVERY, 'open 443 on web-01 for 1h from 203.0.113.8');
  await world.say(RILEY, 'open 22 on web-02 for 1h from 203.0.113.7');
  await world.opened();
  expect(world.cloud.open()).toHaveLength(3);
  return world;
}

describe('the red button', () => {
  it('closes everything on one VM, once it was asked back', async () => {
    const world = await withOpenPorts();
    await world.say(OLLY, 'close everything on web-01 because of INC-7');
    expect(world.told(OLLY)).toContain('2 accesses are open on web-01');
    expect(world.cloud.open()).toHaveLength(3);
    expect(await world.choose(OLLY, 0)).toMatchObject({ refused: false });
    await world.pass(20_000);
    expect(world.cloud.open()).toEqual(['22/tcp web-02 203.0.113.7/32']);
    const closed = (await world.audit()).filter((line) => line === 'Olly close closing');
    expect(closed).toHaveLength(2);
    expect(await world.request()).toMatchObject({ ending: { kind: 'closed-early', why: 'INC-7' } });
  });

  it('closes everything of one person', async () => {
    const world = await withOpenPorts();
    await world.say(ADA, 'close everything for riley');
    expect(world.told(ADA)).toContain('2 accesses are open for Riley');
    await world.choose(ADA, 0);
    await world.pass(20_000);
    expect(world.cloud.open()).toEqual(['443/tcp web-01 203.0.113.8/32']);
  });

  it('is for admins and on-call alone, at the question and at its button', async () => {
    const world = await withOpenPorts();
    await world.say(BLAKE, 'close everything on web-01');
    expect(world.told(BLAKE)).toBe('Only admins and on-call can close what others have open.');
    await world.say(OLLY, 'close everything on web-01');
    const draft = world.card('draft', OLLY)?.card;
    const question = draft?.card === 'draft' ? draft.draft : '';
    const press = (person: typeof OLLY) =>
      world.flow.clicked({
        ...{ key: world.key(), person, verb: 'choose', draft: question, choice: 0, fields: {} },
        place: world.stage.room(person.id),
      });
    expect(await press(RILEY)).toMatchObject({ refused: true });
    const { policyOf } = await import('../fakes/policy.ts');
    world.policy.now = policyOf(POLICY);
    expect(await press(OLLY)).toMatchObject({ refused: true });
    await world.pass(20_000);
    expect(world.cloud.open()).toHaveLength(3);
  });

  it('says so when there is nothing open', async () => {
    const world = createWorld();
    await world.say(ADA, 'close everything on web-01');
    expect(world.told(ADA)).toBe('Ajar has nothing open on web-01.');
  });

  it('takes a mention for the account that it is of, and its words for nobody’s name', async () => {
    const world = await withOpenPorts();
    const code = await world.runner.deps.accounts.newCode(RILEY);
    const account = { app: 'teams', team: 'here', user: 'URILEY', name: 'Someone else' };
    await world.runner.deps.accounts.link(account, code, async () => undefined);
    await world.say(ADA, 'close everything for <@URILEY>');
    expect(world.told(ADA)).toContain('2 accesses are open for Riley');
  });

  it('says so when it cannot tell who is meant', async () => {
    const world = await withOpenPorts();
    await world.say(ADA, 'close everything for <@U0STRANGER1>');
    expect(world.told(ADA)).toContain('I cannot tell whose account U0STRANGER1 is');
    await world.say(ADA, 'close everything for nobody-like-it');
    expect(world.told(ADA)).toBe('Ajar has nothing open for anybody called nobody-like-it.');
  });

  it('answers to the one whom it asked, and once', async () => {
    const world = await withOpenPorts();
    await world.say(OLLY, 'close everything on web-01');
    const card = world.card('draft', OLLY)?.card;
    const draft = card?.card === 'draft' ? card.draft : '';
    const press = (person: typeof OLLY) =>
      world.flow.clicked({
        ...{ key: world.key(), person, verb: 'choose', draft, choice: 0, fields: {} },
        place: world.stage.room(person.id),
      });
    expect(await press(ADA)).toMatchObject({
      sentence: 'Only the person who was asked can answer this question.',
    });
    const both = await Promise.all([press(OLLY), press(OLLY)]);
    expect(both.map(({ refused }) => refused).sort()).toEqual([false, true]);
    expect((await world.audit()).filter((line) => line === 'Olly close closing')).toHaveLength(2);
  });

  it('closes the others when one fails, and says which', async () => {
    const world = await withOpenPorts();
    await world.say(ADA, 'close everything on web-01');
    const { save } = world.store;
    let failures = 1;
    world.store.save = async (stored, along) => {
      if (stored.request.id === 'aj-000002' && failures-- > 0) throw new Error('The disk is busy.');
      return save(stored, along);
    };
    const told = await world.choose(ADA, 0);
    expect(told.sentence).toContain('Closing 1 of 2.');
    expect(told.sentence).toContain('aj-000002 could not be closed: write "close aj-000002" again.');
    await world.pass(20_000);
    expect(world.cloud.open()).toEqual(['443/tcp web-01 203.0.113.8/32', '22/tcp web-02 203.0.113.7/32']);
  });

  it('names as many as can be read, and says how many more there are', async () => {
    const world = createWorld({ policy: `${WITH_ON_CALL}${UNHURRIED}` });
    for (let last = 1; last <= 25; last += 1)
      await world.say(RILEY, `open 22 on web-01 for 1h from 203.0.113.${last}`);
    await world.opened();
    await world.say(OLLY, 'close everything for Riley');
    expect(world.told(OLLY)).toMatch(/25 accesses are open for Riley Requester: .* and 5 more\./);
    await world.choose(OLLY, 0);
    await world.pass(20_000);
    expect(world.cloud.open()).toEqual([]);
  });
});
