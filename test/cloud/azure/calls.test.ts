import { describe, expect, it } from 'vitest';
import type { Grant, ProviderName } from '../../../src/access/grant.ts';
import type { Order, Sighting } from '../../../src/ports/provider.ts';
import { learnt, NOBODY, type Place, stand } from '../../contracts/provider/stand.ts';
import { behindFirewall, FIREWALL } from './firewall/scenario.ts';
import { atVm } from './nsg/stand.ts';
import { asSent, ids, nsgId, orderFor, planned, startAzure } from './sandbox-azure.ts';

const sends = {};
const PLACES: Readonly<Record<ProviderName, Place>> = {
  defender: { vm: ids.web01, port: '22', settings: {}, sends },
  nsg: { vm: ids.web01, port: '8080', settings: { nsg: true }, sends },
  'azure-firewall': {
    ...{ vm: ids.web01, port: '8080', settings: { firewall: true }, sends },
    ...{ scenario: behindFirewall, through: FIREWALL },
  },
};

/** The VM is behind two groups, of its interface (N) and of its subnet (S): each is a call where one group would be one. */
const FEWEST: Readonly<Record<ProviderName, Readonly<Record<'open' | 'read' | 'close', readonly string[]>>>> =
  {
    defender: {
      open: ['GET policy', 'POST initiate', 'GET policy', 'GET rules N', 'GET rules S'],
      read: ['GET policy', 'GET rules N', 'GET rules S'],
      // Which groups there are is asked before and after: Defender writes into all of them, whichever there were when it opened.
      close: [
        ...['GET policy', 'GET interface', 'GET subnet', 'GET rules N', 'GET rules S'],
        ...['DELETE rule N', 'DELETE rule S'],
        ...['GET operation', 'GET operation', 'GET interface', 'GET subnet', 'GET rules N', 'GET rules S'],
      ],
    },
    nsg: {
      open: [
        ...['GET interface', 'GET subnet', 'GET rules N', 'GET rules S'],
        ...['PUT rule N', 'PUT rule S', 'GET rules N', 'GET rules S'],
      ],
      read: ['GET rules N', 'GET rules S'],
      close: [
        ...['DELETE rule N', 'DELETE rule S', 'GET operation', 'GET operation', 'GET rules N', 'GET rules S'],
      ],
    },
    'azure-firewall': {
      open: [
        ...['GET collections', 'PUT collection', 'GET collections'],
        ...['GET interface', 'GET subnet', 'GET rules N', 'GET rules S'],
        ...['PUT rule N', 'PUT rule S', 'GET rules N', 'GET rules S'],
      ],
      read: ['GET collections', 'GET rules N', 'GET rules S'],
      close: [
        ...['GET collections', 'DELETE collection', 'GET collections'],
        ...['DELETE rule N', 'DELETE rule S', 'GET operation', 'GET operation', 'GET rules N', 'GET rules S'],
      ],
    },
  };

const NAMES: readonly (readonly [RegExp, string])[] = [
  [/\/initiate$/, 'initiate'],
  [/\/jitNetworkAccessPolicies\/[^/]+$/, 'policy'],
  [/\/nsg-nic\/securityRules$/, 'rules N'],
  [/\/nsg-subnet\/securityRules$/, 'rules S'],
  [/\/nsg-nic\/securityRules\//, 'rule N'],
  [/\/nsg-subnet\/securityRules\//, 'rule S'],
  [/\/operations\//, 'operation'],
  [/\/networkInterfaces\//, 'interface'],
  [/\/subnets\//, 'subnet'],
  [/\/ruleCollectionGroups$/, 'collections'],
  [/\/ruleCollectionGroups\//, 'collection'],
];

const nameOf = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method} ${NAMES.find(([shape]) => shape.test(path))?.[1] ?? path}`;

describe('the calls of one request', () => {
  it.each(['defender', 'nsg', 'azure-firewall'] as const)('%s: are the fewest', async (name) => {
    const { plan, provider, order, sandbox } = await stand(name, PLACES[name]);
    const grants = await plan();
    const callsOf = async <T>(work: () => Promise<T>): Promise<readonly [T, readonly string[]]> => {
      const before = sandbox.calls().length;
      const end = await work();
      return [end, sandbox.calls().slice(before).map(nameOf).sort()];
    };
    const [opened, opening] = await callsOf(() => provider.open(order(grants)));
    const held = learnt(asSent(grants), opened);
    const [seen, reading] = await callsOf(() => provider.read(order(held)));
    const [shut, closing] = await callsOf(() => provider.close(order(held), NOBODY));
    expect([opened, seen, shut].map(([first]) => first?.state)).toEqual(['open', 'open', 'closed']);
    const { open, read, close } = FEWEST[name];
    expect(opening).toEqual([...open].sort());
    expect(reading).toEqual([...read].sort());
    expect(closing).toEqual([...close].sort());
  });

  it('of rules of our own that Azure takes a while for are looks at the group alone', async () => {
    const { plan, provider, order, sandbox, clock } = await atVm({ settings: { operationMs: 5_000 } });
    const grants = await plan();
    const before = sandbox.calls().length;
    const opening = provider.open(order(grants));
    const puts = () => sandbox.calls().filter(({ method }) => method === 'PUT');
    while (puts().length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    clock.pass(5_000);
    expect(await opening).toMatchObject([{ state: 'open' }]);
    const calls = sandbox.calls().slice(before).map(nameOf);
    expect(calls.filter((name) => name === 'GET operation' || name === 'GET rule N')).toEqual([]);
    expect(calls.filter((name) => name.startsWith('PUT'))).toHaveLength(2);
  });
});

describe('many at once on one security group', () => {
  it.each([
    3, 20,
  ])('%i: each is written once and read back once, and that reading decides for the next', async (many) => {
    const { planFor, provider, order, sandbox, ours } = await atVm({ vm: 'six-01', port: '22' });
    const [one] = await planFor('six-01', '22');
    const grants = Array.from({ length: many }, (_, at) => ({ ...one!, source: `203.0.113.${at + 1}/32` }));
    const before = sandbox.calls().length;
    const seen = await Promise.all(
      grants.map((grant, at) =>
        provider.open(order([grant], { request: `aj-${String(at).padStart(6, '0')}` })),
      ),
    );
    expect(new Set(seen.flat().map(({ state }) => state))).toEqual(new Set(['open']));
    expect(ours('nsg-second')).toHaveLength(many);
    const calls = sandbox.calls().slice(before).map(nameOf);
    expect(calls.filter((name) => name === 'GET interface')).toHaveLength(1);
    expect(calls).toHaveLength(2 + 1 + 2 * many);
  });
});

describe('many at once that hang on one thing', () => {
  const many = async (name: ProviderName) => {
    const there = await stand(name, PLACES[name]);
    const [one] = await there.plan();
    const grants = [1, 2, 3].map((at) => ({ ...one!, source: `203.0.113.${at}/32` }));
    const each = (work: (order: Order) => Promise<readonly Sighting[]>, state: Grant['state']) =>
      Promise.all(
        grants.map((grant, at) => work(there.order([{ ...grant, state }], { request: `aj-00000${at}` }))),
      );
    const count = (before: number, ...names: readonly string[]) =>
      there.sandbox
        .calls()
        .slice(before)
        .map(nameOf)
        .filter((called) => names.includes(called)).length;
    return { ...there, each, count, sofar: () => there.sandbox.calls().length };
  };

  it('go into one change of a firewall, and one reading after it serves all', async () => {
    const { each, provider, count, sofar } = await many('azure-firewall');
    const before = sofar();
    const seen = await each(provider.open, 'planned');
    expect(seen.flat().map(({ state }) => state)).toEqual(['open', 'open', 'open']);
    expect(count(before, 'PUT collection')).toBe(1);
    expect(count(before, 'GET collections')).toBe(2);
  });

  it.each(['defender', 'nsg'] as const)('%s: are compared with the cloud by one reading', async (name) => {
    const { each, provider, count, sofar } = await many(name);
    await each(provider.open, 'planned');
    const before = sofar();
    await each(provider.read, 'open');
    expect(count(before, 'GET policy', 'GET rules N', 'GET rules S')).toBe(sofar() - before);
    expect(sofar() - before).toBeLessThanOrEqual(FEWEST[name].read.length + (name === 'nsg' ? 0 : 2));
  });
});

describe('a reading that saves a call', () => {
  /** Azure answers a list of rules as it was before, for so many readings after the first write. */
  async function withOldReadings(many: number) {
    const { sandbox, azure, clock } = await startAzure({}, { nsg: true }, (client) => {
      let [old, left, written] = ['', many, false];
      return {
        async sendRequest(request) {
          written ||= request.method === 'PUT' || request.method === 'DELETE';
          const response = await client.sendRequest(request);
          if (request.method !== 'GET' || !/\/nsg-subnet\/securityRules\?/.test(request.url)) return response;
          if (!written) old = response.bodyAsText ?? '';
          else if (left-- > 0) return { ...response, bodyAsText: old };
          return response;
        },
      };
    });
    const provider = azure.providers.nsg;
    const grants = await planned({ inventory: azure.inventory, provider }, ids.web02, '443');
    return { sandbox, provider, grants, order: (some = grants) => orderFor(clock, some) };
  }

  it('is not taken for a proof while it is an old one: the operation is asked, and the group read anew', async () => {
    const { sandbox, provider, order } = await withOldReadings(1);
    expect(await provider.open(order())).toMatchObject([{ state: 'open' }]);
    expect(
      sandbox
        .calls()
        .map(nameOf)
        .filter((name) => name === 'GET operation'),
    ).toHaveLength(1);
  });

  it('is not called open where every reading is an old one', async () => {
    const { provider, order } = await withOldReadings(99);
    expect(await provider.open(order())).toMatchObject([{ state: 'sent' }]);
  });

  it('never says that a rule is gone by itself: what Azure took and then did not do is told', async () => {
    const { sandbox, provider, grants, order } = await withOldReadings(0);
    await provider.open(order());
    sandbox.order({ match: { method: 'DELETE', times: 9 }, fault: { kind: 'accept-then-fail' } });
    const held = grants.map((grant) => ({ ...grant, state: 'open' as const }));
    await expect(provider.close(order(held), NOBODY)).rejects.toThrow(/remove/);
  });

  it('says no to nobody: room that was made meanwhile is found by a reading of one’s own', async () => {
    const settings = { pageSize: 2_000 };
    const { planFor, provider, order, sandbox } = await atVm({ vm: 'six-01', port: '22', settings });
    const [one] = await planFor('six-01', '22');
    const filler = (at: number) => ({
      ...{ nsg: nsgId('nsg-second'), name: `filler-${at}` },
      properties: { priority: 1000 + at, access: 'Allow' as const, direction: 'Outbound' },
    });
    for (let at = 0; at < 998; at += 1) sandbox.edit({ kind: 'put-rule', ...filler(at) });
    // Gone by the time of the second write, after the reading that the first was read back by.
    const edit = { kind: 'delete-rule', nsg: nsgId('nsg-second'), name: 'filler-7' };
    const match = { method: 'GET', pathEnds: '/nsg-second/securityRules', skip: 2 };
    sandbox.order({ match, fault: { kind: 'meanwhile', edit } });
    const seen = await Promise.all(
      ['203.0.113.1/32', '203.0.113.2/32'].map((source, at) =>
        provider.open(order([{ ...one!, source }], { request: `aj-00000${at}` })),
      ),
    );
    expect(seen.flat().map(({ state, note }) => note ?? state)).toEqual(['open', 'open']);
  });
});
