import { describe, expect, it } from 'vitest';
import type { Group, GroupRule } from '../../../../src/cloud/azure/network/group.ts';
import { freePriority, keptOutBy, type Wanted } from '../../../../src/cloud/azure/nsg/priority.ts';

const rule = (priority: number, more: Partial<GroupRule> = {}): GroupRule => ({
  ...{ nsgId: '/nsg', name: `r${priority}`, priority, access: 'deny', protocol: '*', sources: ['*'] },
  ...{ destinations: ['*'], ports: ['*'], progress: 'succeeded', byGroups: false, ...more },
});
const group = (...rules: GroupRule[]): Group => ({ nsgId: '/nsg', rules, count: rules.length });
const wanted: Wanted = {
  ...{ name: 'ours', description: '', source: '203.0.113.7/32', addresses: ['10.0.0.4'] },
  ...{ number: 22, protocol: 'tcp' },
};
const run = (from: number, to: number): GroupRule[] =>
  Array.from({ length: to - from + 1 }, (_, index) => rule(from + index, { access: 'allow' }));

describe('the priority of a rule of ours', () => {
  it('leaves Defender the numbers from 100, and is the first that is free', () => {
    expect(freePriority(group(), wanted)).toBe(200);
    expect(freePriority(group(...run(200, 203)), wanted)).toBe(204);
  });

  it.each([
    ['at the end', 4096, 200],
    ['at 1000', 1000, 200],
    ['right behind those of ours', 201, 200],
    ['before those of ours', 150, 149],
    ['at the first but one', 101, 100],
    ['at the very first', 100, undefined],
  ])('beats a deny rule %s', (_, deny, priority) => {
    expect(freePriority(group(rule(deny)), wanted)).toBe(priority);
  });

  it('is none where all before the deny rule are taken', () => {
    expect(freePriority(group(...run(100, 299), rule(300)), wanted)).toBeUndefined();
    expect(freePriority(group(...run(200, 299), rule(300)), wanted)).toBe(199);
  });

  it.each<[string, Partial<GroupRule>]>([
    ['another port', { ports: ['23-80'] }],
    ['another protocol', { protocol: 'udp' }],
    ['another VM', { destinations: ['10.0.0.5'] }],
    ['other sources', { sources: ['198.51.100.0/24'] }],
    ['an allow', { access: 'allow' }],
  ])('need not beat a rule about %s', (_, more) => {
    expect(freePriority(group(rule(150, more)), wanted)).toBe(200);
  });

  it.each<[string, Partial<GroupRule>]>([
    ['a tag that may be anybody', { sources: ['AzureCloud'] }],
    ['a part of the source', { sources: ['203.0.113.7'] }],
    ['the VM among others', { destinations: ['10.0.0.0/24'] }],
    ['an application security group', { sources: ['198.51.100.0/24'], destinations: [], byGroups: true }],
    ['a range of ports with ours', { ports: ['20-25'] }],
  ])('beats a deny rule about %s', (_, more) => {
    const deny = rule(150, more);
    expect(freePriority(group(deny), wanted)).toBe(149);
    expect(keptOutBy(group(deny), rule(200, { name: 'ours' }), wanted)).toBe(deny);
    expect(keptOutBy(group(deny), rule(149, { name: 'ours' }), wanted)).toBeUndefined();
  });
});
