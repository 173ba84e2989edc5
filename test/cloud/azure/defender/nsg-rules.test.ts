import { describe, expect, it } from 'vitest';
import { readInbound } from '../../../../src/cloud/azure/check/read-rules.ts';
import { surelyShuts } from '../../../../src/cloud/azure/defender/firewall-shut.ts';
import { isJitAllowFor } from '../../../../src/cloud/azure/defender/jit-rule.ts';
import { weighRules } from '../../../../src/cloud/azure/defender/network.ts';
import { mergeGuards, readGuards, writeGuards } from '../../../../src/cloud/azure/inventory/guards.ts';
import { toGroup } from '../../../../src/cloud/azure/network/group.ts';
import type { AnyRule } from '../../../../src/cloud/azure/network/may-keep-out.ts';
import { type NsgRule, readRule } from '../../../../src/cloud/azure/network/nsg-rules.ts';
import { azureSource, covers, isIpv6 } from '../../../../src/cloud/azure/network/sources.ts';
import { isDenyAsMade } from '../../../../src/cloud/azure/nsg/deny-rule.ts';
import { grantFor } from '../pure.ts';

const traffic = { source: '203.0.113.7/32', address: '10.0.0.4', number: 22, protocol: 'tcp' };
const jit = (more: Partial<NsgRule> = {}): NsgRule => ({
  ...{
    nsgId: '/nsg',
    name: 'MicrosoftDefenderForCloud-JITRule-1-AB',
    priority: 100,
    access: 'allow',
    protocol: 'tcp',
  },
  ...{ sources: ['203.0.113.7'], destinations: ['10.0.0.4'], ports: ['22'], ...more },
});
const other = (more: Partial<NsgRule>): NsgRule =>
  jit({ name: 'by-hand', sources: ['*'], destinations: ['*'], ports: ['*'], ...more });

describe('a rule that may be removed', () => {
  it("is JIT's allow rule for exactly this address, port and source, under the old name and the new", () => {
    expect(isJitAllowFor(jit(), traffic, ['10.0.0.4'])).toBe(true);
    expect(isJitAllowFor(jit({ name: 'SecurityCenter-JITRule-1-AB' }), traffic, ['10.0.0.4'])).toBe(true);
    expect(
      isJitAllowFor(jit({ destinations: ['10.0.0.4', '10.0.1.4'] }), traffic, ['10.0.0.4', '10.0.1.4']),
    ).toBe(true);
  });

  it.each<[string, Partial<NsgRule>]>([
    ['a rule made by hand', { name: 'allow-ssh' }],
    ['a name that only looks like it', { name: 'MicrosoftDefenderForCloud-JITRuler' }],
    ['a deny rule', { access: 'deny' }],
    ['another source', { sources: ['203.0.113.8'] }],
    ['a wider source', { sources: ['203.0.113.0/24'] }],
    ['several sources', { sources: ['203.0.113.7', '203.0.113.8'] }],
    ['any source', { sources: ['*'] }],
    ['another VM', { destinations: ['10.0.0.5'] }],
    ['this VM and another', { destinations: ['10.0.0.4', '10.0.0.5'] }],
    ['the whole network', { destinations: ['*'] }],
    ['no destination that can be read', { destinations: [] }],
    ['another port', { ports: ['3389'] }],
    ['several ports', { ports: ['22', '3389'] }],
    ['a range of ports', { ports: ['20-30'] }],
  ])('is never %s', (_, more) => {
    expect(isJitAllowFor(jit(more), traffic, ['10.0.0.4'])).toBe(false);
  });

  it("is read from either of Azure's ways to write one value or many, and never outbound", () => {
    const rule = {
      name: 'x',
      direction: 'Inbound',
      access: 'Allow',
      destinationPortRange: '',
      destinationPortRanges: ['22'],
      sourceAddressPrefix: '203.0.113.7',
    };
    expect(readRule('/nsg', rule)).toMatchObject({
      ports: ['22'],
      sources: ['203.0.113.7'],
      access: 'allow',
    });
    expect(readRule('/nsg', { ...rule, direction: 'Outbound' })).toBeUndefined();
  });
});

describe('a deny rule about some source ports', () => {
  const deny = { name: 'x', direction: 'Inbound', access: 'Deny', priority: 100, protocol: '*' };
  const whole = { sourceAddressPrefix: '*', destinationAddressPrefix: '*', destinationPortRange: '22' };

  it.each([
    ['*', undefined],
    ['0-65535', undefined],
    ['1-65535', undefined],
    ['22', true],
    ['1-1023', true],
  ])('is one that shuts a part: %s', (sourcePortRange, fromSome) => {
    const rule = { ...deny, ...whole, sourcePortRange };
    expect(readRule('/nsg', rule)?.fromSome).toBe(fromSome);
    expect(readInbound('nsg', rule)?.fromSome).toBe(fromSome);
    const many = { ...deny, ...whole, sourcePortRanges: ['7', sourcePortRange] };
    expect(readRule('/nsg', many)?.fromSome).toBe(fromSome);
  });

  it('shuts nothing for sure, and leaves nothing open for sure', () => {
    const part = readRule('/nsg', { ...deny, ...whole, sourcePortRange: '22' })!;
    const all = readRule('/nsg', { ...deny, ...whole, sourcePortRange: '*' })!;
    expect(surelyShuts([all], traffic)).toBe(true);
    expect(surelyShuts([part], traffic)).toBe(false);
    const grant = grantFor('g1', 22);
    const see = (...rules: NsgRule[]) => weighRules(grant, [{ address: '10.0.0.4', groups: [rules] }]);
    const late = jit({ priority: 200 });
    expect(see(part, late)).toMatchObject({ letsIn: true, perhapsOut: { priority: 100 } });
    // After a closing: what somebody else lets in is reached, whatever the part says.
    expect(see(part, other({ priority: 300 }))).toMatchObject({ letsIn: true, by: { name: 'by-hand' } });
  });

  it('is no deny rule of the baseline as it was made', () => {
    const made = { name: 'b', addresses: ['10.0.0.4'], port: { number: 22, protocol: '*' as const } };
    const rule = { ...deny, ...whole, name: 'b', destinationAddressPrefix: '10.0.0.4' };
    const asMade = (sourcePortRange: string) =>
      isDenyAsMade(toGroup('/nsg', [{ ...rule, sourcePortRange }]).rules[0]!, made);
    expect(asMade('*')).toBe(true);
    expect(asMade('22')).toBe(false);
  });
});

describe('what the network lets in', () => {
  const grant = grantFor('g1', 22);
  const see = (...groups: NsgRule[][]) => weighRules(grant, [{ address: '10.0.0.4', groups }]);

  it('is the lowest priority number that fits, in every group on the way', () => {
    expect(see([jit(), other({ access: 'deny', priority: 4096 })])).toMatchObject({ letsIn: true });
    expect(see([jit({ priority: 200 }), other({ access: 'deny', priority: 150 })])).toMatchObject({
      letsIn: false,
      by: { priority: 150 },
    });
    expect(see([jit()], [other({ access: 'deny' })])).toMatchObject({
      letsIn: false,
      by: { name: 'by-hand' },
    });
    expect(see([jit()], [])).toMatchObject({ letsIn: false });
    expect(see([jit()], [jit({ nsgId: '/second' })])).toMatchObject({ letsIn: true, ours: [{}, {}] });
  });

  it.each<[string, Partial<AnyRule>]>([
    ['a service tag', { sources: ['AzureCloud'] }],
    ['a destination by tag', { destinations: ['AzureLoadBalancer'] }],
    ['an application security group', { destinations: [], byGroups: true }],
    ['a part of what was asked', { sources: ['203.0.113.7'] }],
  ])('is in doubt where a deny rule before it is about %s', (_, more) => {
    const wide = grantFor('g1', 22, '203.0.113.0/24');
    const rule = jit({ priority: 200, sources: ['203.0.113.0/24'] });
    const deny: AnyRule = other({ access: 'deny', priority: 150, ...more });
    const seeWide = (...groups: AnyRule[][]) => weighRules(wide, [{ address: '10.0.0.4', groups }]);
    expect(seeWide([rule, deny])).toMatchObject({ letsIn: true, perhapsOut: { priority: 150 } });
    expect(seeWide([rule], [rule, deny])).toMatchObject({ letsIn: true, perhapsOut: { priority: 150 } });
    expect(seeWide([rule, { ...deny, priority: 250 }])).not.toHaveProperty('perhapsOut');
    expect(seeWide([rule, { ...deny, ports: ['80'] }])).not.toHaveProperty('perhapsOut');
  });

  it('is not in doubt where another address of the VM is surely reached', () => {
    const deny = other({ access: 'deny', priority: 50, sources: ['AzureCloud'], destinations: ['10.0.0.4'] });
    const both = jit({ destinations: ['10.0.0.4', '10.0.1.4'] });
    const gates = ['10.0.0.4', '10.0.1.4'].map((address) => ({ address, groups: [[both, deny]] }));
    expect(weighRules(grant, gates)).not.toHaveProperty('perhapsOut');
    expect(weighRules(grant, gates.slice(0, 1))).toHaveProperty('perhapsOut');
  });

  it('is what the address of the source’s family sees: nobody comes from IPv4 to IPv6', () => {
    const shut = { access: 'deny', priority: 90, destinations: ['10.0.0.4'] } as const;
    const rules = [other(shut), jit(), other({ priority: 300 })];
    const gates = ['2001:db8::4', '10.0.0.4'].map((address) => ({ address, groups: [rules] }));
    expect(weighRules(grant, gates)).toMatchObject({ letsIn: false, by: { priority: 90 } });
    const sixth = grantFor('g1', 22, '2001:db8:1::7/128');
    expect(weighRules(sixth, gates)).toMatchObject({ letsIn: true, by: { priority: 300 } });
    expect(weighRules(grantFor('g1', 22, '*'), gates)).toMatchObject({ letsIn: true });
  });

  it('is not kept out by a group that is gone, nor by one that is before it no more', () => {
    const shut = [other({ access: 'deny', priority: 150 })];
    const at = { address: '10.0.0.4' };
    expect(weighRules(grant, [{ ...at, groups: [undefined, [jit()]] }])).toMatchObject({ letsIn: true });
    expect(weighRules(grant, [{ ...at, groups: [undefined] }])).toMatchObject({
      ...{ letsIn: false, guarded: true, ours: [] },
    });
    expect(weighRules(grant, [{ ...at, groups: [[jit()]], aside: [shut] }])).toMatchObject({ letsIn: true });
    expect(weighRules(grant, [{ ...at, groups: [shut], aside: [[jit()]] }])).toMatchObject({
      ...{ letsIn: false, guarded: true, ours: [{ name: jit().name }] },
    });
  });

  it('is nothing that can be told where no group guards the VM', () => {
    expect(weighRules(grant, [{ address: '10.0.0.4', groups: [] }])).toMatchObject({
      guarded: false,
      letsIn: false,
    });
  });

  it('sees a rule for two addresses once', () => {
    const both = jit({ destinations: ['10.0.0.4', '10.0.1.4'] });
    const gates = ['10.0.0.4', '10.0.1.4'].map((address) => ({ address, groups: [[both]] }));
    expect(weighRules(grant, gates)).toMatchObject({ ours: [{ name: both.name }], letsIn: true });
  });
});

describe('sources and guards as text', () => {
  it('a source covers another only when it holds all of it', () => {
    expect(covers('203.0.113.0/24', '203.0.113.7')).toBe(true);
    expect(covers('203.0.113.7', '203.0.113.0/24')).toBe(false);
    expect(covers('*', '2001:db8::1/128')).toBe(true);
    expect(covers('0.0.0.0/0', '2001:db8::1/128')).toBe(false);
    expect(covers('Internet', '8.8.8.8/32')).toBe(true);
    expect(covers('Internet', '10.0.0.1/32')).toBe(false);
    expect(covers('Storage', '8.8.8.8/32')).toBe(false);
    expect(covers('Internet', '*')).toBe(false);
    expect(covers('any', '*')).toBe(true);
    expect(covers('203.0.113.0/24', '*')).toBe(false);
  });

  it('IPv4 written as IPv6 is IPv4, wherever it stands', () => {
    expect(covers('203.0.113.0/24', '::ffff:203.0.113.7')).toBe(true);
    expect(covers('::ffff:203.0.113.0/120', '203.0.113.7/32')).toBe(true);
    expect(covers('::/0', '::ffff:203.0.113.7')).toBe(false);
    expect(isIpv6('::ffff:203.0.113.7')).toBe(false);
    expect(azureSource('::ffff:203.0.113.7')).toBe('203.0.113.7');
  });

  it('Azure is told one address without a length, a range as it is counted, and any source as it is', () => {
    expect(azureSource('203.0.113.7/32')).toBe('203.0.113.7');
    expect(azureSource('203.0.113.0/24')).toBe('203.0.113.0/24');
    expect(azureSource('2001:db8::1/128')).toBe('2001:db8::1');
    expect(azureSource('*')).toBe('*');
  });

  it('guards come back from a grant as they went in, and merge by address', () => {
    const guards = [
      { address: '10.0.0.4', nsgIds: ['/a', '/b'] },
      { address: '2001:db8::4', nsgIds: [] },
    ];
    expect(readGuards(writeGuards(guards))).toEqual(guards);
    expect(mergeGuards(guards, [{ address: '10.0.0.4', nsgIds: ['/b', '/c'] }])[0]?.nsgIds).toEqual([
      '/a',
      '/b',
      '/c',
    ]);
  });
});
