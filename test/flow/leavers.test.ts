import { describe, expect, it } from 'vitest';
import { ADA, AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { createLeavers } from '../../src/flow/people/leavers.ts';
import { createStaticPeople } from '../../src/people/static.ts';
import { type Standing, Unknown } from '../../src/ports/people.ts';
import { policyOf } from '../fakes/policy.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';

/** The usual people, and how the directory has them now. */
function worldWith(standings: Record<string, Standing | 'unknown' | 'hangs'> = {}) {
  const lists = createStaticPeople(() => policyOf(POLICY));
  const world = createWorld({
    people: {
      ...lists,
      standing: async (person) => {
        const found = standings[person] ?? 'active';
        if (found === 'unknown') throw new Unknown('The directory is down.');
        return found === 'hangs' ? new Promise(() => undefined) : found;
      },
    },
  });
  const leavers = createLeavers(world.runner.deps);
  return { ...world, standings, leavers };
}

const openOne = async (world: ReturnType<typeof worldWith>): Promise<void> => {
  await world.say(RILEY, ASK);
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
};

describe('somebody whose account is disabled or deleted', () => {
  it('loses what waits and what is open, with the reason in the log', async () => {
    const world = worldWith();
    await openOne(world);
    await world.say(RILEY, 'open 22 on vm-prod-02 for 1h from 203.0.113.7');
    world.standings[RILEY.id] = 'gone';
    await world.leavers.pass();
    await world.pass(20_000, 5_000);
    expect(await world.request('aj-000001')).toMatchObject({
      ...{ status: 'closed', ending: { kind: 'closed-early', why: expect.stringContaining('has left') } },
    });
    expect(await world.request('aj-000002')).toMatchObject({ status: 'lapsed' });
    const left = (await world.store.events({ limit: 50 })).filter(({ kind }) => kind === 'left');
    expect(left.map(({ detail, actor }) => [actor.id, detail.includes('has left')])).toEqual([
      ['ajar', true],
      ['ajar', true],
    ]);
    expect(world.errors).toEqual([]);
  });

  it('loses the rest when one of it cannot be ended, and that at the next look (HOLES H8)', async () => {
    const world = worldWith();
    await openOne(world);
    await world.say(RILEY, 'open 22 on vm-prod-02 for 1h from 203.0.113.7');
    world.standings[RILEY.id] = 'gone';
    const { save } = world.store;
    world.store.save = async (stored, along) => {
      if (stored.request.id === 'aj-000002') throw new Error('The disk is busy.');
      return save(stored, along);
    };
    await world.leavers.pass();
    expect(await world.request('aj-000001')).toMatchObject({ status: 'closing' });
    expect(world.errors.join()).toContain('a request could not be ended; the next pass tries again');
    world.store.save = save;
    await world.leavers.pass();
    expect(await world.request('aj-000002')).toMatchObject({ status: 'lapsed' });
  });

  it.each([
    'unknown',
    'hangs',
    'guest',
    'active',
  ] as const)('is never taken for one who is %s', async (standing) => {
    const world = worldWith();
    await openOne(world);
    world.standings[RILEY.id] = standing;
    await world.leavers.pass();
    await world.settle();
    expect(await world.request()).toMatchObject({ status: 'open' });
  });

  it('cannot ask, and what they asked for lapses at the next click', async () => {
    const world = worldWith();
    await world.say(RILEY, ASK);
    world.standings[RILEY.id] = 'gone';
    await world.click(AVERY, 'approve', 'approval');
    expect(await world.request()).toMatchObject({ status: 'lapsed' });
    await world.say(RILEY, 'open 22 on vm-prod-02 for 1h from 203.0.113.7');
    expect(world.told(RILEY)).toContain('disabled or deleted');
    expect(await world.store.list({ limit: 5 })).toHaveLength(1);
  });

  it('H17: cannot approve, and an approval that they gave counts no more', async () => {
    const world = worldWith();
    await world.say(RILEY, 'open 22 on vault-01 for 1h from 203.0.113.7');
    await world.click(AVERY, 'approve', 'approval');
    world.standings[AVERY.id] = 'gone';
    const blake = { id: policyOf(POLICY).groups.approvers?.[1]?.id ?? '', name: 'Blake' };
    await world.click(blake, 'approve', 'approval');
    expect(await world.request()).toMatchObject({ status: 'pending' });
    expect(await world.click(AVERY, 'deny', 'approval')).toMatchObject({ refused: true });
  });

  it('tells the admins, once a day, where the directory says nothing for long', async () => {
    const world = worldWith({ [RILEY.id]: 'active' });
    await openOne(world);
    world.standings[RILEY.id] = 'unknown';
    await world.leavers.pass();
    await world.settle();
    expect(world.card('bulletin', ADA)).toBeUndefined();
    world.clock.pass(15 * 60_000);
    await world.leavers.pass();
    await world.leavers.pass();
    await world.settle();
    const told = world.stage.messages.filter(({ card }) => card.card === 'bulletin');
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told[0]?.card)).toContain('cannot tell who has left');
  });
});

describe('a guest', () => {
  it('H16: may ask where a rule names them, and cannot approve or use a role', async () => {
    const world = worldWith({ [RILEY.id]: 'guest', [AVERY.id]: 'guest', [ADA.id]: 'guest' });
    await world.say(RILEY, ASK);
    expect(await world.request()).toMatchObject({ status: 'pending' });
    expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject({
      ...{ refused: true, sentence: expect.stringContaining('Guests') },
    });
    await world.say(ADA, 'list all');
    expect(world.card('list', ADA)).toBeUndefined();
  });

  it('H16: whom a chat app shows as one is one, until it shows them otherwise', async () => {
    const world = worldWith();
    await world.say(RILEY, ASK);
    const gesture = (askOnly?: 'guest') =>
      world.flow.said({
        ...{ key: world.key(), person: AVERY, text: 'help', place: world.stage.room(AVERY.id) },
        ...(askOnly ? { askOnly } : {}),
      });
    await gesture('guest');
    await world.say(RILEY, 'open 22 on vm-prod-02 for 1h from 203.0.113.7');
    const second = world.stage.messages.filter(
      ({ card }) => card.card === 'approval' && card.request.id === 'aj-000002',
    );
    expect(second.map(({ place }) => place.privateTo)).not.toContain(AVERY.id);
    // The click comes by another app, which does not know it.
    const click = { verb: 'approve' as const, request: 'aj-000001', terms: 1, fields: {} };
    const place = { ...world.stage.room(AVERY.id), app: 'slack' };
    const elsewhere = await world.flow.clicked({ key: world.key(), person: AVERY, place, ...click });
    expect(elsewhere).toMatchObject({ refused: true, sentence: expect.stringContaining('Guests') });
    await gesture();
    expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject({ refused: false });
  });
});

describe('a group that the policy has no more', () => {
  const CHANGED = policyOf(POLICY.replaceAll('approvers', 'deciders'));
  const REASON = 'The policy has the group "approvers" no more';

  it('ends what waits for it at the next look, and says what to do', async () => {
    const world = worldWith();
    await world.say(RILEY, ASK);
    await world.leavers.pass();
    expect(await world.request()).toMatchObject({ status: 'pending' });
    world.policy.now = CHANGED;
    await world.leavers.pass();
    expect(await world.request()).toMatchObject({ status: 'lapsed', why: expect.stringContaining(REASON) });
    await world.settle();
    expect(JSON.stringify(world.card('request', RILEY)?.card)).toContain('Ask again');
  });

  it('ends it at a click, which is answered with the reason', async () => {
    const world = worldWith();
    await world.say(RILEY, ASK);
    world.policy.now = CHANGED;
    expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject({
      sentence: expect.stringContaining(REASON),
    });
    expect(await world.request()).toMatchObject({ status: 'lapsed' });
  });

  it('ends nothing that is open', async () => {
    const world = worldWith();
    await openOne(world);
    world.policy.now = CHANGED;
    await world.leavers.pass();
    expect(await world.request()).toMatchObject({ status: 'open' });
  });
});
