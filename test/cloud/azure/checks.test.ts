import { describe, expect, it } from 'vitest';
import { missingFrom } from '../../../src/cloud/azure/permissions.ts';
import { ids, startAzure } from './sandbox-azure.ts';

describe("the doctor's look at Azure", () => {
  it('finds everything well, with what it found', async () => {
    const { azure } = await startAzure();
    const checks = await azure.checks();
    expect(checks.filter(({ ok }) => ok !== true)).toEqual([]);
    expect(checks.find(({ what }) => what === 'azure subscriptions')?.found).toBe('Web, Old');
    expect(checks.find(({ what }) => what === 'azure VMs')?.found).toBe('4 VMs, 3 of them with JIT');
  });

  it('names each missing permission, where, and what it is for', async () => {
    const { azure, sandbox } = await startAzure();
    const lacking = 'Microsoft.Network/networkSecurityGroups/securityRules/delete';
    sandbox.edit({ kind: 'permissions', actions: ['*/read', '*/initiate/action'], notActions: [] });
    const check = (await azure.checks()).find(({ what }) => what === 'azure permissions on Web');
    expect(check).toMatchObject({ ok: false, found: expect.stringContaining(`${lacking} (to close early)`) });
    expect(check?.found).toContain('/resourceGroups/rg-web');
    expect(check?.found).not.toContain('initiate');
  });

  it('says that it does not know, rather than that all is well, when Azure does not answer', async () => {
    const { azure, sandbox } = await startAzure();
    await azure.inventory.all();
    sandbox.order({
      match: { pathContains: 'Microsoft.Authorization', times: 0 },
      fault: { kind: 'status', status: 500 },
    });
    sandbox.order({ match: { pathContains: 'pricings', times: 0 }, fault: { kind: 'status', status: 500 } });
    const checks = await azure.checks();
    expect(checks.filter(({ ok }) => ok === 'unknown').map(({ what }) => what)).toEqual([
      ...['azure Defender plan of Web', 'azure permissions on Web'],
      ...['azure Defender plan of Old', 'azure permissions on Old'],
    ]);
  });

  it('is told by the plan that JIT needs when a subscription has another', async () => {
    const { azure, sandbox } = await startAzure();
    const subscription = ids.web01.split('/')[2];
    const id = `/subscriptions/${subscription}/providers/Microsoft.Security/pricings/VirtualMachines`;
    sandbox.put({
      id,
      name: 'VirtualMachines',
      type: 'Microsoft.Security/pricings',
      properties: { pricingTier: 'Standard', subPlan: 'P1' },
    });
    const check = (await azure.checks()).find(({ what }) => what === 'azure Defender plan of Web');
    expect(check).toMatchObject({ ok: false, found: 'Standard P1' });
  });
});

describe('the permissions of roles', () => {
  it('are granted by one role alone: another role taking an action away means nothing', () => {
    const reader = { actions: ['*/read'], notActions: [] };
    const jit = { actions: ['Microsoft.Security/locations/jitNetworkAccessPolicies/*'], notActions: [] };
    const rules = { actions: ['microsoft.network/networksecuritygroups/*'], notActions: ['*/write'] };
    const odd = { actions: [], notActions: ['*'] };
    expect(missingFrom([reader, jit, rules, odd])).toEqual([]);
    expect(missingFrom([])).toHaveLength(8);
  });

  it('are not granted by a role that takes them away itself', () => {
    const most = {
      actions: ['*'],
      notActions: ['Microsoft.Network/networkSecurityGroups/securityRules/delete'],
    };
    expect(missingFrom([most])).toEqual(['Microsoft.Network/networkSecurityGroups/securityRules/delete']);
  });
});
