import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain, heldOf } from '../../src/access/policy/explain.ts';
import { insteadOf } from '../../src/access/policy/explain-instead.ts';
import { judge } from '../../src/access/policy/judge.ts';
import type { Policy, PolicyWish } from '../../src/access/policy/policy.ts';
import type { Rule } from '../../src/access/policy/rule.ts';
import type { Time } from '../../src/access/policy/time.ts';
import { anyRules, anyWish } from './any-policy.ts';
import { HOUR, id, policy, rule, wish } from './policy-fixtures.ts';

/** What the reasons alone come to: composed here once more, from what each rule asks by itself. */
function composed({ reasons, obstacles }: ReturnType<typeof explain>) {
  const held = reasons.filter(({ misses }) => misses.length === 0);
  const asks = held.flatMap((reason) => reason.asks);
  const counts = new Map<string, number>();
  for (const ask of asks)
    if (ask.kind === 'approvals') counts.set(ask.group, Math.max(ask.count, counts.get(ask.group) ?? 0));
  const caps = asks.flatMap((ask) => (ask.kind === 'maxDuration' ? [ask.ms] : []));
  const free = held.map(
    ({ asks: own }) => own.flatMap((ask) => (ask.kind === 'freeExtensions' ? [ask.count] : []))[0] ?? 0,
  );
  return {
    rules: held.map(({ rule }) => rule),
    allowed: obstacles.length === 0 && held.length > 0 && !asks.some(({ kind }) => kind === 'deny'),
    counts: [...counts].sort(([a], [b]) => (a < b ? -1 : 1)),
    cap: Math.min(...caps, Number.POSITIVE_INFINITY),
    free: Math.min(...free),
  };
}

/** Guests, and shared accounts. */
const few = fc.subarray([id(1), id(2), id(3)]);

describe('the reasons of an explanation', () => {
  it('reproduce the verdict: which rules hold, whether it passes, and what is asked', () => {
    fc.assert(
      fc.property(anyRules, anyWish, few, few, (rules, wish, guests, neverPeople) => {
        const from = policy(rules, { guests, neverPeople });
        const reasons = composed(explain(from, wish));
        const judgement = judge(from, wish);
        expect(reasons.allowed).toBe(judgement.allowed);
        const said = judgement.allowed ? judgement.verdict.rules : judgement.rules;
        expect(reasons.rules).toEqual(said);
        if (!judgement.allowed) return;
        const { verdict } = judgement;
        expect(verdict.maxDurationMs).toBeLessThanOrEqual(reasons.cap);
        expect(verdict.freeExtensions).toBe(reasons.free);
        const { extension = 0, breakGlass } = wish;
        if (breakGlass || (extension >= 1 && extension <= reasons.free)) return;
        expect(verdict.requirements.map(({ group, count }) => [group, count])).toEqual(reasons.counts);
      }),
      { numRuns: 2_000 },
    );
  });

  it('name what a refusal says among all that stands in the way', () => {
    fc.assert(
      fc.property(anyRules, anyWish, (rules, wish) => {
        const { judgement, obstacles } = explain(policy(rules), wish);
        if (judgement.allowed) return;
        expect(obstacles.length).toBeGreaterThan(0);
        const said = obstacles.map(({ say }) => say);
        // A refusal may be several of them in one.
        const rest = said.reduce((left, say) => left.replace(say, ''), judgement.refused);
        expect(said.join('\n')).not.toBe('');
        expect(rest.trim(), `${judgement.refused}\n${said.join('\n')}`).toBe('');
      }),
      { numRuns: 1_000 },
    );
  });

  it('say of a rule that does not hold what it is about', () => {
    fc.assert(
      fc.property(anyRules, anyWish, (rules, wish) => {
        const explanation = explain(policy(rules), wish);
        for (const { misses } of explanation.reasons) for (const { say } of misses) expect(say).not.toBe('');
        expect(heldOf(explanation).length).toBeLessThanOrEqual(rules.length);
      }),
    );
  });
});

describe('what would make it pass', () => {
  const from = (...rules: readonly Rule[]) => policy(rules);
  const says = (p: Policy, w: PolicyWish) => insteadOf(p, w).map(({ changes }) => changes.join(' '));
  const prod = rule('prod', { maxDurationMs: 2 * HOUR });

  it('is nothing where it passes, and where nothing helps', () => {
    expect(says(from(prod), wish())).toEqual([]);
    expect(says(from(prod, rule('no', { deny: 'Never.' })), wish({ durationMs: 9 * HOUR }))).toEqual([]);
  });

  it('is a shorter time, the longest that passes first', () => {
    expect(
      says(from(prod, rule('all', { maxDurationMs: 4 * HOUR })), wish({ durationMs: 9 * HOUR })),
    ).toEqual(['for 2 h']);
  });

  it('is one address, or a network of the policy', () => {
    const host = from(rule('one', { minPrefix: { ipv4: 32, ipv6: 128 } }));
    expect(says(host, wish({ sources: ['203.0.113.0/28'] }))).toEqual(['from one address']);
    const vpn = from(rule('one', { networks: ['vpn'] }));
    expect(says(vpn, wish())).toEqual(['from vpn']);
  });

  it('is another time: within the hours of the rule that gives, and after a freeze', () => {
    const hours: Time = {
      kind: 'week',
      days: [1, 2, 3, 4, 5],
      hours: [{ from: 540, to: 1080 }],
      zone: 'Europe/Berlin',
    };
    const office = from(rule('office', { match: { tags: [], times: [hours] } }));
    const night = new Date('2026-07-15T20:00:00Z');
    expect(says(office, wish({ at: night }))[0]).toBe('starting 2026-07-16 09:00 Europe/Berlin');
  });

  it('is a ticket and a reason of the form that is wanted', () => {
    const change = rule('change', { ticket: { patterns: ['CHG####'] }, justification: { minLength: 20 } });
    expect(says(from(change), wish())).toEqual([
      'with a ticket like "CHG####" with a reason of at least 20 characters',
    ]);
  });

  it('is several of these at once where one is not enough', () => {
    const strict = rule('strict', {
      maxDurationMs: HOUR,
      networks: ['vpn'],
      ticket: { patterns: ['INC-*'] },
    });
    const asked = wish({ durationMs: 3 * HOUR, sources: ['0.0.0.0/0'] });
    expect(says(from(strict), asked)).toEqual(['for 1 h from vpn with a ticket like "INC-*"']);
  });

  it('passes when it is asked, whatever the rules', () => {
    fc.assert(
      fc.property(anyRules, anyWish, (rules, asked) => {
        for (const each of insteadOf(policy(rules), asked))
          expect(judge(policy(rules), each.wish).allowed).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
