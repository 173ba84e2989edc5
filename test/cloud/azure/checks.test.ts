import { describe, expect, it } from 'vitest';
import { missingFrom, neededFor } from '../../../src/cloud/azure/permissions.ts';
import { SUB, scenario, startAzure } from './sandbox-azure.ts';

const NOTHING = { networks: [], nsgs: [], vms: [], policies: [] };

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
    expect(check).toMatchObject({
      ok: false,
      found: expect.stringContaining(`${lacking} (to close early, `),
    });
    expect(check?.found).toContain('/resourceGroups/rg-web');
    expect(check?.found).not.toContain('initiate');
  });

  it.each([
    ['an identity without any permission', []],
    ['an identity that sees subscriptions alone', ['Microsoft.Resources/subscriptions/read']],
  ])('names for %s the role, the permission and the scope that it takes', async (_, actions) => {
    const { azure, sandbox } = await startAzure();
    sandbox.edit({ kind: 'permissions', actions, notActions: [] });
    const checks = await azure.checks();
    expect(checks.map(({ what, ok }) => [what, ok])).toEqual([
      ['azure sign-in', true],
      ['azure subscriptions', false],
      ['azure configure', true],
      ['azure clock', true],
    ]);
    expect(checks[1]?.fix).toContain('the role Reader on each subscription');
    expect(checks[1]?.fix).toContain('Microsoft.Resources/subscriptions/read');
    expect(checks[1]?.fix).toContain('/subscriptions/<id>');
  });

  it('says which configured subscription Azure does not show', async () => {
    const { again } = await startAzure();
    const hidden = '3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b';
    const checks = await again({ subscriptions: [SUB, hidden] }).checks();
    const reach = checks.find(({ what }) => what === 'azure subscriptions');
    expect(reach).toMatchObject({ ok: false, found: expect.stringContaining(`/subscriptions/${hidden}`) });
    expect(reach?.fix).toContain(`the role Reader on /subscriptions/${hidden}`);
    expect(checks.map(({ what }) => what)).toContain('azure permissions on Web');
    expect(JSON.stringify(checks)).not.toContain(`permissions on ${hidden}`);
  });

  it('speaks of the scope and not of roles when Azure does not take the token', async () => {
    const { again } = await startAzure();
    const checks = await again({ scope: 'https://example.com/.default' }).checks();
    expect(checks.at(-3)).toMatchObject({ ok: false, fix: expect.stringContaining('AJAR_AZURE_SCOPE') });
    expect(checks.at(-3)?.fix).not.toContain('role');
  });

  it('does not call it good to see no VM with JIT', async () => {
    const { azure } = await startAzure({
      scenario: { subscriptions: { a: { id: SUB, name: 'Bare' } }, groups: {}, ...NOTHING },
    });
    const check = (await azure.checks()).find(({ what }) => what === 'azure VMs');
    expect(check).toMatchObject({ ok: 'unknown', found: '0 VMs, 0 of them with JIT' });
    expect(check?.fix).toContain('Microsoft.Compute/virtualMachines/read');
  });

  it('does not send anybody to turn on JIT before Ajar may see it', async () => {
    const { azure, sandbox } = await startAzure();
    const actions = ['Microsoft.ResourceGraph/*', 'Microsoft.Resources/*/read', 'Microsoft.Compute/*/read'];
    sandbox.edit({ kind: 'permissions', actions, notActions: [] });
    const checks = await azure.checks();
    const of = (name: string) => checks.find(({ what }) => what === name);
    expect(of('azure VMs')).toMatchObject({
      ok: 'unknown',
      fix: expect.stringMatching(/^if the JIT policies below/),
    });
    expect(of('azure JIT policies of Web')).toMatchObject({
      ...{ ok: false, fix: expect.stringContaining(`the role Reader on /subscriptions/${SUB}`) },
    });
    expect(of('azure Defender plan of Web')?.fix).toContain('Microsoft.Security/pricings/read');
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

  it.each([
    ['P1', 'Standard P1'],
    ['Free', 'Free'],
  ] as const)('says with the plan %s how to turn on the one that JIT needs', async (plan, found) => {
    const subscriptions = { ...scenario.subscriptions, a: { id: SUB, name: 'Web', plan } };
    const { azure, again } = await startAzure({ scenario: { ...scenario, subscriptions } });
    const planOf = async ({ checks }: typeof azure) =>
      (await checks()).find(({ what }) => what === 'azure Defender plan of Web');
    expect(await planOf(azure)).toMatchObject({ ok: false, found });
    expect((await planOf(azure))?.fix).toContain(
      `az security pricing create --name VirtualMachines --tier standard --subplan P2 --subscription ${SUB}`,
    );
    expect(await planOf(again({ nsg: true }))).toMatchObject({
      ...{ ok: 'unknown', found: expect.stringContaining('needs no plan') },
      fix: expect.stringMatching(/^for just-in-time access, turn on/),
    });
  });

  it('cannot tell where Azure says that it is paid for, and not which plan', async () => {
    const { azure, sandbox } = await startAzure();
    sandbox.put({
      id: `/subscriptions/${SUB}/providers/Microsoft.Security/pricings/VirtualMachines`,
      ...{ name: 'VirtualMachines', type: 'Microsoft.Security/pricings' },
      properties: { pricingTier: 'Standard' },
    });
    const check = (await azure.checks()).find(({ what }) => what === 'azure Defender plan of Web');
    expect(check).toMatchObject({ ok: 'unknown', found: expect.stringContaining('does not say which') });
  });

  it('does not call a plan bad that it may not see, and says what it takes to see it', async () => {
    const { azure, sandbox } = await startAzure();
    const action = 'Microsoft.Security/pricings/read';
    sandbox.edit({ kind: 'permissions', actions: ['*'], notActions: [action] });
    const checks = await azure.checks();
    const plan = checks.find(({ what }) => what === 'azure Defender plan of Web');
    expect(plan).toMatchObject({ ok: 'unknown', fix: expect.stringContaining(action) });
    expect(checks.find(({ what }) => what === 'azure permissions on Web')?.found).toContain(
      `${action} (to see whether Defender for Servers Plan 2 is on)`,
    );
  });

  it('asks for the right to write rules only where Ajar is to write them', async () => {
    const { azure, again, sandbox } = await startAzure();
    const write = 'Microsoft.Network/networkSecurityGroups/securityRules/write';
    sandbox.edit({ kind: 'permissions', actions: ['*'], notActions: [write] });
    const permissionsOf = async ({ checks }: typeof azure) =>
      (await checks()).find(({ what }) => what === 'azure permissions on Web');
    expect(await permissionsOf(azure)).toMatchObject({ ok: true });
    expect(await permissionsOf(again({ nsg: true }))).toMatchObject({
      ...{
        ok: false,
        found: expect.stringContaining(`${write} (to open ports that Defender does not keep)`),
      },
    });
  });
});

describe('the permissions of roles', () => {
  it('are granted by one role alone: another role taking an action away means nothing', () => {
    const reader = { actions: ['*/read'], notActions: [] };
    const jit = { actions: ['Microsoft.Security/locations/jitNetworkAccessPolicies/*'], notActions: [] };
    const rules = { actions: ['microsoft.network/networksecuritygroups/*'], notActions: ['*/write'] };
    const admin = { actions: ['Microsoft.Network/virtualNetworks/*'], notActions: [] };
    const odd = { actions: [], notActions: ['*'] };
    expect(missingFrom([reader, jit, rules, odd, admin], 'open', {})).toEqual([]);
    expect(missingFrom([], 'open', {})).toEqual(neededFor('open', {}));
  });

  it('are not granted by a role that takes them away itself', () => {
    const most = {
      actions: ['*'],
      notActions: ['Microsoft.Network/networkSecurityGroups/securityRules/delete'],
    };
    expect(missingFrom([most], 'open', {})).toEqual([
      'Microsoft.Network/networkSecurityGroups/securityRules/delete',
    ]);
  });
});
