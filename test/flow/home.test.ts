import { describe, expect, it } from 'vitest';
import { ADA, AVERY, BLAKE, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import type { Home } from '../../src/ports/card.ts';
import { peopleWith } from '../fakes/people.ts';
import { createWorld, POLICY, UNHURRIED, type World } from '../fakes/world.ts';

const homeOf = (world: World, person: Person, askOnly = false): Promise<Home> =>
  world.flow.home({ person, app: 'teams', ...(askOnly ? { askOnly: true as const } : {}) });
const idsIn = (rows: Home['mine'] = []): readonly string[] => rows.map(({ request }) => request.id);

describe('the overview', () => {
  it('has what is open, what waits for the reader, and what can be asked again', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 3389 on vm-prod-01 for 2h from 203.0.113.7');
    const asked = await homeOf(world, RILEY);
    expect([idsIn(asked.mine), asked.mine[0]?.facts.can.cancel]).toEqual([['aj-000001'], true]);
    const waiting = await homeOf(world, AVERY);
    expect([idsIn(waiting.waiting), waiting.waiting[0]?.facts.can.approve]).toEqual([['aj-000001'], true]);
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    expect(idsIn((await homeOf(world, AVERY)).waiting)).toEqual([]);
    const open = await homeOf(world, RILEY);
    expect(open.mine[0]?.facts.can).toMatchObject({ close: true, extend: true, approve: false });
    await world.say(RILEY, 'close aj-000001');
    await world.pass(20_000);
    const ended = await homeOf(world, RILEY);
    expect([idsIn(ended.mine), idsIn(ended.recent)]).toEqual([[], ['aj-000001']]);
    expect(ended.recent[0]?.facts.can.again).toBe(true);
  });

  it('shows what everybody has open to those who may see it alone', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7');
    await world.opened();
    expect(idsIn((await homeOf(world, ADA)).all)).toEqual(['aj-000001']);
    expect((await homeOf(world, ADA)).all?.[0]?.facts.can.close).toBe(true);
    for (let last = 1; last < 10; last += 1)
      await world.say(RILEY, `open 22 on web-01 for 1h from 203.0.113.${last}`);
    const blakes = await homeOf(world, BLAKE);
    expect([blakes.all, blakes.more.all]).toEqual([undefined, 0]);
  });

  it('waits for nobody’s own request, and not for those who have answered it', async () => {
    const world = createWorld();
    await world.say(AVERY, 'open 3389 on vm-prod-01 for 2h from 203.0.113.7');
    expect((await homeOf(world, AVERY)).waiting).toEqual([]);
    expect(idsIn((await homeOf(world, BLAKE)).waiting)).toEqual(['aj-000001']);
    await world.say(RILEY, 'open 22 on vault-01 for 2h from 203.0.113.7');
    await world.click(AVERY, 'approve', 'approval');
    expect(idsIn((await homeOf(world, AVERY)).waiting)).toEqual([]);
    expect((await homeOf(world, BLAKE)).waiting).toHaveLength(2);
  });

  it('gives somebody who is known by an address alone nothing but their own', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 3389 on vm-prod-01 for 2h from 203.0.113.7');
    await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7');
    await world.opened();
    const weak = await homeOf(world, ADA, true);
    expect([weak.all, idsIn(weak.waiting)]).toEqual([undefined, []]);
    expect(weak.notice).toContain('link');
    expect(idsIn((await homeOf(world, AVERY, true)).waiting)).toEqual([]);
    expect(idsIn((await homeOf(world, RILEY, true)).mine)).toHaveLength(2);
  });

  it('is called out of date for everybody whom a change concerns', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 3389 on vm-prod-01 for 2h from 203.0.113.7');
    expect([RILEY, AVERY, BLAKE, ADA].map(({ id }) => world.stage.changed.has(id))).toEqual(
      Array(4).fill(true),
    );
    world.stage.changed.clear();
    await world.click(AVERY, 'deny', 'approval');
    expect(world.stage.changed.has(RILEY.id)).toBe(true);
  });

  it('is a card for whoever writes "home"', async () => {
    const world = createWorld();
    await world.say(RILEY, 'home');
    expect(world.card('home', RILEY)).toBeDefined();
  });
});

describe('an overview costs little', () => {
  it('asks the directory once about each group, and waits for it once', async () => {
    const asked: string[] = [];
    const people = peopleWith({
      inGroup: (person: string, group: string) => {
        asked.push(`${group} ${person === OLLY.id ? 'Olly' : 'other'}`);
        return new Promise<boolean>(() => undefined);
      },
    });
    const policy = POLICY.replace('admins:', `auditors: [{ id: ${OLLY.id}, name: Olly }]\nadmins:`);
    const world = createWorld({ policy, people });
    for (const _ of [1, 2, 3]) {
      await world.say(RILEY, 'open 3389 on vm-prod-01 for 2h from 203.0.113.7');
      await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7');
    }
    await world.opened();
    const home = await homeOf(world, OLLY);
    expect([idsIn(home.waiting), idsIn(home.all).length]).toEqual([[], 3]);
    expect(asked).toEqual(['approvers Olly']);
  });

  it('has whoever waits longest, however many wait', async () => {
    const world = createWorld({ policy: `${POLICY}${UNHURRIED}` });
    for (let count = 0; count < 250; count += 1) {
      await world.flow.said({
        ...{ key: world.key(), person: RILEY, place: world.stage.room(RILEY.id) },
        text: 'open 3389 on vm-prod-01 for 2h from 203.0.113.7',
      });
      world.clock.pass(1_000);
    }
    const home = await homeOf(world, AVERY);
    expect([home.waiting.length, home.more.waiting]).toEqual([8, 242]);
    expect(idsIn(home.waiting)).toContain('aj-000001');
  });

  it('has everything of the reader’s own that is open, however much was asked for since', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 22 on web-01 for 3h from 203.0.113.7');
    const place = world.stage.room(RILEY.id);
    for (let count = 2; count < 212; count += 1) {
      world.clock.pass(1_000);
      for (const text of [
        'open 3389 on vm-prod-01 for 2h from 203.0.113.7',
        `cancel aj-${String(count).padStart(6, '0')}`,
      ])
        await world.flow.said({ key: world.key(), person: RILEY, place, text });
    }
    const home = await homeOf(world, RILEY);
    expect(idsIn(home.mine)).toEqual(['aj-000001']);
    expect(home.recent).toHaveLength(5);
  });
});

describe('a card seen by one reader', () => {
  it('has the buttons that this reader may press', async () => {
    const world = createWorld({ policy: POLICY.replace('ask: [direct]', "ask: ['teams:approvers']") });
    await world.say(RILEY, 'open 3389 on vm-prod-01 for 2h from 203.0.113.7');
    const message = world.stage.messages.find(({ card }) => card.card === 'approval');
    const seen = async (person: Person) => {
      const card = await world.flow.viewed(
        { person, app: 'teams' },
        'aj-000001',
        message?.place ?? world.stage.room(AVERY.id),
        message?.id ?? '',
      );
      return card && 'facts' in card ? card.facts.can : undefined;
    };
    expect(await seen(AVERY)).toMatchObject({ approve: true, cancel: false });
    expect(await seen(RILEY)).toMatchObject({ approve: false, cancel: true });
    expect(await seen(ADA)).toMatchObject({ approve: false, cancel: false });
    await world.flow.clicked({
      ...{ key: world.key(), person: AVERY, verb: 'approve', request: 'aj-000001', terms: 1, fields: {} },
      place: world.stage.room(AVERY.id),
    });
    await world.opened();
    const close = await Promise.all([RILEY, AVERY, ADA, OLLY].map(async (who) => (await seen(who))?.close));
    expect(close).toEqual([true, true, true, false]);
    expect([(await seen(RILEY))?.extend, (await seen(AVERY))?.extend]).toEqual([true, false]);
  });

  it('is nothing in the private chat of another', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 3389 on vm-prod-01 for 2h from 203.0.113.7');
    const { id = '', place = world.stage.room(AVERY.id) } = world.card('approval', AVERY) ?? {};
    const viewer = { person: BLAKE, app: 'teams' };
    expect(await world.flow.viewed(viewer, 'aj-000001', place, id)).toBeUndefined();
  });

  it('is nothing where the message is no card of ours', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 3389 on vm-prod-01 for 2h from 203.0.113.7');
    const viewer = { person: AVERY, app: 'teams' };
    expect(await world.flow.viewed(viewer, 'aj-000001', world.stage.room(AVERY.id), 'other')).toBeUndefined();
    expect(await world.flow.viewed(viewer, 'aj-000009', world.stage.room(AVERY.id), 'm1')).toBeUndefined();
  });
});
