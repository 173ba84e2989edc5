import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../../sandbox/azure/scenario.ts';
import { knock } from '../../../../sandbox/demo/knock.ts';
import { AVERY, BLAKE, RILEY } from '../../../../sandbox/demo/people.ts';
import { factsFor } from '../../../../src/flow/cards/request-facts.ts';
import { createWorld } from '../../../fakes/world.ts';
import { ids, initiates, SUB, scenario, startAzure } from '../sandbox-azure.ts';

const FAR = `/subscriptions/${SUB}/resourceGroups/rg-far/providers/Microsoft.Compute/virtualMachines/far-01`;

/** The usual VMs, and one in another region, resource group and JIT policy. */
const wide: Scenario = {
  ...scenario,
  groups: { ...scenario.groups, 'rg-far': { subscription: 'a', location: 'westeurope' } },
  nsgs: [...scenario.nsgs, { name: 'nsg-far', group: 'rg-far' }],
  networks: [
    ...scenario.networks,
    {
      ...{ name: 'vnet-far', group: 'rg-far', space: ['10.8.0.0/16'] },
      subnets: { in: { prefix: '10.8.0.0/24', nsg: 'nsg-far' } },
    },
  ],
  vms: [
    ...scenario.vms,
    {
      ...{ name: 'far-01', group: 'rg-far', tags: { env: 'prod' } },
      nics: [{ subnet: 'vnet-far/in', address: '10.8.0.4', public: '198.51.100.8' }],
    },
  ],
  policies: [
    ...scenario.policies,
    { name: 'far', group: 'rg-far', vms: { 'far-01': [{ number: 22, protocol: 'TCP' }] } },
  ],
};

async function desk(supersedes: 'same-source' | 'same-port' = 'same-source') {
  const { azure, sandbox, clock } = await startAzure({ scenario: wide, settings: { supersedes } });
  await azure.inventory.refresh();
  // The libraries take their time to load once, and a click waits for no look-up longer than 2 s.
  await azure.inventory.fresh(ids.web01);
  const world = createWorld({ azure: { ...azure, clock } });
  const lets = async (vm: string, port: number, address = '203.0.113.7'): Promise<boolean> => {
    const door = (await sandbox.doors()).find((each) => each.vm === vm && each.port === `${port}/tcp`);
    return typeof (await knock(door?.socket ?? '', { address })) === 'object';
  };
  return { world, sandbox, lets };
}

describe('one request over several JIT policies, regions and resource groups', () => {
  it('opens all of it, one call a policy, and closes all of it', async () => {
    const { world, sandbox, lets } = await desk();
    await world.say(RILEY, 'open 22 on web-01 and far-01 for 1h from 203.0.113.7 because patching');
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    expect(await world.request()).toMatchObject({
      status: 'open',
      grants: [{ state: 'open' }, { state: 'open' }],
    });
    expect(initiates(sandbox)).toBe(2);
    expect([await lets(ids.web01, 22), await lets(FAR, 22)]).toEqual([true, true]);
    await world.say(RILEY, 'close aj-000001');
    await world.pass(10_000, 2_000);
    expect((await world.request()).status).toBe('closed');
    expect([await lets(ids.web01, 22), await lets(FAR, 22)]).toEqual([false, false]);
    expect(world.errors).toEqual([]);
  });

  it('goes on with the rest where one policy refuses, and names what did not open', async () => {
    const { world, sandbox, lets } = await desk();
    await world.say(RILEY, 'open 22 on web-01 and far-01 for 1h from 203.0.113.7 because patching');
    const fault = { kind: 'status', status: 403, code: 'AuthorizationFailed' } as const;
    sandbox.order({ match: { method: 'POST', pathContains: '/far/initiate' }, fault });
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    const { status, grants } = await world.request();
    expect([status, grants.map(({ vm, state }) => [vm.name, state])]).toEqual([
      'open',
      [
        ['web-01', 'open'],
        ['far-01', 'failed'],
      ],
    ]);
    expect([await lets(ids.web01, 22), await lets(FAR, 22)]).toEqual([true, false]);
  });
});

describe.each([
  'same-source',
  'same-port',
] as const)('H9: a second person at the same port, where Azure supersedes by %s', (by) => {
  it('is warned of before it opens, and whoever is cut is told and asked nothing else', async () => {
    const { world, lets } = await desk(by);
    await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7 because patching');
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    await world.say(AVERY, 'open 22 on web-01 for 1h from 203.0.113.8 because looking');
    const second = await world.request('aj-000002');
    const place = world.stage.room(BLAKE.id);
    const { remarks } = await factsFor(world.runner.deps, second, { place, zone: 'UTC' }, place);
    expect(remarks.join(' ')).toContain(
      'has 22/tcp on web-01 open too (aj-000001). Azure may close theirs when this one opens; they are told if it does.',
    );
    await world.click(BLAKE, 'approve', 'approval');
    await world.opened();
    await world.pass(150_000, 15_000);
    expect(await world.request('aj-000002')).toMatchObject({ status: 'open' });
    expect(await lets(ids.web01, 22, '203.0.113.8')).toBe(true);
    const first = await world.request('aj-000001');
    // Never said to be open while nobody gets in, and never cut without a word.
    expect([first.status, await lets(ids.web01, 22)]).toEqual(
      by === 'same-port' ? ['closed', false] : ['open', true],
    );
    if (by === 'same-port') {
      expect(first).toMatchObject({
        ending: {
          kind: 'gone',
          why: expect.stringContaining('A newer request for the same port took its place'),
        },
      });
      expect(world.card('request', RILEY)?.card).toMatchObject({ request: { status: 'closed' } });
    }
    expect(world.errors).toEqual([]);
  });
});
