import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../../sandbox/azure/sandbox.ts';
import type { Grant } from '../../../../src/access/grant.ts';
import { NOBODY } from '../../../contracts/provider/stand.ts';
import { openWire } from '../../../sandbox/wire.ts';
import { nsgId } from '../sandbox-azure.ts';
import { atVm, rulesOf } from './stand.ts';

const WHOLE = { nsg: true, nsgWhole: true };
const GROUPS = ['nsg-nic', 'nsg-subnet'];
const match = { method: 'PUT', pathEnds: '/nsg-nic' };

/** A rule of somebody else with everything that a rule may have, and one by application security groups. */
const FOREIGN = {
  priority: 1500,
  access: 'Allow' as const,
  description: 'health checks, ticket 4711',
  protocol: 'Udp',
  sourcePortRange: '',
  sourcePortRanges: ['1000-2000', '3000'],
  destinationPortRange: '',
  destinationPortRanges: ['53', '5353'],
  sourceAddressPrefix: '',
  sourceAddressPrefixes: ['192.0.2.0/24', '198.51.100.0/24'],
  destinationAddressPrefix: '',
  destinationAddressPrefixes: ['10.0.0.0/28', '10.0.0.32/28'],
};
const ASG = nsgId('web').replace('networkSecurityGroups', 'applicationSecurityGroups');
const BY_GROUP = {
  ...{ priority: 1501, access: 'Deny' as const, direction: 'Outbound', destinationAddressPrefix: '' },
  destinationApplicationSecurityGroups: [{ id: ASG }],
};

async function crowd(settings: object = WHOLE) {
  const there = await atVm();
  const { sandbox, planFor, providerOf, order } = there;
  for (const nsg of GROUPS) {
    const group = sandbox.document(nsgId(nsg))!;
    sandbox.put({
      ...group,
      tags: { owner: 'network team' },
      properties: { ...group.properties, flushConnection: false },
    });
    sandbox.edit({ kind: 'put-rule', nsg: nsgId(nsg), name: 'Health-Checks', properties: FOREIGN });
    sandbox.edit({ kind: 'put-rule', nsg: nsgId(nsg), name: 'by-group', properties: BY_GROUP });
  }
  const provider = providerOf(settings);
  const [one] = await planFor('web-01', '8080');
  /** So many requests at the same moment, each from an address of its own. */
  const grantsOf = (many: number): readonly Grant[] =>
    Array.from({ length: many }, (_, at) => ({
      ...one!,
      source: `203.0.${113 + Math.floor(at / 250)}.${(at % 250) + 1}/32`,
    }));
  const askAll = (grants: readonly Grant[]) =>
    Promise.all(grants.map((grant, at) => provider.open(order([grant], { request: requestAt(at) }))));
  return {
    ...there,
    provider,
    grantsOf,
    askAll,
    foreign: () => GROUPS.map((nsg) => foreignIn(sandbox, nsg)),
  };
}

const wholeWrites = (sandbox: Sandbox, nsg = 'nsg-nic') =>
  writes(sandbox).filter(({ path }) => path.endsWith(`/${nsg}`));

const requestAt = (at: number): string => `aj-${String(at).padStart(6, '0')}`;

const writes = (sandbox: Sandbox) =>
  sandbox.calls().filter(({ method }) => method === 'PUT' || method === 'DELETE');

/** What is not ours, without what a write of the group renews. */
const foreignIn = (sandbox: Sandbox, nsg: string) => {
  const { tags, location, properties } = sandbox.document(nsgId(nsg))!;
  const rules = rulesOf(sandbox, nsg).filter(({ name }) => !name.startsWith('ajar-'));
  return {
    ...{ tags, location, flushConnection: properties.flushConnection },
    rules: Object.fromEntries(rules.map(({ name, properties }) => [name, properties])),
  };
};

describe('many openings for one security group at once', () => {
  it('all open with one write of each group, and leave everything of others as it was', async () => {
    const { sandbox, grantsOf, askAll, foreign, ours } = await crowd();
    const before = { foreign: foreign(), calls: sandbox.calls().length };
    const seen = await askAll(grantsOf(200));
    expect(new Set(seen.flat().map(({ state }) => state))).toEqual(new Set(['open']));
    expect(ours('nsg-nic')).toHaveLength(200);
    expect(new Set(ours('nsg-nic').map(({ properties }) => properties.priority)).size).toBe(200);
    expect(writes(sandbox)).toHaveLength(GROUPS.length);
    // Finding the VM's groups, reading each, comparing it, and looking whether it is open: not once for each request.
    expect(sandbox.calls().length - before.calls).toBeLessThanOrEqual(20);
    expect(foreign()).toEqual(before.foreign);
  });

  it('all close with as few', async () => {
    const { sandbox, grantsOf, askAll, foreign, ours, provider, order } = await crowd();
    const before = foreign();
    const grants = grantsOf(40);
    await askAll(grants);
    const sent = writes(sandbox).length;
    const held = grants.map((grant): Grant => ({ ...grant, state: 'open' }));
    const shut = await Promise.all(
      held.map((grant, at) => provider.close(order([grant], { request: requestAt(at) }), NOBODY)),
    );
    expect(new Set(shut.flat().map(({ state }) => state))).toEqual(new Set(['closed']));
    expect(ours('nsg-nic')).toEqual([]);
    expect(writes(sandbox).length - sent).toBe(GROUPS.length);
    expect(foreign()).toEqual(before);
  });

  it('never write a whole group where that is forbidden, and two at once never do', async () => {
    const forbidden = await crowd({ nsg: true });
    await forbidden.askAll(forbidden.grantsOf(4));
    expect(writes(forbidden.sandbox).filter(({ path }) => !path.includes('/securityRules/'))).toEqual([]);
    expect(forbidden.ours('nsg-nic')).toHaveLength(4);
    const two = await crowd();
    await two.askAll(two.grantsOf(2));
    expect(writes(two.sandbox).filter(({ path }) => !path.includes('/securityRules/'))).toEqual([]);
  });

  it.each([
    ['412', { kind: 'status', status: 412, code: 'PreconditionFailed' }],
    ['409', { kind: 'status', status: 409, code: 'AnotherOperationInProgress' }],
    ['429', { kind: 'status', status: 429, code: 'RetryableErrorDueToAnotherOperation' }],
    ['403', { kind: 'status', status: 403, code: 'AuthorizationFailed' }],
    ['a lost answer', { kind: 'drop-answer' }],
    ['a cut connection', { kind: 'reset' }],
    ['an operation that fails', { kind: 'accept-then-fail' }],
  ] as const)('open one by one where the whole write comes to %s', async (_, fault) => {
    const { sandbox, grantsOf, askAll, foreign, ours } = await crowd();
    const before = foreign();
    sandbox.order({ match, fault });
    const seen = await askAll(grantsOf(4));
    expect(seen.flat().map(({ state }) => state)).toEqual(['open', 'open', 'open', 'open']);
    expect(ours('nsg-nic')).toHaveLength(4);
    expect(foreign()).toEqual(before);
  });

  it('go rule by rule where a rule has something that the library would lose', async () => {
    const { sandbox, grantsOf, askAll, foreign } = await crowd();
    const strange = { ...FOREIGN, priority: 1600, inspection: 'deep' };
    sandbox.edit({ kind: 'put-rule', nsg: nsgId('nsg-nic'), name: 'newer', properties: strange });
    const before = foreign();
    await askAll(grantsOf(4));
    expect(wholeWrites(sandbox)).toEqual([]);
    expect(foreign()).toEqual(before);
  });
});

describe('H21: somebody else writes the group between reading and writing it', () => {
  const added = {
    kind: 'put-rule',
    nsg: nsgId('nsg-nic'),
    name: 'theirs',
    properties: { priority: 700, access: 'Allow' },
  };
  const removed = { kind: 'delete-rule', nsg: nsgId('nsg-nic'), name: 'Health-Checks' };

  it.each([
    ['adds a rule', added],
    ['removes a rule', removed],
  ] as const)('and %s: that stands, and every opening all the same', async (_, edit) => {
    const { sandbox, grantsOf, askAll, ours } = await crowd();
    sandbox.order({ match, fault: { kind: 'meanwhile', edit } });
    const seen = await askAll(grantsOf(4));
    const names = rulesOf(sandbox, 'nsg-nic').map(({ name }) => name);
    expect(names.includes('theirs')).toBe(edit === added);
    expect(names.includes('Health-Checks')).toBe(edit === added);
    expect(seen.flat().map(({ state }) => state)).toEqual(['open', 'open', 'open', 'open']);
    expect(ours('nsg-nic')).toHaveLength(4);
    expect(wholeWrites(sandbox).filter(({ status }) => status === 412)).toHaveLength(1);
  });

  it('as infrastructure code does, with a whole write of its own: neither loses what the other wrote last', async () => {
    const { sandbox, grantsOf, askAll, ours } = await crowd();
    const wire = await openWire(sandbox);
    const group = sandbox.document(nsgId('nsg-nic'))!;
    const body = {
      ...{ location: group.location, tags: { owner: 'terraform' } },
      properties: {
        securityRules: rulesOf(sandbox, 'nsg-nic').map(({ name, properties }) => ({ name, properties })),
      },
    };
    const [, seen] = await Promise.all([
      wire('PUT', `${nsgId('nsg-nic')}?api-version=2026-01-01`, body),
      askAll(grantsOf(6)),
    ]);
    expect(seen).toHaveLength(6);
    expect(sandbox.document(nsgId('nsg-nic'))?.tags).toEqual({ owner: 'terraform' });
    expect(rulesOf(sandbox, 'nsg-nic').map(({ name }) => name)).toContain('Health-Checks');
    expect(ours('nsg-subnet')).toHaveLength(6);
  });

  it('is said loudly where a rule of somebody else is not as it was afterwards, and the group is never written whole again', async () => {
    const { sandbox, grantsOf, askAll } = await crowd();
    // The second reading of the group is the one that compares.
    const reading = { method: 'GET', pathEnds: '/nsg-nic', skip: 1 };
    sandbox.order({ match: reading, fault: { kind: 'meanwhile', edit: removed } });
    const seen = await askAll(grantsOf(4));
    expect(seen.flat()[0]).toMatchObject({ state: 'open', note: expect.stringContaining('health-checks') });
    expect(wholeWrites(sandbox)).toHaveLength(1);
    await askAll(grantsOf(8).slice(4));
    expect(wholeWrites(sandbox)).toHaveLength(1);
  });
});
