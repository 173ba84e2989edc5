import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../sandbox/azure/cloud/edits.ts';
import type { AzureRight } from '../../../src/access/verdict.ts';
import { Unknown } from '../../../src/ports/people.ts';
import { SUB, startAzure } from './sandbox-azure.ts';

const idOf = (n: number): string => `1000000${n}-0000-4000-8000-000000000000`;
const [RILEY, BLAKE, OPS, NESTED] = [1, 2, 4, 5].map(idOf) as [string, string, string, string];
const SCOPE = `/subscriptions/${SUB}`;
const GROUP = `${SCOPE}/resourceGroups/rg-Web`;
const VM = `${GROUP}/providers/Microsoft.Compute/virtualMachines/web-01`;

const assign = (principal: string, role: string, scope = SCOPE, more: object = {}): Edit =>
  ({ kind: 'assign', principal, role, scope, ...more }) as Edit;
const deny = (more: object): Edit =>
  ({ kind: 'deny', scope: GROUP, actions: ['*'], principals: [OPS], ...more }) as Edit;

async function start(edits: readonly Edit[]) {
  const at = await startAzure();
  const people: readonly Edit[] = [
    { kind: 'person', id: RILEY, name: 'Riley', upn: 'riley@contoso.com' },
    { kind: 'person', id: BLAKE, name: 'Blake', upn: 'blake@contoso.com' },
    { kind: 'group', id: NESTED, name: 'nested', members: [RILEY] },
    { kind: 'group', id: OPS, name: 'ops', members: [NESTED] },
  ];
  for (const edit of [...people, ...edits]) at.sandbox.edit(edit);
  const azure = at.again({ graphEndpoint: at.sandbox.graph });
  const vm = (await azure.inventory.all()).find(({ name }) => name === 'web-01')!;
  const has = async (right: AzureRight, person = RILEY): Promise<boolean> =>
    (await azure.rights.has(person.toUpperCase(), right, vm)).confirmed;
  return { ...at, azure, vm, has };
}

describe('the requester’s own rights in Azure', () => {
  it.each<[string, boolean, boolean]>([
    ['Owner', true, true],
    ['Contributor', true, true],
    ['Reader', true, false],
    ['Virtual Machine Contributor', true, false],
    ['Security Admin', false, false],
    ['Network Contributor', false, false],
  ])('of a %s: may read the VM %s, may ask for just-in-time access %s', async (role, reads, jit) => {
    const { has } = await start([assign(RILEY, role)]);
    expect([await has('azure-reader'), await has('azure-jit')]).toEqual([reads, jit]);
  });

  it.each([
    ['the root', '/'],
    ['a management group', '/providers/Microsoft.Management/managementGroups/root'],
    ['the subscription', SCOPE],
    ['the resource group', GROUP],
    ['the VM itself', VM],
  ])('are inherited from %s, and through groups in groups', async (_, scope) => {
    const { has } = await start([assign(OPS, 'Reader', scope)]);
    expect(await has('azure-reader')).toBe(true);
    expect(await has('azure-reader', BLAKE)).toBe(false);
  });

  it('on another resource group are none here', async () => {
    const { has } = await start([assign(RILEY, 'Owner', `${SCOPE}/resourceGroups/rg-Web2`)]);
    expect(await has('azure-reader')).toBe(false);
  });

  it('need no more for just-in-time access than the policy, the interfaces and the VM', async () => {
    const actions = [
      'Microsoft.Compute/virtualMachines/read',
      'Microsoft.Network/networkInterfaces/read',
      'Microsoft.Security/locations/jitNetworkAccessPolicies/read',
      'Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action',
    ];
    for (const without of [undefined, ...actions]) {
      const left = actions.filter((action) => action !== without);
      const { has } = await start([
        { kind: 'role', name: 'jit', actions: left, notActions: [] },
        assign(RILEY, 'jit', GROUP),
      ]);
      expect([without, await has('azure-jit')]).toEqual([without, without === undefined]);
    }
  });

  it('that a role takes away again are none, unless another gives them', async () => {
    const taken = {
      kind: 'role',
      name: 'no-vm',
      actions: ['*'],
      notActions: ['Microsoft.Compute/*'],
    } as Edit;
    const { has, sandbox } = await start([taken, assign(RILEY, 'no-vm')]);
    expect(await has('azure-reader')).toBe(false);
    sandbox.edit(assign(RILEY, 'Reader', VM));
    expect(await has('azure-reader')).toBe(true);
  });

  it('that are only eligible are none', async () => {
    const { has } = await start([assign(RILEY, 'Owner', SCOPE, { eligible: true })]);
    expect(await has('azure-reader')).toBe(false);
  });

  it.each<[string, object, boolean]>([
    ['of a group of theirs', {}, false],
    ['of everybody', { principals: ['00000000-0000-0000-0000-000000000000'] }, false],
    ['of somebody else', { principals: [BLAKE] }, true],
    ['that excepts a group of theirs', { except: [NESTED] }, true],
    ['of another action', { actions: ['Microsoft.Storage/*'] }, true],
    ['at a resource group alone, not below', { here: true }, true],
    ['elsewhere', { scope: `${SCOPE}/resourceGroups/rg-other` }, true],
  ])('a deny assignment %s leaves them: %s', async (_, more, expected) => {
    const { has } = await start([assign(RILEY, 'Owner'), deny(more)]);
    expect(await has('azure-reader')).toBe(expected);
  });

  it('H11: under a condition, or with a list that cannot be read, are cannot tell', async () => {
    const conditional = await start([
      assign(RILEY, 'Reader', SCOPE, { condition: '@Resource[x] StringEquals y' }),
    ]);
    await expect(conditional.has('azure-reader')).rejects.toBeInstanceOf(Unknown);
    for (const list of ['roleAssignments', 'roleDefinitions', 'denyAssignments']) {
      const { has, sandbox } = await start([assign(RILEY, 'Reader')]);
      sandbox.order({
        match: { pathContains: list, times: 0 },
        fault: { kind: 'status', status: 403, code: 'AuthorizationFailed' },
      });
      await expect(has('azure-reader')).rejects.toBeInstanceOf(Unknown);
    }
  });

  it('H11: where a deny names a group and Graph does not answer, are cannot tell', async () => {
    const { has, sandbox } = await start([assign(RILEY, 'Reader'), deny({})]);
    sandbox.edit({ kind: 'graph-rights', rights: [] });
    await expect(has('azure-reader')).rejects.toThrow('GroupMember.Read.All');
  });

  it('H17: are read anew for every question', async () => {
    const { has, sandbox } = await start([assign(OPS, 'Reader')]);
    expect(await has('azure-reader')).toBe(true);
    sandbox.edit({ kind: 'group', id: NESTED, name: 'nested', members: [] });
    expect(await has('azure-reader')).toBe(false);
  });
});
