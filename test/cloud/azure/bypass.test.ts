import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../sandbox/azure/cloud/edits.ts';
import type { Scenario } from '../../../sandbox/azure/scenario.ts';
import type { Bypass } from '../../../src/cloud/azure/bypass/bypass.ts';
import { waysOf } from '../../../src/cloud/azure/bypass/report.ts';
import type { AzureSettings } from '../../../src/cloud/azure/wire/clients.ts';
import { behindFirewall } from './firewall/scenario.ts';
import { nsgId, OTHER_SUB, SUB, startAzure } from './sandbox-azure.ts';

const idOf = (n: number): string => `1000000${n}-0000-4000-8000-000000000000`;
const [RILEY, BLAKE, PIPELINE, OPS, NESTED] = [1, 2, 3, 4, 5].map(idOf) as [
  string,
  string,
  string,
  string,
  string,
];
const SCOPE = `/subscriptions/${SUB}`;
const GROUP = `${SCOPE}/resourceGroups/rg-Web`;
/** Of the sandbox's own caller. */
const AJAR = '7e1c4d2a-8b3f-4c59-a6d7-0b9e8f7a6c21';

async function start(
  edits: readonly Edit[],
  settings: Partial<AzureSettings> = {},
  pageSize = 100,
  scenario?: Scenario,
) {
  const at = await startAzure({ settings: { pageSize }, ...(scenario && { scenario }) });
  const people: readonly Edit[] = [
    { kind: 'person', id: RILEY, name: 'Riley', upn: 'riley@contoso.com' },
    { kind: 'person', id: BLAKE, name: 'Blake', upn: 'blake@contoso.com' },
    { kind: 'app', id: PIPELINE, name: 'pipeline', appId: idOf(6) },
    { kind: 'app', id: AJAR, name: 'ajar', appId: idOf(7) },
    { kind: 'group', id: NESTED, name: 'nested', members: [BLAKE] },
    { kind: 'group', id: OPS, name: 'ops', members: [RILEY, NESTED] },
  ];
  for (const edit of [...people, ...edits]) at.sandbox.edit(edit);
  const azure = at.again({ graphEndpoint: at.sandbox.graph, ...settings });
  return { ...at, azure };
}

async function find(at: Awaited<ReturnType<typeof start>>, name = 'web-01'): Promise<Bypass> {
  const vms = (await at.azure.inventory.all()).filter((vm) => vm.name === name);
  return at.azure.bypass(vms);
}

const assign = (principal: string, role: string, scope = SCOPE, more: object = {}): Edit =>
  ({ kind: 'assign', principal, role, scope, ...more }) as Edit;
const told = ({ somebody }: Bypass): Record<string, string> =>
  Object.fromEntries(somebody.map((who) => [who.name.split(' ')[0], waysOf(who).join(' ')]));

describe('who could go round Ajar', () => {
  it('is nobody where nobody has a role but to read', async () => {
    const found = await find(await start([assign(RILEY, 'Reader'), assign(AJAR, 'Contributor')]));
    expect(found).toMatchObject({ vms: 1, somebody: [], doubts: [], remarks: [] });
    expect(found.own.map(({ id }) => id)).toEqual([AJAR]);
  });

  it('is whoever may change the policy of the firewall before it, wherever that is', async () => {
    const hub = assign(RILEY, 'Network Contributor', `${SCOPE}/resourceGroups/rg-hub`);
    const found = await find(await start([hub], {}, 100, behindFirewall));
    expect(told(found)).toEqual({ Riley: 'firewall' });
    const bare = await find(await start([hub]));
    expect(told(bare)).toEqual({});
    const elsewhere = { subscription: 'b', location: 'koreacentral' };
    const apart = { ...behindFirewall, groups: { ...behindFirewall.groups, 'rg-hub': elsewhere } };
    const there = assign(RILEY, 'Network Contributor', `/subscriptions/${OTHER_SUB}/resourceGroups/rg-hub`);
    expect(told(await find(await start([there], {}, 100, apart)))).toEqual({ Riley: 'firewall' });
  });

  it.each([
    'networkInterfaces',
    'virtualNetworks',
  ])('is never nobody while %s before the VM may not be read: whose security groups they have is not known', async (type) => {
    const hidden = { notActions: [`Microsoft.Network/${type}/read`] };
    const there = assign(RILEY, 'Network Contributor', nsgId('nsg-subnet'));
    const found = await find(await start([there, { kind: 'permissions', actions: ['*'], ...hidden }]));
    expect(found).toMatchObject({
      ...{ somebody: [], remarks: [] },
      doubts: [expect.stringMatching(/^Not all that is before web-01 could be read/)],
    });
  });

  it.each([
    ['Owner', 'jit jit-policy rules detach vm rights'],
    ['Contributor', 'jit jit-policy rules detach vm'],
    ['Virtual Machine Contributor', 'detach vm'],
    ['Network Contributor', 'rules detach'],
    ['Security Admin', 'jit jit-policy'],
    ['Reader', undefined],
  ])('a %s has the ways: %s', async (role, ways) => {
    expect(told(await find(await start([assign(RILEY, role)]))).Riley).toBe(ways);
  });

  it('is told with the role, the scope, the group and the VMs', async () => {
    const found = await find(await start([assign(OPS, 'Network Contributor', GROUP)]));
    expect(Object.keys(told(found)).sort()).toEqual(['Blake', 'Riley']);
    expect(found.somebody[0]?.paths).toMatchObject([
      {
        ...{ role: 'Network Contributor', scope: GROUP.toLowerCase(), inherited: false, eligible: false },
        ...{ through: { id: OPS, name: 'ops' }, vms: ['web-01'] },
        assignment: expect.stringContaining(`${GROUP}/providers/Microsoft.Authorization/roleAssignments/`),
      },
    ]);
  });

  it.each([
    ['the root', '/'],
    ['a management group', '/providers/Microsoft.Management/managementGroups/root'],
    ['the subscription', SCOPE],
    ['the resource group', GROUP],
    ['a security group', nsgId('nsg-subnet')],
  ])('is seen at %s', async (_, scope) => {
    const found = await find(await start([assign(RILEY, 'Owner', scope)]));
    expect(told(found).Riley).toContain('rules');
  });

  it('is not who has rights on something else', async () => {
    const found = await find(await start([assign(RILEY, 'Owner', nsgId('nsg-second'))]));
    expect(found.somebody).toEqual([]);
  });

  it('adds up several roles, and knows custom ones', async () => {
    const runner: Edit = { kind: 'role', name: 'Runner', actions: ['Microsoft.Compute/*/runCommand/action'] };
    const both = [runner, assign(RILEY, 'Security Admin'), assign(RILEY, 'Runner', GROUP)];
    expect(told(await find(await start(both))).Riley).toBe('jit jit-policy vm');
  });

  it('is who could activate a role, too, and who has one under a condition', async () => {
    const found = await find(
      await start([
        assign(RILEY, 'Contributor', SCOPE, { eligible: true }),
        assign(BLAKE, 'Owner', SCOPE, { condition: '@Resource' }),
      ]),
    );
    expect(
      found.somebody.map(({ name, paths }) => [
        name.split(' ')[0],
        paths[0]?.eligible,
        paths[0]?.conditional,
      ]),
    ).toEqual([
      ['Blake', false, true],
      ['Riley', true, false],
    ]);
  });

  it('is not who is denied it', async () => {
    const deny: Edit = { kind: 'deny', scope: SCOPE, actions: ['Microsoft.Network/*'], principals: [OPS] };
    const found = await find(await start([assign(OPS, 'Contributor'), deny]));
    expect(told(found)).toEqual({ Blake: 'jit jit-policy vm', Riley: 'jit jit-policy vm' });
  });

  it("leaves out Ajar's own identities, and says what they could", async () => {
    const edits = [assign(PIPELINE, 'Contributor'), assign(AJAR, 'Contributor')];
    const found = await find(await start(edits, { identities: [idOf(6)] }));
    expect(found.somebody).toEqual([]);
    expect(found.own.map(({ name }) => name).sort()).toEqual(['ajar', 'pipeline']);
    expect(Object.keys(told(await find(await start(edits))))).toEqual(['pipeline']);
  });

  it('is read over every page', async () => {
    const edits = Array.from({ length: 7 }, () => assign(OPS, 'Contributor'));
    const found = await find(await start(edits, {}, 1));
    expect(found.somebody.map(({ paths }) => paths.length)).toEqual([7, 7]);
  });

  it('costs no more calls for more VMs', async () => {
    const at = await start([assign(OPS, 'Contributor')]);
    const vms = (await at.azure.inventory.all()).filter(({ id }) => id.includes(SUB));
    const count = async (some: typeof vms): Promise<number> => {
      const before = at.sandbox.calls().length;
      await at.azure.bypass(some);
      return at.sandbox.calls().length - before;
    };
    expect(vms.length).toBeGreaterThan(1);
    expect(await count(vms)).toBe(await count(vms.slice(0, 1)));
  });
});

describe('H11: who could go round Ajar is never nobody', () => {
  it('where it cannot be told who is in a group: the group is told itself', async () => {
    const found = await find(await start([assign(OPS, 'Contributor'), { kind: 'graph-rights', rights: [] }]));
    expect(found.somebody).toMatchObject([{ kind: 'group', id: OPS, name: OPS }]);
    expect(found.doubts).toEqual([expect.stringContaining(`cannot tell who is in the group ${OPS}`)]);
    expect(found.doubts[0]).toContain('GroupMember.Read.All of Microsoft Graph');
  });

  it('where the directory cannot be reached with this token', async () => {
    const at = await start([assign(OPS, 'Contributor')]);
    at.sandbox.order({ match: { on: 'graph', times: 0 }, fault: { kind: 'status', status: 401 } });
    expect((await find(at)).somebody).toMatchObject([{ kind: 'group' }]);
  });

  it.each([
    ['roleAssignments'],
    ['roleDefinitions'],
    ['roleEligibilityScheduleInstances'],
  ])('where %s cannot be listed', async (type) => {
    const at = await start([assign(RILEY, 'Contributor')]);
    const notActions = [`Microsoft.Authorization/${type}/read`];
    at.sandbox.edit({ kind: 'permissions', actions: ['*'], notActions });
    expect((await find(at)).doubts[0]).toContain(`Microsoft.Authorization/${type}/read`);
  });

  it('where a list ends in the middle', async () => {
    const at = await start([assign(RILEY, 'Contributor'), assign(BLAKE, 'Contributor')], {}, 1);
    const fault = { kind: 'status', status: 500 } as const;
    at.sandbox.order({ match: { pathContains: 'roleAssignments', skip: 1, times: 0 }, fault });
    expect((await find(at)).doubts).toHaveLength(1);
  });

  it('but where deny assignments cannot be read, those who may be denied are told', async () => {
    const at = await start([assign(RILEY, 'Contributor')]);
    const notActions = ['Microsoft.Authorization/denyAssignments/read'];
    at.sandbox.edit({ kind: 'permissions', actions: ['*'], notActions });
    const found = await find(at);
    expect([found.doubts, found.remarks.length, found.somebody.length]).toEqual([[], 1, 1]);
  });
});

describe("the sandbox's directory", () => {
  it('answers 401 to a token for another resource', async () => {
    const at = await start([assign(OPS, 'Contributor')]);
    // The token of Resource Manager, at the directory's address.
    const azure = at.again({ graphEndpoint: at.sandbox.arm });
    const vms = (await azure.inventory.all()).slice(0, 1);
    expect((await azure.bypass(vms)).somebody.every(({ kind }) => kind === 'group')).toBe(true);
  });
});
