import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { readAdminRules } from '../../../src/cloud/azure/check/admin-rules.ts';
import { createReads, type Reads } from '../../../src/cloud/azure/check/reads.ts';
import { readPolicyRules } from '../../../src/cloud/azure/firewall/policy-rules.ts';
import { lookUpGuards } from '../../../src/cloud/azure/inventory/guards.ts';
import { listJitPolicies } from '../../../src/cloud/azure/inventory/jit-policy.ts';
import { subscriptionsOf } from '../../../src/cloud/azure/inventory/subscriptions.ts';
import { readGroup } from '../../../src/cloud/azure/network/group.ts';
import { createLists } from '../../../src/cloud/azure/outside/lists.ts';
import { startDeadline } from '../../../src/cloud/azure/wire/call.ts';
import { type Clients, createClients } from '../../../src/cloud/azure/wire/clients.ts';
import { CloudError } from '../../../src/ports/provider.ts';

const SUB = '00000000-0000-4000-8000-000000000001';
const NSG = `/subscriptions/${SUB}/resourcegroups/rg/providers/microsoft.network/networksecuritygroups/nsg`;

/** Every call is answered with 200 and this body. */
function answeringWith(body: string | ((url: string) => string), type = 'application/json'): Clients {
  const httpClient: HttpClient = {
    sendRequest: async (request) => ({
      ...{ request, status: 200, bodyAsText: typeof body === 'string' ? body : body(request.url) },
      headers: createHttpHeaders({ 'content-type': type }),
    }),
  };
  const credential = { getToken: async () => ({ token: 'x', expiresOnTimestamp: Date.now() + 86_400_000 }) };
  const settings = {
    endpoint: 'https://arm.example',
    scope: 'https://arm.example/.default',
    callTimeoutMs: 2000,
  };
  return createClients(settings, { httpClient, credential });
}

const policiesFrom = (clients: Clients) => listJitPolicies(clients, SUB, startDeadline(2000));
const groupFrom = (clients: Clients) => readGroup(clients, NSG, startDeadline(2000));
const groupsFrom = (clients: Clients) => createLists(clients).groups({ id: SUB, name: 'prod' });

describe('what is no list of JIT policies is not "no policies"', () => {
  it.each([
    ["a proxy's own page", '<html>Blocked by the proxy</html>', 'text/html'],
    ['nothing at all', '', 'application/json'],
    ['an object without a list', '{}', 'application/json'],
    ['a list that is null', '{"value":null}', 'application/json'],
  ])('%s', async (_, body, type) => {
    await expect(policiesFrom(answeringWith(body, type))).rejects.toBeInstanceOf(CloudError);
  });

  it('and an empty list is', async () => {
    await expect(policiesFrom(answeringWith('{"value":[]}'))).resolves.toEqual([]);
  });
});

describe('a subscription that cannot be read is not "no subscription"', () => {
  const rows = (data: readonly object[]) =>
    answeringWith(
      JSON.stringify({
        totalRecords: data.length,
        count: data.length,
        data,
        facets: [],
        resultTruncated: 'false',
      }),
    );
  const good = { id: `/subscriptions/${SUB}`, subscriptionId: SUB, name: 'prod' };

  it('where those are looked at that Azure shows', async () => {
    await expect(subscriptionsOf(rows([good, { ...good, name: null }]))).rejects.toThrow(
      '1 that cannot be read',
    );
    expect(await subscriptionsOf(rows([good]))).toEqual([{ id: SUB, name: 'prod' }]);
  });

  it('and where they are named it is looked at by its id', async () => {
    const { settings, ...clients } = rows([{ ...good, name: null }]);
    const named = { ...clients, settings: { ...settings, subscriptions: [SUB] } };
    expect(await subscriptionsOf(named)).toEqual([{ id: SUB, name: SUB }]);
  });
});

describe('a rule that cannot be told is not "no rule"', () => {
  const rule = { access: 'Allow', direction: 'Inbound', priority: 100, protocol: 'Tcp' };
  it.each([
    ['without a direction', { ...rule, direction: undefined }],
    ['of an unknown direction', { ...rule, direction: 'Both' }],
    ['without a word of what it does', { ...rule, access: undefined }],
    ['without anything', null],
  ])('%s', async (_, properties) => {
    const body = JSON.stringify({ value: [{ name: 'a', properties }] });
    await expect(groupFrom(answeringWith(body))).rejects.toBeInstanceOf(CloudError);
  });

  it('and one that Azure gives is read', async () => {
    const body = JSON.stringify({ value: [{ name: 'a', properties: rule }] });
    expect((await groupFrom(answeringWith(body)))?.rules).toMatchObject([{ name: 'a', access: 'allow' }]);
  });
});

describe('a group that came without its rules is not one without rules', () => {
  it.each([
    ['left out', { id: NSG, properties: {} }],
    ['null', { id: NSG, properties: { securityRules: null } }],
    ['no properties at all', { id: NSG }],
    ['no id', { id: null, properties: { securityRules: [] } }],
  ])('%s', async (_, group) => {
    const groups = await groupsFrom(answeringWith(JSON.stringify({ value: [group] })));
    expect(groups).toBeInstanceOf(CloudError);
  });

  it('and one with an empty list is', async () => {
    const body = JSON.stringify({ value: [{ id: NSG, properties: { securityRules: [] } }] });
    expect(await groupsFrom(answeringWith(body))).toMatchObject([{ rules: [] }]);
  });
});

describe('a group of a firewall policy that came without its rules is not one without rules', () => {
  const POLICY = `/subscriptions/${SUB}/resourcegroups/rg/providers/microsoft.network/firewallpolicies/p`;
  const rulesFrom = (name: string, properties: object | undefined) =>
    readPolicyRules(
      answeringWith(JSON.stringify({ value: [{ name, properties }] })),
      POLICY,
      startDeadline(2000),
    );
  const NAT = { name: 'ajar', ruleCollectionType: 'FirewallPolicyNatRuleCollection' };

  it.each([
    ['left out', 'ajar', {}],
    ['left out of a group of somebody else', 'theirs', { priority: 100 }],
    ['null', 'ajar', { ruleCollections: null }],
    ['no properties at all', 'ajar', undefined],
    ['the rules of our collection left out', 'Ajar', { ruleCollections: [NAT] }],
    ['the rules of our collection null', 'ajar', { ruleCollections: [{ ...NAT, rules: null }] }],
  ])('%s', async (_, name, properties) => {
    await expect(rulesFrom(name, properties)).rejects.toBeInstanceOf(CloudError);
  });

  it('and one with an empty list is, as real Azure writes it', async () => {
    // azure-cli-extensions, test_azure_policy_rcg_draft.yaml of July 2024, api-version 2022-01-01: made without any collection.
    const recorded = { size: '0.001322746 MB', priority: 10000, ruleCollections: [] };
    for (const provisioningState of ['Updating', 'Succeeded'])
      expect(await rulesFrom('ajar', { ...recorded, provisioningState })).toMatchObject({
        groups: [{ name: 'ajar', collections: [] }],
      });
  });

  it("nor does somebody else's collection without rules keep ours from being closed", async () => {
    const rules = await rulesFrom('theirs', { ruleCollections: [{ ...NAT, name: 'empty' }] });
    expect(rules.groups).toHaveLength(1);
  });
});

describe('what a look reads and cannot be told is a gap, never "nothing is there"', () => {
  const id = (type: string) =>
    `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.Network/${type}/x`;
  const READS: readonly (readonly [keyof Reads, string])[] = [
    ['subnet', `${id('virtualNetworks')}/subnets/s`],
    ['balancer', id('loadBalancers')],
    ['firewall', id('azureFirewalls')],
    ['network', id('virtualNetworks')],
    ['publicAddress', id('publicIPAddresses')],
    ['hubPrefix', id('virtualHubs')],
  ];
  it.each(READS)('%s', async (what, of) => {
    for (const body of ['{}', '<html>Blocked by the proxy</html>']) {
      const reads = createReads(answeringWith(body), startDeadline(2000));
      expect(await (reads[what] as (id: string) => Promise<unknown>)(of)).toBeUndefined();
      expect(reads.unread()).toHaveLength(1);
    }
  });

  it('the rules of a group of a firewall policy', async () => {
    const body = JSON.stringify({ value: [{ id: '/g', name: 'theirs', properties: { priority: 100 } }] });
    const reads = createReads(answeringWith(body), startDeadline(2000));
    expect(await reads.policyGroups(id('firewallPolicies'))).toBeUndefined();
    expect(reads.unread()).toHaveLength(1);
  });
});

it('an admin rule about some source ports is known as one: nothing is shut by it for sure', async () => {
  const network = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v`;
  const rule = (ports: readonly string[]) => ({
    ...{ id: `/x/securityAdminConfigurations/c/ruleCollections/k/rules/${ports[0]}`, kind: 'Custom' },
    properties: {
      access: 'Deny',
      direction: 'Inbound',
      priority: 1,
      protocol: 'Any',
      sourcePortRanges: ports,
    },
  });
  const clients = answeringWith(JSON.stringify({ value: [rule(['0-65535']), rule(['22'])] }));
  const rules = await readAdminRules(clients, network, startDeadline(2000));
  expect(rules.map(({ fromSome }) => fromSome)).toEqual([undefined, true]);
});

describe('an interface or a subnet that cannot be read is not "nothing guards it"', () => {
  const NIC = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.Network/networkInterfaces/nic`;
  it.each([
    ["a proxy's own page", '<html>Blocked by the proxy</html>', 'text/html'],
    ['an empty object', '{}', 'application/json'],
    ['one without its addresses', JSON.stringify({ id: NIC, properties: {} }), 'application/json'],
  ])('%s', async (_, body, type) => {
    const guards = lookUpGuards(answeringWith(body, type), { nicIds: [NIC] }, startDeadline(2000));
    await expect(guards).rejects.toBeInstanceOf(CloudError);
  });

  it('and a subnet that is none is not one without a group', async () => {
    const subnet = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s`;
    const configuration = { properties: { privateIPAddress: '10.0.0.4', subnet: { id: subnet } } };
    const nic = { id: NIC, properties: { ipConfigurations: [configuration] } };
    const clients = answeringWith((url) => (url.includes('/subnets/') ? '{}' : JSON.stringify(nic)));
    await expect(lookUpGuards(clients, { nicIds: [NIC] }, startDeadline(2000))).rejects.toBeInstanceOf(
      CloudError,
    );
  });
});
