import { describe, expect, it } from 'vitest';
import { AVERY, RILEY } from '../../../../sandbox/demo/people.ts';
import { createWorld } from '../../../fakes/world.ts';
import { natRules, PUBLIC } from './scenario.ts';
import { atVm, FOUR_MINUTES } from './stand.ts';

describe('a port behind a firewall with a firewall policy, from the sentence to the socket', () => {
  it('is shown on its way for minutes, opens, says where to connect, and shuts at its end', async () => {
    const { azure, clock, lets, sandbox } = await atVm({ settings: { firewallMs: FOUR_MINUTES } });
    await azure.inventory.refresh();
    const world = createWorld({ azure: { ...azure, clock } });
    await world.say(RILEY, 'open 8080 on web-01 for 1h from 203.0.113.7 because patching');
    await world.click(AVERY, 'approve', 'approval');
    await world.pass(60_000, 20_000);
    expect(await world.request()).toMatchObject({
      status: 'opening',
      grants: [
        { provider: 'azure-firewall', state: 'sent', note: expect.stringContaining('3 to 5 minutes') },
      ],
    });
    expect(await lets('203.0.113.7')).toBe(false);
    await world.pass(FOUR_MINUTES, 30_000);
    expect(await world.request()).toMatchObject({
      status: 'open',
      grants: [{ state: 'open', connect: { address: PUBLIC, port: expect.any(Number) } }],
    });
    expect([await lets('203.0.113.7'), await lets('203.0.113.8')]).toEqual([true, false]);
    await world.pass(3_600_000, 300_000);
    await world.pass(2 * FOUR_MINUTES, 30_000);
    expect(await world.request()).toMatchObject({ status: 'closed' });
    expect(await lets('203.0.113.7')).toBe(false);
    expect(natRules(sandbox)).toEqual([]);
    expect(world.errors).toEqual([]);
  });
});
