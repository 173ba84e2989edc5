import { describe, expect, test } from 'vitest';
import { judge } from '../../src/access/policy/judge.ts';
import { fitsPattern } from '../../src/access/policy/name-pattern.ts';
import type { Rule } from '../../src/access/policy/rule.ts';
import { formatRange, readRange } from '../../src/access/range.ts';
import { policy, refused, rule, tcp, vm, wish } from './policy-fixtures.ts';

const from = (source: string, ...rules: readonly Rule[]) => judge(policy(rules), wish({ sources: [source] }));

describe('sources', () => {
  test('H22: the whole internet needs a rule that says so, and every matching rule has to', () => {
    for (const source of [
      '0.0.0.0/0',
      '::/0',
      '*',
      '0.0.0.0/1',
      '128.0.0.0/1',
      '::ffff:0.0.0.0/96',
      '2000::/3',
    ]) {
      expect(refused(from(source, rule('a'))), source).toContain('as wide as the internet');
      expect(from(source, rule('a', { anywhere: true })).allowed, source).toBe(true);
      expect(from(source, rule('a', { anywhere: true }), rule('b')).allowed, source).toBe(false);
    }
  });

  test('the smallest prefix holds for its own family, and the refusal says how many addresses it would be', () => {
    const single = rule('single', { minPrefix: { ipv4: 32, ipv6: 128 } });
    expect(from('203.0.113.7/32', single).allowed).toBe(true);
    expect(from('2001:db8::7/128', single).allowed).toBe(true);
    expect(refused(from('203.0.113.0/24', single))).toContain(
      '256 addresses, and rule "single" allows one address at most (/32)',
    );
    expect(refused(from('2001:db8::/64', single))).toContain('(/128)');
    expect(refused(from('::ffff:203.0.113.0/120', single))).toContain('256 addresses');
  });

  test('where a rule names networks, the source lies inside one of them', () => {
    const vpn = rule('vpn-only', { networks: ['vpn'] });
    expect(from('198.51.100.16/28', vpn).allowed).toBe(true);
    expect(from('198.51.100.31', vpn).allowed).toBe(true);
    expect(refused(from('198.51.100.32/32', vpn))).toContain('Come from one of: vpn');
    expect(from('198.51.100.0/24', vpn).allowed).toBe(false);
    expect(from('198.51.100.20/32', rule('gone', { networks: ['gone'] })).allowed).toBe(false);
  });

  test('what is no source is refused, also where everything is allowed', () => {
    for (const source of [
      '',
      '010.0.0.1',
      '256.1.1.1',
      '10.0.0.1/33',
      '10.0.0.0/08',
      'fe80::1%eth0',
      '10.1',
      'vpn',
    ]) {
      expect(from(source, rule('all', { anywhere: true, autoApprove: true })).allowed, source).toBe(false);
    }
  });

  test('a source outside of the JIT policy is refused, naming what Azure allows', () => {
    const jit = { policyId: '/p', number: 22, protocol: '*' as const, maxDurationMs: 3.6e6 };
    const inside = (source: string, ...allowed: readonly (readonly string[])[]) =>
      judge(
        policy([rule('a', { anywhere: true })]),
        wish({
          sources: [source],
          vms: [vm({ jit: allowed.map((sources, at) => ({ ...jit, policyId: `/p/${at}`, sources })) })],
        }),
      );
    expect(inside('203.0.113.7/32', ['203.0.113.0/24']).allowed).toBe(true);
    expect(inside('203.0.113.7/32', ['*']).allowed).toBe(true);
    expect(refused(inside('198.51.100.7/32', ['203.0.113.0/24']))).toContain('It allows: 203.0.113.0/24.');
    expect(inside('0.0.0.0/0', ['203.0.113.0/24']).allowed).toBe(false);
    // It begins where the allowed range begins, and is wider.
    expect(inside('203.0.113.0/24', ['203.0.113.0/25']).allowed).toBe(false);
    // With two policies on one VM, one has to allow all of it; one without any source allows nothing.
    expect(inside('203.0.113.7/32', ['*'], ['198.51.100.0/24']).allowed).toBe(true);
    expect(refused(inside('203.0.113.0/24', ['203.0.113.0/25'], ['203.0.113.128/25']))).toContain(
      'It allows: 203.0.113.0/25, 203.0.113.128/25.',
    );
    // A tag is no range: what it holds cannot be told.
    expect(inside('203.0.113.7/32', ['Internet']).allowed).toBe(false);
    expect(refused(inside('203.0.113.7/32', []))).toContain('no source at all');
  });

  test('JIT entries of other ports are nothing to this one', () => {
    const jit = [{ policyId: '/p', number: 3389, protocol: 'tcp' as const, maxDurationMs: 1, sources: [] }];
    expect(judge(policy([rule('a')]), wish({ ports: [tcp(22)], vms: [vm({ jit })] })).allowed).toBe(true);
  });
});

describe('ranges', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7/32'],
    ['203.0.113.7/24', '203.0.113.0/24'],
    ['10.255.255.255/9', '10.128.0.0/9'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8:0:0::1/64', '2001:db8::/64'],
    ['::ffff:203.0.113.7', '203.0.113.7/32'],
  ])('%s is %s', (text, range) => {
    expect(formatRange(readRange(text)!)).toBe(range);
  });
});

describe('name patterns', () => {
  test.each([
    ['web-*', 'WEB-01', true],
    ['web-*', 'web-', true],
    ['*-01', 'web-01', true],
    ['web-*-eu', 'web-01-eu', true],
    ['a*b*c', 'aXbXbXc', true],
    ['ab*ba', 'aba', false],
    ['*ab*ab', 'ab', false],
    ['*ab*ab', 'abab', true],
    ['web', 'web-01', false],
    ['', 'web', false],
    ['*', '', true],
    ['web.01', 'web-01', false],
    ['*b*', 'aaa', false],
  ])('%s on %s: %s', (pattern, name, fits) => {
    expect(fitsPattern(pattern, name)).toBe(fits);
  });

  test('a pattern that would send a backtracking matcher around for ever answers at once', () => {
    expect(fitsPattern(`${'*a'.repeat(100)}*b`, 'a'.repeat(20_000))).toBe(false);
    expect(fitsPattern(`${'*a'.repeat(100)}*`, 'a'.repeat(20_000))).toBe(true);
  });
});
