import { describe, expect, it } from 'vitest';
import { HERE, ids, OTHER_SUB, startAzure } from '../sandbox-azure.ts';

const GRAPH = { method: 'POST', pathContains: 'Microsoft.ResourceGraph' };

describe('the inventory', () => {
  it('joins VMs, interfaces, addresses and JIT policies over all subscriptions', async () => {
    const { azure } = await startAzure({ settings: { graphPageSize: 2 } });
    const all = await azure.inventory.all();
    expect(all.map(({ name }) => name).sort()).toEqual(['both-01', 'old-01', 'web-01', 'web-02']);
    expect(all.find(({ name }) => name === 'web-01')).toMatchObject({
      ...{ id: ids.web01.toLowerCase(), subscriptionName: 'Web', os: 'windows', power: 'running' },
      ...{ privateAddresses: ['10.0.0.4'], publicAddresses: ['198.51.100.4'], tags: { env: 'prod' } },
      jit: [
        { number: 22, protocol: 'tcp', maxDurationMs: 3 * 3_600_000, sources: ['*'] },
        { number: 3389, protocol: '*', maxDurationMs: 8 * 3_600_000 },
      ],
    });
    expect(all.find(({ name }) => name === 'web-02')).toMatchObject({
      power: 'stopped',
      jit: [{ sources: ['203.0.113.0/24'] }],
    });
    expect(all.find(({ name }) => name === 'both-01')?.privateAddresses).toEqual(['10.0.0.6', '10.0.1.6']);
    expect(all.find(({ name }) => name === 'old-01')).toMatchObject({
      subscriptionId: OTHER_SUB,
      jit: [],
      nicIds: [],
    });
  });

  it("says what a VM is in the same words from both of Azure's sources", async () => {
    const { azure } = await startAzure();
    for (const vm of (await azure.inventory.all()).filter(({ name }) => name !== 'old-01')) {
      expect(await azure.inventory.fresh(vm.id)).toEqual(vm);
    }
  });

  it('tells a VM that was made anew under its name, and one that is gone', async () => {
    const { azure, sandbox } = await startAzure();
    const before = await azure.inventory.fresh(ids.web01);
    sandbox.edit({ kind: 'replace-vm', vm: ids.web01, address: '10.0.0.44' });
    const now = await azure.inventory.fresh(ids.web01);
    expect(now?.vmId).not.toBe(before?.vmId);
    expect(now?.privateAddresses).toEqual(['10.0.0.44']);
    sandbox.edit({ kind: 'delete-vm', vm: ids.web01 });
    expect(await azure.inventory.fresh(ids.web01)).toBeUndefined();
  });

  it('does not call a VM gone that it may not read, or when Azure is broken', async () => {
    const { azure, sandbox } = await startAzure();
    sandbox.edit({
      kind: 'permissions',
      actions: ['*'],
      notActions: ['Microsoft.Compute/virtualMachines/read'],
    });
    await expect(azure.inventory.fresh(ids.web01)).rejects.toMatchObject({ kind: 'denied' });
    sandbox.edit({ kind: 'permissions', actions: ['*'] });
    sandbox.order({
      match: { pathContains: 'virtualMachines', times: 0 },
      fault: { kind: 'status', status: 404, code: 'SubscriptionNotFound' },
    });
    await expect(azure.inventory.fresh(ids.web01)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('reads once for many readers, and keeps the old list when a refresh fails', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const lists = () => sandbox.calls().filter(({ path }) => path.includes('ResourceGraph')).length;
    await Promise.all([azure.inventory.all(), azure.inventory.all(), azure.inventory.all()]);
    const once = lists();
    await azure.inventory.all();
    expect(lists()).toBe(once);
    sandbox.order({ match: { ...GRAPH, times: 0 }, fault: { kind: 'status', status: 500 } });
    await expect(azure.inventory.refresh()).rejects.toMatchObject({ kind: 'broken' });
    clock.pass(3_600_000);
    expect(await azure.inventory.all()).toHaveLength(4);
  });

  it('is read anew after the clock was set back, as it does not become younger by that', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const lists = () => sandbox.calls().filter(({ path }) => path.includes('ResourceGraph')).length;
    await azure.inventory.all();
    const once = lists();
    clock.pass(-3_600_000);
    await azure.inventory.all();
    expect(lists()).toBeGreaterThan(once);
  });

  it('throws when it never had anything', async () => {
    const { azure, sandbox } = await startAzure();
    sandbox.order({
      match: { ...GRAPH, times: 0 },
      fault: { kind: 'status', status: 429, code: 'RateLimiting', retryAfter: 30 },
    });
    await expect(azure.inventory.all()).rejects.toMatchObject({ kind: 'busy', retryAfterMs: 30_000 });
  });

  it('does not take JIT policies that it may not list for none', async () => {
    const { azure, sandbox } = await startAzure();
    const action = 'Microsoft.Security/locations/jitNetworkAccessPolicies/read';
    sandbox.edit({ kind: 'permissions', actions: ['*'], notActions: [action] });
    const vm = (await azure.inventory.all()).find(({ name }) => name === 'web-01')!;
    const plan = azure.provider.plan(vm, [{ number: 22, protocol: 'tcp' }], [HERE], 60_000);
    expect(plan).toMatchObject({ refused: expect.stringContaining(action) });
  });

  it('looks only at the subscriptions that are configured', async () => {
    const { again } = await startAzure();
    const all = await again({ subscriptions: [OTHER_SUB] }).inventory.all();
    expect(all.map(({ name }) => name)).toEqual(['old-01']);
  });
});
