import { describe, expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { policyOf } from '../fakes/policy.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-123';
const WATCH = `${POLICY}\nmode: watch\n`;
const OPEN_IN = `${WATCH}openIn: [rg-one, Other/rg-demo]\n`;

describe('watch mode', () => {
  it('judges what is asked, says what would have happened, and opens nothing', async () => {
    const world = createWorld({ policy: WATCH });
    await world.say(RILEY, ASK);
    expect(world.told(RILEY)).toBe(
      'Ajar only watches in rg-demo, so nothing was opened. If it opened there, the policy would have asked 1 of approvers (Avery, Blake), for 3 h at most.',
    );
    expect(await world.audit()).toEqual(['Riley refused -']);
    expect(await world.store.list({ limit: 9 })).toEqual([]);
    const [event] = await world.store.events({ limit: 1 });
    expect(event).toMatchObject({ rules: ['production'], ports: ['3389/tcp'] });
  });

  it('says that the policy would have refused', async () => {
    const world = createWorld({ policy: WATCH });
    await world.say(RILEY, 'open 22 on secret-01 for 1h from 203.0.113.7');
    await world.say(RILEY, ASK.replace('2h', '9h'));
    expect(world.told(RILEY)).toContain('the policy would have refused it:');
    expect(world.cloud.sent).toEqual([]);
  });

  it('opens what needs no approval neither', async () => {
    const world = createWorld({ policy: WATCH });
    await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7');
    await world.opened();
    expect(world.told(RILEY)).toContain('would have let it through');
    expect(world.cloud.sent).toEqual([]);
  });

  it('opens in the resource groups where that is switched on, and in no others', async () => {
    const world = createWorld({ policy: OPEN_IN });
    const [one] = world.cloud.vms.filter(({ resourceGroup }) => resourceGroup === 'rg-one');
    await world.say(RILEY, `open 22 on ${one?.id} for 1h from 203.0.113.7`);
    await world.opened();
    expect(world.cloud.open()).toEqual(['22/tcp twin 203.0.113.7/32']);
    await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7');
    expect(world.told(RILEY)).toContain('only watches in rg-demo');
    expect(world.cloud.sent).toHaveLength(1);
  });

  it('approves nothing that was asked before it was switched on', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    world.policy.now = policyOf(WATCH);
    await world.click(AVERY, 'approve', 'approval');
    expect(await world.request()).toMatchObject({
      ...{ status: 'lapsed', why: expect.stringContaining('only watches in rg-demo') },
    });
    expect(world.cloud.sent).toEqual([]);
  });

  it('sends nothing that was approved before it was switched on', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    world.cloud.weather.down = new CloudError('busy', 'Azure is busy.', { nothingSent: true });
    await world.click(AVERY, 'approve', 'approval');
    expect(await world.request()).toMatchObject({ status: 'opening' });
    delete world.cloud.weather.down;
    world.policy.now = policyOf(WATCH);
    await world.opened();
    expect(world.cloud.sent).toEqual([]);
    expect(await world.request()).toMatchObject({ status: 'closed', ending: { kind: 'failed' } });
  });

  it('closes what is open: closing always works', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    world.policy.now = policyOf(WATCH);
    await world.say(RILEY, 'close aj-000001');
    await world.pass(6_000, 2_000);
    expect(await world.request()).toMatchObject({ status: 'closed' });
    expect(world.cloud.open()).toEqual([]);
  });
});
