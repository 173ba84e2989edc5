import { describe, expect, it } from 'vitest';
import type { JitRule } from '../../src/access/setup/jit-rule.ts';
import { defaultsFor, recommendedFor, usualRule } from '../../src/access/setup/recommended.ts';
import { ruleFaults, sameRules } from '../../src/access/setup/rule-faults.ts';

const MINUTE = 60_000;
const rule = (more: Partial<JitRule> = {}): JitRule => ({
  ...{ number: 22, protocol: 'tcp', maxDurationMs: 60 * MINUTE, sources: ['203.0.113.0/24'], ...more },
});
const numbers = (rules: readonly JitRule[]) => rules.map(({ number }) => number);

describe('the usual rules', () => {
  it('are the four ports where people sign in, what the system itself uses first', () => {
    expect(numbers(recommendedFor('linux'))).toEqual([22, 3389, 5985, 5986]);
    expect(numbers(recommendedFor('windows'))).toEqual([3389, 5985, 5986, 22]);
  });

  it("are Azure's own by operating system: one port, any protocol, 3 hours, any source", () => {
    expect(defaultsFor('windows')).toEqual([
      { number: 3389, protocol: '*', maxDurationMs: 180 * MINUTE, sources: ['*'] },
    ]);
    expect(numbers(defaultsFor('linux'))).toEqual([22]);
    expect(numbers(defaultsFor('unknown'))).toEqual([22, 3389]);
  });

  it('may be written', () => {
    for (const os of ['linux', 'windows', 'unknown'] as const)
      expect(ruleFaults([...recommendedFor(os)])).toEqual([]);
  });
});

describe('the faults of rules', () => {
  it.each([
    [rule({ number: 65_536 }), '65536/tcp: a port is a whole number from 0 to 65535.'],
    [rule({ number: 2.5 }), '2.5/tcp: a port is a whole number from 0 to 65535.'],
    [rule({ protocol: 'icmp' as never }), '22/icmp: the protocol is tcp, udp or any, not "icmp".'],
    [rule({ maxDurationMs: 4 * MINUTE }), '22/tcp: the longest time is 4 min; Azure takes 5 min to 24 h.'],
    [rule({ maxDurationMs: 1_441 * MINUTE }), '22/tcp: the longest time is 24 h 1 min; Azure takes'],
    [rule({ sources: [] }), '22/tcp: name at least one source that may be asked for'],
    [rule({ sources: ['*', '203.0.113.7'] }), '22/tcp: "any" stands for every source, so it stands alone.'],
    [rule({ sources: ['office'] }), '22/tcp: "office" is not an address.'],
    [rule({ sources: ['203.0.113.7/24'] }), '22/tcp: "203.0.113.7/24" is inside a network'],
  ])('are a sentence: %j', (wrong, sentence) => {
    expect(ruleFaults([wrong])).toEqual([expect.stringContaining(sentence)]);
  });

  it('are told all at once', () => {
    expect(ruleFaults([rule({ number: -1, maxDurationMs: 0, sources: [] })])).toHaveLength(3);
  });

  it.each([0, 65_535])('does not count the port %i among them', (number) => {
    expect(ruleFaults([rule({ number, maxDurationMs: 5 * MINUTE }), usualRule(3389)])).toEqual([]);
  });

  it('has two rules for one port and overlapping protocols among them', () => {
    expect(ruleFaults([rule(), rule({ maxDurationMs: 5 * MINUTE })])).toEqual([
      '22/tcp is there twice: write it once.',
    ]);
    expect(ruleFaults([rule(), rule({ protocol: '*' })])).toEqual([
      '22/tcp and 22/any overlap: keep one of them.',
    ]);
    expect(ruleFaults([rule(), rule({ protocol: 'udp' })])).toEqual([]);
  });

  it('leaves alone what others wrote in ways of their own and what stands so already', () => {
    const odd = rule({ sources: ['10.0.0.5/24'] });
    expect(ruleFaults([odd, usualRule(3389)], [odd])).toEqual([]);
    expect(ruleFaults([{ ...odd, number: 23 }], [odd])).toHaveLength(1);
  });
});

describe('the same rules', () => {
  it('are so in any order and however one address is written', () => {
    const one = [rule({ sources: ['203.0.113.7/32', '198.51.100.0/24'] }), usualRule(3389)];
    const other = [usualRule(3389), rule({ sources: ['198.51.100.0/24', '203.0.113.7'] })];
    expect(sameRules(one, other)).toBe(true);
    expect(sameRules(one, [usualRule(3389)])).toBe(false);
    expect(sameRules([rule(), rule()], [rule(), usualRule(3389)])).toBe(false);
  });
});
