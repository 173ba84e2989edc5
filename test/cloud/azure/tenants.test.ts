import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../sandbox/azure/scenario.ts';
import { readConfig } from '../../../src/config.ts';
import { asSent, ids, orderFor, planned, SUB, scenario, startAzure } from './sandbox-azure.ts';

const OTHER_TENANT = '5e5e5e5e-0000-4000-8000-0000000000e5';
const GUEST_SUB = '00000000-0000-4000-8000-0000000000c3';
const GUEST = `/subscriptions/${GUEST_SUB}/resourceGroups/rg-guest/providers/Microsoft.Compute/virtualMachines/guest-01`;

/** The usual VMs, and one in a subscription of another tenant. */
const two: Scenario = {
  ...scenario,
  subscriptions: { ...scenario.subscriptions, c: { id: GUEST_SUB, name: 'Guest', tenant: OTHER_TENANT } },
  groups: { ...scenario.groups, 'rg-guest': { subscription: 'c', location: 'koreacentral' } },
  nsgs: [...scenario.nsgs, { name: 'nsg-guest', group: 'rg-guest' }],
  networks: [
    ...scenario.networks,
    {
      name: 'vnet-guest',
      group: 'rg-guest',
      space: ['10.7.0.0/16'],
      subnets: { in: { prefix: '10.7.0.0/24' } },
    },
  ],
  vms: [
    ...scenario.vms,
    {
      ...{ name: 'guest-01', group: 'rg-guest' },
      nics: [{ subnet: 'vnet-guest/in', address: '10.7.0.4', public: '198.51.100.7', nsg: 'nsg-guest' }],
    },
  ],
  policies: [
    ...scenario.policies,
    { group: 'rg-guest', vms: { 'guest-01': [{ number: 22, protocol: 'TCP' }] } },
  ],
};

const { tenants = [] } = readConfig({ AJAR_AZURE_TENANTS: `${OTHER_TENANT}/${GUEST_SUB}` }).azure;
const named = (vms: readonly { name: string }[]): readonly string[] => vms.map(({ name }) => name);

describe('VMs in two tenants', () => {
  it('are not seen with a token of one of them alone', async () => {
    const { azure } = await startAzure({ scenario: two });
    expect(named(await azure.inventory.all())).not.toContain('guest-01');
    await expect(azure.inventory.fresh(GUEST)).rejects.toMatchObject({ kind: 'denied' });
  });

  it('are listed together, and opened and closed each with its own token', async () => {
    const { azure, clock } = await startAzure({ scenario: two }, { tenants });
    expect(named(await azure.inventory.all())).toEqual(expect.arrayContaining(['web-01', 'guest-01']));
    for (const vm of [ids.web01, GUEST]) {
      const grants = await planned(azure, vm, '22');
      await azure.provider.open(orderFor(clock, grants));
      const held = asSent(grants);
      expect(await azure.provider.read(orderFor(clock, held))).toMatchObject([{ state: 'open' }]);
      expect(await azure.provider.close(orderFor(clock, held), new Set())).toMatchObject([
        { state: 'closed' },
      ]);
    }
    expect((await azure.checks()).filter(({ ok }) => ok === false)).toEqual([]);
  });

  it('hide nothing of each other when one does not answer: its own are kept as known, and the doctor names it', async () => {
    const { azure, sandbox, clock } = await startAzure({ scenario: two }, { tenants });
    const grants = await planned(azure, GUEST, '22');
    await azure.provider.open(orderFor(clock, grants));
    const subscription = sandbox.document(`/subscriptions/${GUEST_SUB}`)!;
    // From now on it is of a tenant that Ajar has no token for.
    const properties = { ...subscription.properties, tenantId: '6f6f6f6f-0000-4000-8000-0000000000f6' };
    sandbox.put({ ...subscription, properties });
    await azure.inventory.refresh();
    const vms = await azure.inventory.all();
    expect(named(vms)).toContain('web-01');
    await expect(azure.provider.read(orderFor(clock, asSent(grants)))).rejects.toMatchObject({
      kind: 'denied',
    });
    await expect(azure.provider.close(orderFor(clock, asSent(grants)), new Set())).rejects.toMatchObject({
      kind: 'denied',
    });
    const bad = (await azure.checks()).filter(({ ok }) => ok === false);
    expect(JSON.stringify(bad)).toContain(GUEST_SUB);
  });

  it('are written as tenant and subscription', () => {
    expect(tenants).toEqual([{ id: OTHER_TENANT, subscriptions: [GUEST_SUB] }]);
    expect(() => readConfig({ AJAR_AZURE_TENANTS: OTHER_TENANT })).toThrow(
      /AJAR_AZURE_TENANTS: found .*TENANT-ID\/SUBSCRIPTION-ID/,
    );
    expect(SUB).not.toBe(GUEST_SUB);
  });
});
