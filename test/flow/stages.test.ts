import { describe, expect, it } from 'vitest';
import { AVERY, BLAKE, HANA, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import { Unknown } from '../../src/ports/people.ts';
import { peopleWith } from '../fakes/people.ts';
import { policyOf } from '../fakes/policy.ts';
import { createStage } from '../fakes/stage.ts';
import { asked, details, entry, MINUTE, STAGED } from '../fakes/staged.ts';
import type { World } from '../fakes/world.ts';

/** How many approval cards somebody has got. */
const cardsOf = (world: World, who: Person): number =>
  world.stage.messages.filter(({ card, place }) => card.card === 'approval' && place.privateTo === who.id)
    .length;

const factsAt = (world: World, who: Person) => {
  const card = world.card('approval', who)?.card;
  return card?.card === 'approval' ? card.facts : undefined;
};

describe('a request with two stages', () => {
  it('asks the second one only once the first has approved, and opens when both have', async () => {
    const world = await asked();
    expect([AVERY, BLAKE, OLLY, HANA].map((who) => cardsOf(world, who))).toEqual([1, 1, 0, 0]);
    await world.say(OLLY, 'approve aj-000001');
    expect(world.told(OLLY)).toBe(
      'aj-000001 needs somebody from leads first. You are asked once they have approved.',
    );
    expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject({
      sentence: 'Noted. aj-000001 needs more approvals: 1 of 1 from security.',
    });
    expect([AVERY, BLAKE, OLLY].map((who) => cardsOf(world, who))).toEqual([1, 2, 1]);
    expect(factsAt(world, OLLY)).toMatchObject({
      missing: 1,
      approvers: [{ id: BLAKE.id }, { id: OLLY.id }],
      needs: [
        { stage: 1, group: 'leads', state: 'met', given: [{ by: { id: AVERY.id }, at: world.clock.now() }] },
        { stage: 2, group: 'security', state: 'asked', given: [] },
      ],
    });
    expect(await world.click(OLLY, 'approve', 'approval')).toMatchObject({
      sentence: 'Approved aj-000001. It is being opened now.',
    });
    await world.opened();
    expect((await world.request()).status).toBe('open');
    expect(world.errors).toEqual([]);
  });

  it('counts somebody who is in both groups once, for the stage that is asked', async () => {
    const world = await asked();
    await world.click(BLAKE, 'approve', 'approval');
    expect(await world.request()).toMatchObject({ status: 'pending' });
    await world.say(BLAKE, 'approve aj-000001');
    expect(world.told(BLAKE)).toBe('You have approved aj-000001 already; it needs somebody else as well.');
    await world.click(OLLY, 'approve', 'approval');
    expect((await world.request()).status).toBe('opening');
  });

  it('takes a denial from a later stage at any time', async () => {
    const world = await asked();
    await world.say(OLLY, 'deny aj-000001 because use the bastion');
    expect(await world.request()).toMatchObject({ status: 'denied', why: 'use the bastion' });
  });

  it('gives each stage the whole time to answer in', async () => {
    const world = await asked();
    await world.pass(25 * MINUTE, MINUTE);
    await world.click(AVERY, 'approve', 'approval');
    await world.pass(25 * MINUTE, MINUTE);
    expect((await world.request()).status).toBe('pending');
    await world.pass(6 * MINUTE, MINUTE);
    expect(await world.request()).toMatchObject({
      status: 'lapsed',
      why: 'Not everybody who had to answered in time. Asked were security (Blake Approver, Olly Outsider) at 2026-01-15 12:25 UTC.',
    });
  });

  it('asks the first stage again where whoever approved there has left it since', async () => {
    const world = await asked();
    await world.click(AVERY, 'approve', 'approval');
    world.policy.now = policyOf(STAGED.replace(`leads: [${entry(AVERY)}, `, 'leads: ['));
    await world.say(OLLY, 'approve aj-000001');
    expect(world.told(OLLY)).toContain('needs somebody from leads first');
    await world.say(BLAKE, 'approve aj-000001');
    expect((await world.request()).status).toBe('pending');
    await world.say(OLLY, 'approve aj-000001');
    expect((await world.request()).status).toBe('opening');
  });

  it('counts one person once, whichever app they answer from', async () => {
    const slack = createStage('slack');
    const world = await asked({ others: [slack] });
    await world.click(BLAKE, 'approve', 'approval');
    const again = await world.flow.clicked({
      ...{ key: world.key(), person: BLAKE, verb: 'approve', request: 'aj-000001', terms: 1, fields: {} },
      place: slack.room(BLAKE.id),
    });
    expect(again).toMatchObject({ refused: true, sentence: expect.stringContaining('already') });
    await world.flow.said({
      ...{ key: world.key(), person: BLAKE, text: 'approve aj-000001', place: slack.room(BLAKE.id) },
    });
    expect((await world.request()).status).toBe('pending');
    expect((await world.request()).approvals).toHaveLength(1);
    await world.flow.said({
      ...{ key: world.key(), person: OLLY, text: 'approve aj-000001', place: slack.room(OLLY.id) },
    });
    expect((await world.request()).status).toBe('opening');
  });
});

describe('while nobody answers', () => {
  it('the same people are reminded, then on-call may answer for them, each step on the card and in the log', async () => {
    const world = await asked();
    expect(factsAt(world, AVERY)?.next).toMatchObject({ group: 'leads' });
    await world.say(HANA, 'approve aj-000001');
    expect(world.told(HANA)).toContain(
      'You are not an approver of aj-000001. It needs somebody from: leads.',
    );
    await world.pass(11 * MINUTE, MINUTE);
    expect([AVERY, BLAKE, HANA].map((who) => cardsOf(world, who))).toEqual([2, 2, 0]);
    await world.say(HANA, 'approve aj-000001');
    expect(world.told(HANA)).toContain('If nobody has answered, on-call may in 9 min.');
    await world.pass(10 * MINUTE, MINUTE);
    expect([AVERY, BLAKE, HANA].map((who) => cardsOf(world, who))).toEqual([2, 2, 1]);
    expect((await world.request()).climbed).toMatchObject([
      { group: 'leads' },
      { group: 'leads', to: 'on-call' },
    ]);
    expect(await details(world, 'climb')).toEqual([
      'on-call may answer for leads, of whom nobody has',
      'reminded leads',
    ]);
    expect(await world.click(HANA, 'approve', 'approval')).toMatchObject({ refused: false });
    expect(factsAt(world, OLLY)).toMatchObject({ needs: [{ state: 'met' }, { state: 'asked' }] });
    await world.click(OLLY, 'approve', 'approval');
    expect((await world.request()).status).toBe('opening');
  });

  it('nothing is lost where no process ran: every rung is taken one after another, in order', async () => {
    const world = await asked();
    world.clock.pass(25 * MINUTE);
    await world.settle();
    expect((await world.request()).climbed).toMatchObject([
      { group: 'leads' },
      { group: 'leads', to: 'on-call' },
    ]);
    expect(await details(world, 'climb')).toHaveLength(2);
    await world.settle();
    expect(await details(world, 'climb')).toHaveLength(2);
    expect(cardsOf(world, HANA)).toBe(1);
  });

  it('a rung waits while it cannot be told whom it asks, and its people hear of it then', async () => {
    const isAway = { now: false };
    const people = peopleWith({
      members: async () => {
        if (isAway.now) throw new Unknown('The directory is away.');
        return [HANA];
      },
    });
    const policy = STAGED.replace(/on-call: .*/, 'on-call: { entra: 77777777-7777-4777-8777-777777777777 }');
    const world = await asked({ policy, people });
    await world.pass(15 * MINUTE, MINUTE);
    isAway.now = true;
    await world.pass(7 * MINUTE, MINUTE);
    expect(await details(world, 'climb')).toEqual(['reminded leads']);
    isAway.now = false;
    await world.pass(5 * MINUTE, MINUTE);
    expect(await details(world, 'climb')).toHaveLength(2);
    expect(cardsOf(world, HANA)).toBe(1);
  });

  it('a rung that nobody can tell the people of does not keep those after it from their turn', async () => {
    const isAway = { now: false };
    const people = peopleWith({
      members: async () => {
        if (isAway.now) throw new Unknown('The directory is away.');
        return [OLLY];
      },
    });
    const policy = STAGED.replace('pending: 30m', 'pending: 2h')
      .replace(
        /on-call: .*/,
        `on-call: [${entry(HANA)}]\n  others: { entra: 77777777-7777-4777-8777-777777777777 }`,
      )
      .replace('{ after: 20m, to: on-call }', '{ after: 20m, to: others }, { after: 25m, to: on-call }');
    const world = await asked({ policy, people });
    isAway.now = true;
    await world.pass(40 * MINUTE, MINUTE);
    expect(await details(world, 'climb')).toHaveLength(3);
    expect(cardsOf(world, HANA)).toBe(1);
  });

  it('whoever has answered is not reminded, and a stage that is met goes up no further', async () => {
    const world = await asked();
    await world.click(AVERY, 'approve', 'approval');
    await world.pass(25 * MINUTE, MINUTE);
    expect(await details(world, 'climb')).toEqual([]);
    expect(cardsOf(world, HANA)).toBe(0);
  });

  it('where everybody reads, reminders stand under the first card and ping those who have not answered', async () => {
    const world = await asked({ policy: STAGED.replace('ask: [direct]', "ask: ['teams:leads-room']") });
    await world.pass(11 * MINUTE, MINUTE);
    const [first, reminder, ...more] = world.stage.messages.filter(
      ({ card, place }) => card.card === 'approval' && place.conversation === 'leads-room',
    );
    expect(more).toEqual([]);
    expect(first?.place.thread).toBeUndefined();
    expect(reminder?.place.thread).toBe(first?.id);
    expect(reminder?.card).toMatchObject({ facts: { ping: [{ id: AVERY.id }, { id: BLAKE.id }] } });
  });

  it('a rung whose place is shut asks its people in private, and says so', async () => {
    const room = STAGED.replace('to: on-call }', "to: on-call, ask: ['teams:night-room'] }");
    const world = await asked({ policy: room });
    world.stage.shut.add('night-room');
    await world.pass(22 * MINUTE, MINUTE);
    expect(cardsOf(world, HANA)).toBe(1);
    expect(factsAt(world, HANA)?.remarks).toContain('Could not be shown in a Teams channel.');
    expect(await world.click(HANA, 'approve', 'approval')).toMatchObject({ refused: false });
  });

  it('a later stage that nobody of can be shown lapses at once, and says so', async () => {
    const world = await asked();
    for (const who of [BLAKE, OLLY]) world.stage.shut.add(`dm-${who.id}`);
    await world.click(AVERY, 'approve', 'approval');
    await world.settle();
    expect(await world.request()).toMatchObject({
      ...{ status: 'lapsed', why: expect.stringContaining('No approver could be reached') },
    });
  });

  it('it lapses with who was asked and when, and its requester asks again at one press', async () => {
    const world = await asked();
    await world.pass(31 * MINUTE, MINUTE);
    const request = await world.request();
    expect(request.status === 'lapsed' && request.why).toMatch(
      /^Nobody answered in time\. Asked were leads \(Avery Approver, Blake Approver\) at 2026-01-15 12:00 UTC, reminded at 2026-01-15 12:1\d UTC; on-call \(Hana Helper\) at 2026-01-15 12:2\d UTC\.$/,
    );
    expect(await world.click(RILEY, 'repeat', 'request')).toMatchObject({
      ...{ refused: false, sentence: 'Asked as aj-000002.' },
    });
    expect(await world.request('aj-000002')).toMatchObject({
      ...{ status: 'pending', durationMs: 120 * MINUTE, ticket: 'INC-123' },
      grants: [{ port: { number: 3389 } }, { port: { number: 5986 } }],
    });
    const twice = await world.flow.clicked({
      ...{ key: world.key(), person: RILEY, verb: 'repeat', request: 'aj-000001', terms: 1, fields: {} },
      place: world.stage.room(RILEY.id),
    });
    expect(twice).toMatchObject({ refused: true, sentence: expect.stringContaining('aj-000002') });
    const other = await world.flow.clicked({
      ...{ key: world.key(), person: AVERY, verb: 'repeat', request: 'aj-000001', terms: 1, fields: {} },
      place: world.stage.room(AVERY.id),
    });
    expect(other.refused).toBe(true);
  });
});
