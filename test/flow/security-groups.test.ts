import { describe, expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { FILLED, picked, send } from '../fakes/form.ts';
import { createWorld } from '../fakes/world.ts';

const HOUR_MS = 3_600_000;

/** Switched on, as by AJAR_NSG. */
function withGroups() {
  const world = createWorld();
  world.cloud.weather.nsg = true;
  return world;
}

describe('a port that no JIT policy keeps', () => {
  it('is refused with what may be asked where security groups are switched off', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 8080 on web-01 for 1h from 203.0.113.7');
    expect(world.told(RILEY)).toContain('8080 is in no JIT policy');
    expect(await world.audit()).not.toContainEqual(expect.stringContaining('asked'));
  });

  it('opens by a rule of our own, which we close at its end', async () => {
    const world = withGroups();
    await world.say(RILEY, 'open 8080 on web-01 for 1h from 203.0.113.7');
    await world.opened();
    expect((await world.request()).grants).toMatchObject([{ provider: 'nsg', state: 'open' }]);
    expect(world.cloud.open()).toEqual(['8080/tcp web-01 203.0.113.7/32']);
    await world.pass(HOUR_MS + 30_000);
    expect(await world.request()).toMatchObject({ status: 'closed', grants: [{ state: 'closed' }] });
    expect(world.cloud.open()).toEqual([]);
  });

  it('goes through Defender for the ports that are its own, in the same request', async () => {
    const world = withGroups();
    await world.say(RILEY, 'open 3389 and 8080 on vm-prod-01 for 2h from 203.0.113.7 because patching');
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    expect((await world.request()).grants).toMatchObject([
      { provider: 'defender', port: { number: 3389 }, state: 'open' },
      { provider: 'nsg', port: { number: 8080 }, state: 'open' },
    ]);
  });

  it('is asked for in the form as another port', async () => {
    const world = withGroups();
    const form = await picked(world, 'vm-prod-01');
    const answer = await send(world, form, { ...FILLED, ports: '', otherPort: '8080' });
    expect(answer).toMatchObject({
      refused: false,
      line: expect.stringContaining('open 8080/tcp on vm-prod-01'),
    });
  });

  it('is extended by a rule beside the first, which goes at its own end', async () => {
    const world = withGroups();
    await world.say(RILEY, 'open 8080 on web-01 for 1h from 203.0.113.7');
    await world.opened();
    await world.say(RILEY, 'extend aj-000001 by 1h');
    await world.pass(HOUR_MS + 30_000);
    expect(await world.request('aj-000001')).toMatchObject({ status: 'closed' });
    expect(await world.request('aj-000002')).toMatchObject({ status: 'open', grants: [{ provider: 'nsg' }] });
    expect(world.cloud.open()).toEqual(['8080/tcp web-01 203.0.113.7/32']);
    await world.pass(HOUR_MS + 30_000);
    expect(world.cloud.open()).toEqual([]);
  });

  it('H9: one access ends, and another to the same port from the same source goes on', async () => {
    const world = withGroups();
    await world.say(RILEY, 'open 8080 on web-01 for 1h from 203.0.113.7');
    await world.opened();
    await world.say(AVERY, 'open 8080 on web-01 for 3h from 203.0.113.7');
    await world.opened();
    await world.pass(HOUR_MS + 30_000);
    expect(await world.request('aj-000001')).toMatchObject({ status: 'closed' });
    expect(await world.request('aj-000002')).toMatchObject({ status: 'open' });
    expect(world.cloud.open()).toEqual(['8080/tcp web-01 203.0.113.7/32']);
  });

  it('H8: is closed for as long as it takes, when the cloud refuses at its end', async () => {
    const world = withGroups();
    await world.say(RILEY, 'open 8080 on web-01 for 1h from 203.0.113.7');
    await world.opened();
    world.cloud.weather.locked = true;
    await world.pass(HOUR_MS + 10 * 60_000);
    expect(await world.request()).toMatchObject({ status: 'closing' });
    world.cloud.weather.locked = false;
    await world.pass(6 * 60_000);
    expect(await world.request()).toMatchObject({ status: 'closed' });
  });

  it('H19: is told in the audit log, once, when somebody changed its rule', async () => {
    const world = withGroups();
    await world.say(RILEY, 'open 8080 on web-01 for 3h from 203.0.113.7');
    await world.opened();
    world.cloud.weather.changed = 'Somebody changed the rule.';
    await world.pass(10 * 60_000);
    const events = await world.store.events({ limit: 100 });
    expect(events.filter(({ kind }) => kind === 'drift')).toMatchObject([
      { detail: 'Somebody changed the rule.' },
    ]);
    expect(await world.request()).toMatchObject({ status: 'open' });
  });
});
