import { describe, expect, it } from 'vitest';
import { jitOf, lettingIn, longEnough } from '../../src/access/jit.ts';
import { smallestCap, tooLong } from '../../src/access/policy/duration-cap.ts';
import type { Rule } from '../../src/access/policy/rule.ts';
import { unfitSource } from '../../src/access/policy/source-cap.ts';
import type { JitPort } from '../../src/access/vm.ts';
import { HOUR, rule, tcp, vm } from './policy-fixtures.ts';

const jit = (hours: number, more: Partial<JitPort> = {}): JitPort => ({
  ...{ policyId: '/p', number: 22, protocol: 'tcp', maxDurationMs: hours * HOUR, sources: ['*'] },
  ...more,
});

describe('of the entries of JIT policies', () => {
  it('those of a port are of its number, and of its protocol or of every one', () => {
    const [own, any] = [jit(1), jit(2, { policyId: '/any', protocol: '*' })];
    const others = [jit(3, { policyId: '/udp', protocol: 'udp' }), jit(4, { number: 23 })];
    expect(jitOf([own, any, ...others], tcp(22))).toEqual([own, any]);
  });

  it('those of one policy and number hold together: Azure is asked for the number alone', () => {
    const own = jit(3, { sources: ['203.0.113.0/24', '198.51.100.7'] });
    const udp = jit(1, { protocol: 'udp', sources: ['203.0.113.7', '198.51.100.0/24'] });
    const both = { protocol: '*', maxDurationMs: HOUR, sources: ['198.51.100.7', '203.0.113.7'] };
    expect(jitOf([own, udp], tcp(22))).toEqual([jit(1, both as Partial<JitPort>)]);
    expect(jitOf([own, udp], { number: 22, protocol: '*' })).toEqual(jitOf([own, udp], tcp(22)));
    expect(jitOf([own, own], { number: 22, protocol: 'udp' })).toEqual([]);
  });

  it('none lets in what is no source, nor for longer than it says', () => {
    expect(lettingIn([jit(1, { sources: ['198.51.100.0/24', 'VirtualNetwork'] })], 'nonsense')).toEqual([]);
    expect(lettingIn([jit(1, { sources: ['VirtualNetwork'] })], '203.0.113.7/32')).toEqual([]);
    expect(longEnough([jit(1), jit(2), jit(3)], 2 * HOUR)).toEqual([jit(2), jit(3)]);
  });
});

describe('the smallest cap', () => {
  const SOURCES = ['203.0.113.7/32'];
  const cap = (rules: readonly Rule[], entries: readonly JitPort[] = [], sources = SOURCES) => {
    const { ms, by } = smallestCap(rules, [vm({ jit: entries })], [tcp(22)], sources);
    return `${ms / HOUR} h by ${by}`;
  };

  it('is that of Azure, of a rule or of a JIT policy, and says whose it is', () => {
    expect(cap([])).toBe('24 h by Azure');
    expect(cap([rule('r')])).toBe('24 h by Azure');
    expect(cap([rule('r', { maxDurationMs: 8 * HOUR })], [jit(9)])).toBe('8 h by rule "r"');
    expect(cap([rule('r', { maxDurationMs: 8 * HOUR })], [jit(3)])).toBe(
      "3 h by Azure's JIT policy for 22/tcp on web-01",
    );
  });

  it('of equal ones is the first by name, in any order', () => {
    const rules = ['b', 'a', 'c'].map((name) => rule(name, { maxDurationMs: HOUR }));
    expect(cap(rules)).toBe('1 h by rule "a"');
    expect(cap(rules.toReversed())).toBe('1 h by rule "a"');
    expect(cap([rule('day', { maxDurationMs: 24 * HOUR })])).toBe('24 h by Azure');
  });

  it('of JIT policies is the longest that lets the source in, and every one where no source is known', () => {
    const elsewhere = jit(1, { policyId: '/c', sources: ['198.51.100.0/24'] });
    const longer = jit(5, { policyId: '/b' });
    expect(cap([], [jit(2), longer, elsewhere])).toContain('5 h by Azure');
    expect(cap([], [elsewhere])).toBe('24 h by Azure');
    expect(cap([], [jit(2), longer, elsewhere], [])).toContain('1 h by');
    expect(cap([], [jit(2, { number: 23 })])).toBe('24 h by Azure');
  });
});

describe('a length', () => {
  const CAP = { ms: 2 * HOUR, by: 'rule "r"' };

  it('is more than nothing, and at most the cap', () => {
    for (const none of [0, -1, Number.NaN])
      expect(tooLong(none, undefined, CAP)).toContain('longer than nothing');
    expect(tooLong(2 * HOUR, undefined, CAP)).toBeUndefined();
    expect(tooLong(3 * HOUR, undefined, CAP)).toBe(
      '3 h is too long: rule "r" allows at most 2 h. Ask for 2 h or less.',
    );
    expect(tooLong(3 * HOUR, 3 * HOUR, CAP)).toContain('3 h is too long');
    expect(tooLong(3 * HOUR, HOUR, CAP)).toContain('3 h is too long');
  });

  it('counts with the whole chain, and what is left of it is offered while it is a minute', () => {
    expect(tooLong(HOUR, 2 * HOUR, CAP)).toBeUndefined();
    const said = (chainMs: number) => tooLong(HOUR, chainMs, CAP);
    expect(said(2.5 * HOUR)).toBe(
      'With this it would be open for 2 h 30 min in all, and rule "r" allows at most 2 h from the first opening to the last end. Ask for at most 30 min more.',
    );
    expect(said(3 * HOUR - 60_000)).toContain('at most 1 min more');
    expect(said(3 * HOUR - 59_999)).toContain('let it close, then ask for it anew');
  });
});

describe('a source', () => {
  const NETWORKS = {
    vpn: { cidrs: ['nonsense', '198.51.100.16/28'], shared: true },
    office: { cidrs: ['192.0.2.0/28'], shared: false },
  };
  const unfit = (source: string, rules: readonly Rule[] = [rule('r')], entries: readonly JitPort[] = []) =>
    unfitSource(source, rules, NETWORKS, [vm({ jit: entries })], [tcp(22)]);

  it('is as wide as the internet below /8 and /16, for which a rule has to say so', () => {
    const wide = rule('wide', { anywhere: true });
    for (const [source, fits] of [
      ...[['10.0.0.0/8', true] as const, ['10.0.0.0/7', false] as const, ['*', false] as const],
      ...[['2001::/16', true] as const, ['2000::/15', false] as const],
    ]) {
      expect(unfit(source) === undefined).toBe(fits);
      expect(unfit(source, [wide])).toBeUndefined();
    }
    expect(unfit('*', [rule('b'), rule('a'), wide])).toContain('rule "a" does not allow that');
  });

  it('is no wider than any rule lets it be', () => {
    const narrow = rule('n', { minPrefix: { ipv4: 28, ipv6: 64 } });
    expect(unfit('203.0.113.0/28', [narrow])).toBeUndefined();
    expect(unfit('203.0.113.0/27', [rule('a'), narrow])).toBe(
      '203.0.113.0/27 is 32 addresses, and rule "n" allows 16 addresses at most (/28). Name the address you come from.',
    );
    expect(unfit('2001:db8::/64', [narrow])).toBeUndefined();
  });

  it('lies in one of the networks that a rule names', () => {
    const inside = rule('in', { networks: ['gone', 'toString', 'vpn'] });
    expect(unfit('198.51.100.20/32', [inside])).toBeUndefined();
    expect(unfit('198.51.100.0/24', [inside])).toContain('Come from one of: gone, toString, vpn.');
    expect(unfit('198.51.100.20/32', [rule('none', { networks: [] })])).toContain(
      'outside of what rule "none"',
    );
  });

  it('is let in by some JIT policy of the port, where there is one', () => {
    expect(unfit('203.0.113.7/32', [], [jit(1)])).toBeUndefined();
    expect(unfit('203.0.113.7/32', [], [jit(1, { number: 23, sources: [] })])).toBeUndefined();
    const here = jit(1, { sources: ['198.51.100.0/24', '192.0.2.0/24'] });
    expect(unfit('203.0.113.7/32', [], [here, jit(1, { policyId: '/b' })])).toBeUndefined();
    expect(unfit('203.0.113.7/32', [], [here, here])).toBe(
      "Azure's JIT policy for 22/tcp on web-01 does not allow 203.0.113.7/32. It allows: 198.51.100.0/24, 192.0.2.0/24.",
    );
    expect(unfit('203.0.113.7/32', [], [jit(1, { sources: [] })])).toContain('It allows: no source at all.');
  });

  it('is one at all', () => {
    expect(unfit('nonsense', [rule('r', { anywhere: true })])).toContain('is not a source');
  });
});
