import { describe, expect, it } from 'vitest';
import { ADA, AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import { createRunner } from '../../src/flow/deeds/run.ts';
import { Unknown } from '../../src/ports/people.ts';
import type { Store } from '../../src/ports/store.ts';
import { peopleWith } from '../fakes/people.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

const HOUR = 3_600_000;
const prodExtendsFreely = POLICY.replace(
  'maxDuration: 3h }',
  'maxDuration: 3h }\n    allow: { freeExtensions: 1 }',
);

async function openProd(world: World): Promise<void> {
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.7');
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
}

describe('an access and what extends it', () => {
  it('ends as a whole when an approver closes any part of it', async () => {
    const world = createWorld({ policy: prodExtendsFreely });
    await openProd(world);
    await world.say(RILEY, 'extend vm-prod-01 by 1h');
    await world.opened();
    expect(await world.request('aj-000002')).toMatchObject({ status: 'open' });
    await world.say(BLAKE, 'close aj-000001');
    await world.pass(60_000, 5_000);
    expect(world.cloud.open()).toEqual([]);
    expect(await world.request('aj-000002')).toMatchObject({ status: 'closed', ending: { by: BLAKE } });
  });

  it('is closed by its requester, whatever still waits on top of it', async () => {
    const world = createWorld();
    await openProd(world);
    await world.say(RILEY, 'extend vm-prod-01 by 1h');
    expect(await world.request('aj-000002')).toMatchObject({ status: 'pending' });
    await world.say(RILEY, "I'm done with vm-prod-01");
    await world.pass(60_000, 5_000);
    expect(world.cloud.open()).toEqual([]);
    expect(await world.request('aj-000002')).toMatchObject({ status: 'lapsed' });
  });

  it('cannot be reopened by a click on an extension once an admin closed it', async () => {
    const world = createWorld();
    await openProd(world);
    await world.say(RILEY, 'extend vm-prod-01 by 1h');
    await world.say(ADA, 'close aj-000001');
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    expect(world.cloud.open()).toEqual([]);
    expect(await world.request('aj-000002')).toMatchObject({ status: 'lapsed' });
  });

  it('cannot be reopened by a click on an extension once somebody closed it outside of Ajar', async () => {
    const world = createWorld();
    await openProd(world);
    await world.say(RILEY, 'extend vm-prod-01 by 1h');
    world.cloud.revoke('aj-000001');
    await world.pass(2 * 60_000, 10_000);
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    expect(world.cloud.open()).toEqual([]);
    expect(await world.request('aj-000002')).toMatchObject({ status: 'lapsed' });
  });

  it('is extended only where it is open', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 22 and 443 on web-01, web-02 for 1h from 203.0.113.7');
    await world.opened();
    const gone = (await world.request()).grants.find(
      ({ vm, port }) => vm.name === 'web-02' && port.number === 443,
    );
    world.cloud.revoke('aj-000001', gone?.key);
    await world.pass(2 * 60_000, 10_000);
    await world.say(RILEY, 'extend aj-000001 by 1h');
    await world.opened();
    const extended = (await world.request('aj-000002')).grants;
    expect(extended.map(({ vm, port }) => `${port.number} ${vm.name}`)).toEqual([
      '22 web-01',
      '443 web-01',
      '22 web-02',
    ]);
  });

  it('is extended until the instant that was said, however late that was approved', async () => {
    const world = createWorld();
    await openProd(world);
    await world.pass(45 * 60_000);
    await world.say(RILEY, 'extend vm-prod-01 until 13:20');
    await world.pass(25 * 60_000);
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    expect(await world.request('aj-000002')).toMatchObject({ until: new Date('2026-01-15T13:20:00Z') });
  });

  it('ends at the instant that was said, however late it was approved', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 3389 on vm-prod-01 until 13:00 from 203.0.113.7');
    await world.pass(20 * 60_000);
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    expect(await world.request()).toMatchObject({ until: new Date('2026-01-15T13:00:00Z') });
  });
});

describe('closing early', () => {
  it('needs no directory for the requester and for admins', async () => {
    let down = false;
    const inGroup = async (person: string): Promise<boolean> => {
      if (down) throw new Unknown('503');
      return person === AVERY.id;
    };
    const world = createWorld({ people: peopleWith({ inGroup }) });
    await openProd(world);
    down = true;
    await world.say(RILEY, "I'm done with vm-prod-01");
    await world.pass(30_000, 5_000);
    expect(await world.request()).toMatchObject({ status: 'closed', ending: { by: RILEY } });
  });
});

describe('an alarm', () => {
  it('reaches the admins where no rule names on-call, and is a new message at every telling', async () => {
    const world = createWorld({ policy: POLICY.replace(", tell: ['teams:on-call']", '') });
    await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
    await world.opened();
    world.cloud.weather.locked = true;
    await world.pass(HOUR + 60_000);
    await world.pass(2 * HOUR + 5 * 60_000, 60_000);
    const alarms = world.stage.messages.filter(
      ({ card, place }) => card.card === 'alert' && place.privateTo === ADA.id,
    );
    expect(alarms).toHaveLength(3);
  });

  it('is told when somebody else closed an access', async () => {
    const world = createWorld();
    await openProd(world);
    world.cloud.revoke('aj-000001');
    await world.pass(2 * 60_000, 10_000);
    expect(world.card('alert', RILEY)?.card).toMatchObject({
      sentence: expect.stringContaining('closed by somebody else'),
    });
  });
});

describe('an alarm whose reader cannot be reached', () => {
  it('goes to the admins, at every telling', async () => {
    const world = createWorld({ policy: POLICY.replace("tell: ['teams:on-call']", 'tell: [direct]') });
    await openProd(world);
    for (const each of [RILEY, AVERY, BLAKE]) world.stage.shut.add(`dm-${each.id}`);
    world.cloud.weather.locked = true;
    await world.pass(HOUR + 60_000);
    await world.pass(2 * HOUR + 5 * 60_000, 60_000);
    const told = world.stage.messages.filter(
      ({ card, place }) => card.card === 'alert' && place.privateTo === ADA.id,
    );
    expect(new Set(told.map(({ card }) => card.card === 'alert' && card.request.id))).toEqual(
      new Set(['aj-000001']),
    );
    expect(told.length).toBeGreaterThanOrEqual(3);
  });
});

describe('a refused wish', () => {
  it('leaves what it was about in the audit log', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 3389 on vm-prod-01 for 9h from 203.0.113.7');
    const [event] = await world.store.events({ vm: world.cloud.vms[0]?.id ?? '', limit: 5 });
    expect(event).toMatchObject({
      kind: 'refused',
      ports: ['3389/tcp'],
      sources: ['203.0.113.7/32'],
      rules: ['production'],
    });
  });
});

describe('a part that cannot be ended at once', () => {
  /** An access and its extension, of which an approver closes the first in a process whose store does as the test says. */
  async function closedBeside(store: (real: Store) => Partial<Store>) {
    const world = createWorld({ policy: prodExtendsFreely });
    await openProd(world);
    await world.say(RILEY, 'extend vm-prod-01 by 1h');
    await world.opened();
    const { nudge: _, ...deps } = world.runner.deps;
    const runner = createRunner({ ...deps, store: { ...world.store, ...store(world.store) } });
    const close = { key: 'close', person: BLAKE, text: 'close aj-000001', place: world.stage.room(BLAKE.id) };
    await world.flow.said(close);
    const statuses = async () => [
      (await world.request()).status,
      (await world.request('aj-000002')).status,
      world.cloud.open().length,
    ];
    const pass = async (ms: number): Promise<void> => {
      for (let left = ms; left > 0; left -= 2_000) {
        world.clock.pass(2_000);
        await runner.sweep();
      }
    };
    return { ...world, statuses, pass };
  }

  it('ends all the same, whatever failed at the first look', async () => {
    let failures = 1;
    const world = await closedBeside((real) => ({
      async list(filter) {
        if (filter.requester !== undefined && failures > 0) {
          failures -= 1;
          throw new Error('The store did not answer.');
        }
        return real.list(filter);
      },
    }));
    await world.pass(60_000);
    expect(failures).toBe(0);
    expect(await world.statuses()).toEqual(['closed', 'closed', 0]);
  });

  it('is told while it stays open, and holds up the closing of no port', async () => {
    let broken = true;
    const world = await closedBeside((real) => ({
      async save(stored, along) {
        if (broken && stored.request.id === 'aj-000002') throw new Error('No room.');
        return real.save(stored, along);
      },
    }));
    await world.pass(60_000);
    expect((await world.request()).grants.map(({ state }) => state)).toEqual(['closed']);
    expect(world.stage.messages.filter(({ card }) => card.card === 'alert')).toEqual([]);
    await world.pass(4 * 60_000);
    expect(await world.request()).toMatchObject({
      status: 'closing',
      trouble: { why: expect.stringContaining('what extends it') },
    });
    broken = false;
    await world.pass(6 * 60_000);
    expect(await world.statuses()).toEqual(['closed', 'closed', 0]);
  });
});
