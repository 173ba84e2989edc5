import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Nsg, SecurityRule } from '../../sandbox/azure/cloud/documents.ts';
import { defaultRules } from '../../sandbox/azure/network/default-rules.ts';
import { judge } from '../../sandbox/azure/network/effective.ts';
import { addressesOf } from '../../src/access/check/addresses.ts';
import { mayEnter } from '../../src/access/check/evaluate.ts';
import type { Entrance, InboundRule } from '../../src/access/check/vm-network.ts';

const SPACE = ['10.0.0.0/16'];
const HERE = '10.0.0.4';
const RESOLVED = ['*', 'Internet', 'VirtualNetwork', 'AzureLoadBalancer'];
const RANGES = [
  ...['203.0.113.0/24', '203.0.113.7', '203.0.112.0/23', '10.0.0.0/16', '10.0.5.0/24', '0.0.0.0/1'],
  ...['198.51.100.0/25', '8.8.8.8'],
];
const VISITORS = [
  '203.0.113.7',
  '203.0.113.8',
  '203.0.112.1',
  '10.0.0.9',
  '10.0.5.5',
  '8.8.8.8',
  '198.51.100.4',
];

type Drawn = Omit<InboundRule, 'of' | 'name'>;

const ruleOf = (tags: readonly string[]): fc.Arbitrary<Drawn> =>
  fc.record({
    priority: fc.integer({ min: 100, max: 4096 }),
    access: fc.constantFrom('allow', 'deny'),
    protocol: fc.constantFrom('tcp', 'udp', '*'),
    sources: fc.array(fc.constantFrom(...tags, ...RANGES), { minLength: 1, maxLength: 3 }),
    destinations: fc.array(fc.constantFrom('*', 'VirtualNetwork', '10.0.0.4', '10.0.0.0/24', '10.0.1.0/24'), {
      ...{ minLength: 1, maxLength: 2 },
    }),
    ports: fc.array(fc.constantFrom('*', '22', '20-30', '3389', '23-4000'), { minLength: 1, maxLength: 2 }),
  });

/** A few rules of different priorities, as Azure keeps them. */
const groupOf = (tags: readonly string[]) =>
  fc.uniqueArray(ruleOf(tags), { maxLength: 6, selector: ({ priority }) => priority });

const groups = (tags: readonly string[]) => fc.array(groupOf(tags), { minLength: 1, maxLength: 2 });
const traffic = fc.record({
  source: fc.constantFrom(...VISITORS),
  port: fc.constantFrom(22, 25, 3389, 443),
  protocol: fc.constantFrom('tcp', 'udp'),
});

/** The sandbox's data plane decides with these documents, as Azure does. */
const nsgOf = (rules: readonly Drawn[], at: number): Nsg => ({
  ...{ id: `/nsg-${at}`, name: `nsg-${at}`, type: 'nsg' },
  properties: {
    securityRules: rules.map((rule, index) => documentOf(rule, index)),
    defaultSecurityRules: defaultRules(`/nsg-${at}`),
  },
});

const documentOf = (rule: Drawn, index: number): SecurityRule => ({
  ...{ id: `/rule-${index}`, name: `rule-${index}`, type: 'rule' },
  properties: {
    provisioningState: 'Succeeded',
    protocol: rule.protocol === '*' ? '*' : rule.protocol === 'tcp' ? 'Tcp' : 'Udp',
    access: rule.access === 'allow' ? 'Allow' : 'Deny',
    direction: 'Inbound',
    priority: rule.priority,
    sourceAddressPrefixes: [...rule.sources],
    destinationAddressPrefixes: [...rule.destinations],
    destinationPortRanges: [...rule.ports],
  },
});

const DEFAULTS: readonly InboundRule[] = defaultRules('/x')
  .filter(({ properties }) => properties.direction === 'Inbound')
  .map(({ name, properties: p }) => ({
    ...{ name, of: 'x', priority: p.priority, access: p.access === 'Allow' ? 'allow' : 'deny' },
    ...{ protocol: '*', ports: ['*'], isDefault: true },
    ...{ sources: [p.sourceAddressPrefix ?? ''], destinations: [p.destinationAddressPrefix ?? ''] },
  }));

const entranceOf = (drawn: readonly (readonly Drawn[])[], more: Partial<Entrance> = {}): Entrance => ({
  ...{ address: HERE, publicAddress: { address: '198.51.100.20', kind: 'standard' }, memberOf: [] },
  ...{ adminRules: [], space: SPACE, balancers: [], forwards: [], ways: [] },
  groups: drawn.map((rules, at) => ({
    ...{ name: `nsg-${at}`, guards: at === 0 ? 'subnet' : 'interface' },
    rules: [
      ...rules.map((rule, index) => ({ ...rule, name: `rule-${index}`, of: `nsg-${at}` })),
      ...DEFAULTS,
    ],
  })),
  ...more,
});

interface Visit {
  readonly source: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
}

const ours = (entrance: Entrance, { source, port, protocol }: Visit) =>
  mayEnter({ entrance, from: port, to: port, protocol }, addressesOf(source) ?? []);

const theirs = (drawn: readonly (readonly Drawn[])[], { source, port, protocol }: Visit): 'yes' | 'no' => {
  const packet = { source, destination: HERE, port, protocol: protocol === 'tcp' ? 'Tcp' : 'Udp' } as const;
  const counted = (nsg: Nsg) => [...nsg.properties.securityRules, ...nsg.properties.defaultSecurityRules];
  return judge(drawn.map(nsgOf), packet, SPACE, counted).allowed ? 'yes' : 'no';
};

describe('the evaluator of inbound rules', () => {
  it('says of every source what the data plane of the sandbox does', () => {
    fc.assert(
      fc.property(groups(RESOLVED), traffic, (drawn, visit) => {
        expect(ours(entranceOf(drawn), visit as Visit)).toBe(theirs(drawn, visit as Visit));
      }),
      { numRuns: 1_500 },
    );
  });

  it('H11: never calls a port shut or open by a rule about some source ports: a client may have any', () => {
    const some = fc.array(fc.boolean(), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(groups(RESOLVED), traffic, some, (drawn, visit, which) => {
        const marked = drawn.map((rules) =>
          rules.map((rule, at) => ({ ...rule, ...(which[at] && { fromSome: true as const }) })),
        );
        const without = drawn.map((rules) => rules.filter((_, at) => !which[at]));
        const said = ours(entranceOf(marked), visit as Visit);
        const truths = [drawn, without].map((each) => theirs(each, visit as Visit));
        if (said !== 'maybe') expect(truths).toEqual([said, said]);
      }),
      { numRuns: 500 },
    );
  });

  it('H11: never calls a port shut or open by a tag, a group or rules that it cannot resolve', () => {
    const unresolved = [...RESOLVED, 'AzureCloud', 'Storage.KoreaCentral', 'asg:/asgs/web'];
    fc.assert(
      fc.property(groups(unresolved), traffic, fc.boolean(), (drawn, visit, lost) => {
        const entrance = entranceOf(drawn);
        const [first, ...others] = entrance.groups;
        const read = lost ? { ...entrance, groups: [{ ...first!, rules: undefined }, ...others] } : entrance;
        const said = ours(read, visit as Visit);
        // Whatever the unresolved stands for: nobody, as in the sandbox, or everybody.
        const everybody = drawn.map((rules) =>
          rules.map((rule) => ({
            ...rule,
            sources: rule.sources.map((term) => (/Cloud|Storage/.test(term) ? '*' : term)),
          })),
        );
        const truths = [drawn, everybody].map((each) => theirs(each, visit as Visit));
        if (said !== 'maybe' && !lost) expect(truths).toEqual([said, said]);
        if (lost) expect(said).not.toBe('yes');
        if (lost && said === 'no') expect(theirs(drawn.slice(1), visit as Visit)).toBe('no');
      }),
      { numRuns: 1_500 },
    );
  });
});

describe('what outranks the groups, and what they cannot say', () => {
  const rule = (more: Partial<InboundRule>): InboundRule => ({
    ...{ name: 'r', of: 'x', priority: 100, access: 'allow', protocol: 'tcp', sources: ['*'] },
    ...{ destinations: ['*'], ports: ['22'], ...more },
  });
  const visit = { source: '203.0.113.7', port: 22, protocol: 'tcp' } as const;
  const open = entranceOf([[rule({})]]);
  const shut = entranceOf([[]]);

  it('lets a security admin rule that always allows pass every group', () => {
    expect(ours(shut, visit)).toBe('no');
    expect(ours({ ...shut, adminRules: [rule({ access: 'always' })] }, visit)).toBe('yes');
  });

  it('lets a security admin rule that denies stop what the groups let in', () => {
    expect(ours(open, visit)).toBe('yes');
    expect(ours({ ...open, adminRules: [rule({ access: 'deny' })] }, visit)).toBe('no');
  });

  it('leaves to the groups what a security admin rule allows, and shields it from later ones that deny', () => {
    const both = [rule({ access: 'allow', priority: 1 }), rule({ access: 'deny', priority: 2 })];
    expect(ours({ ...open, adminRules: both }, visit)).toBe('yes');
    expect(ours({ ...shut, adminRules: both }, visit)).toBe('no');
  });

  it('H11: cannot tell without the security admin rules, which might outrank anything', () => {
    for (const entrance of [open, shut])
      expect(ours({ ...entrance, adminRules: undefined }, visit)).toBe('maybe');
  });

  it('H11: cannot tell by a rule whose ports or destination cannot be read', () => {
    for (const more of [{ ports: ['ssh'] }, { destinations: ['SomeTag'] }]) {
      expect(ours(entranceOf([[rule(more)]]), visit)).toBe('maybe');
      const denied = [rule({ access: 'deny', ...more }), rule({ priority: 200 })];
      expect(ours(entranceOf([denied]), visit)).toBe('maybe');
    }
  });

  it('knows the application security groups that the address is in, and not who else is in one', () => {
    const to = { destinations: ['asg:/asgs/web'] };
    expect(ours(entranceOf([[rule(to)]], { memberOf: ['/asgs/web'] }), visit)).toBe('yes');
    expect(ours(entranceOf([[rule(to)]], { memberOf: ['/asgs/db'] }), visit)).toBe('no');
    const from = entranceOf([[rule({ sources: ['asg:/asgs/web'] })], [rule({ access: 'deny' })]]);
    expect(ours(from, { ...visit, source: '10.0.5.5' })).toBe('no');
    const inside = entranceOf([
      [rule({ sources: ['asg:/asgs/web'] }), rule({ priority: 200, access: 'deny' })],
    ]);
    expect(ours(inside, { ...visit, source: '10.0.5.5' })).toBe('maybe');
    expect(ours(inside, visit)).toBe('no');
    const members = new Map([['/asgs/web', ['10.0.5.5']]]);
    expect(ours({ ...inside, members }, { ...visit, source: '10.0.5.5' })).toBe('yes');
    expect(ours({ ...inside, members }, { ...visit, source: '10.0.5.6' })).toBe('maybe');
  });

  it('H11: keeps nobody out for having been seen in an application security group a while ago', () => {
    const denied = rule({ sources: ['asg:/asgs/web'], access: 'deny' });
    const members = new Map([['/asgs/web', ['10.0.5.5']]]);
    const entrance = entranceOf([[denied, rule({ priority: 200 })]], { members });
    expect(ours(entrance, { ...visit, source: '10.0.5.5' })).toBe('maybe');
    expect(ours(entrance, visit)).toBe('yes');
  });

  it('treats a standard public address without a security group as shut from outside', () => {
    const bare = { ...entranceOf([]), groups: [] };
    expect(ours(bare, visit)).toBe('no');
    expect(ours(bare, { ...visit, source: '10.0.0.9' })).toBe('yes');
    const kind = (as: 'basic' | 'unknown') => ({
      ...bare,
      publicAddress: { address: '198.51.100.20', kind: as },
    });
    expect(ours(kind('basic'), visit)).toBe('yes');
    expect(ours(kind('unknown'), visit)).toBe('maybe');
  });
});
