import { describe, expect, it } from 'vitest';
import { ADA, AVERY, HANA, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import { rolesOf } from '../../src/flow/step/roles.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';
const FREE = 'ssh on web-01 for 1h from 203.0.113.7';
/** Olly is on-call, Hana an auditor, Ada an admin. */
const STAFFED = `${POLICY}onCall: [{ id: ${OLLY.id}, name: Olly }]\nauditors: [{ id: ${HANA.id}, name: Hana }]\n`;

const byAddress = (world: ReturnType<typeof createWorld>, person: Person, text: string) =>
  world.flow.said({ key: world.key(), person, text, place: world.stage.room(person.id), askOnly: true });

describe('roles', () => {
  it('are the policy’s, for those of whom it is proven who they are', async () => {
    const { runner } = createWorld({ policy: STAFFED });
    const roles = async (person: Person) => {
      const { admin, auditor, onCall, seesAll } = await rolesOf(runner.deps, { person });
      return [admin, auditor, onCall, seesAll];
    };
    expect(await roles(RILEY)).toEqual([false, false, false, false]);
    expect(await roles(HANA)).toEqual([false, true, false, true]);
    expect(await roles(OLLY)).toEqual([false, false, true, true]);
    expect(await roles(ADA)).toEqual([true, true, false, true]);
  });

  it('are none at all for those who are known by an address', async () => {
    const { runner } = createWorld({ policy: STAFFED });
    for (const person of [RILEY, HANA, OLLY, ADA])
      expect(Object.values(await rolesOf(runner.deps, { person, askOnly: true }))).toEqual([
        false,
        false,
        false,
        false,
      ]);
  });
});

describe('on-call', () => {
  it('sees what others have open, and the log', async () => {
    const world = createWorld({ policy: STAFFED });
    await world.say(RILEY, FREE);
    await world.opened();
    for (const said of ['list all', 'who has web-01']) {
      await world.say(OLLY, said);
      expect(world.card('list', OLLY)?.card, said).toMatchObject({
        rows: [{ request: { id: 'aj-000001' } }],
      });
    }
    await world.say(OLLY, 'audit web-01 last 7d');
    expect(world.card('audit', OLLY)).toBeDefined();
  });

  it('closes what somebody else has open, and the log says as what', async () => {
    const world = createWorld({ policy: STAFFED });
    await world.say(RILEY, FREE);
    await world.opened();
    await world.say(HANA, 'close aj-000001');
    expect(world.told(HANA)).toContain(
      'Only the requester, an approver of this request, on-call or an admin',
    );
    await world.say(OLLY, 'close aj-000001');
    const close = (await world.store.events({ limit: 50 })).find(({ kind }) => kind === 'close');
    expect(close).toMatchObject({ actor: { id: OLLY.id }, entitled: 'on-call' });
  });

  it('approves nothing', async () => {
    const world = createWorld({ policy: STAFFED });
    await world.say(RILEY, ASK);
    await world.say(OLLY, 'approve aj-000001');
    expect(await world.request()).toMatchObject({ status: 'pending' });
  });
});

describe('whoever is known by an address', () => {
  it('asks, extends and ends their own', async () => {
    const world = createWorld();
    await byAddress(world, RILEY, ASK);
    await world.say(AVERY, 'approve aj-000001');
    await world.opened();
    expect(await world.request()).toMatchObject({ status: 'open' });
    await byAddress(world, RILEY, 'extend aj-000001 by 30m');
    expect(await world.store.find('aj-000002')).toBeDefined();
    await byAddress(world, RILEY, 'close aj-000001');
    expect(await world.request()).toMatchObject({ status: 'closing' });
    await byAddress(world, RILEY, ASK);
    await byAddress(world, RILEY, 'cancel aj-000003');
    expect(await world.request('aj-000003')).toMatchObject({ status: 'cancelled' });
  });

  it('reads and closes nothing of others, with whatever role their person has', async () => {
    const world = createWorld({ policy: STAFFED });
    await world.say(RILEY, FREE);
    await world.opened();
    for (const [said, told] of [
      ['list all', 'Only auditors'],
      ['audit web-01 last 7d', 'Only auditors'],
      ['who has web-01', 'You have nothing open'],
      ['status aj-000001', 'somebody else'],
      ['close aj-000001', 'To close aj-000001, link your account first: write "link" to Ajar in Teams'],
    ] as const) {
      await byAddress(world, ADA, said);
      expect(world.told(ADA), said).toContain(told);
    }
    expect(await world.request()).toMatchObject({ status: 'open' });
  });

  it('does not choose where they are notified, and unlinks nothing', async () => {
    const world = createWorld();
    await byAddress(world, AVERY, 'prefer teams');
    expect(world.told(AVERY)).toContain('link your account first');
    await byAddress(world, AVERY, 'unlink slack');
    expect(world.told(AVERY)).toContain('link your account first');
  });
});
