import { describe, expect, it } from 'vitest';
import {
  AZURE_MAX_MS,
  soonest,
  stricter,
  strictest,
  verdictOf,
  withRoutes,
} from '../../src/access/policy/compose.ts';
import type { Rule } from '../../src/access/policy/rule.ts';
import type { Review, Verdict } from '../../src/access/verdict.ts';
import { HOUR, rule } from './policy-fixtures.ts';

const of = (id: string, over: Partial<Rule> = {}): Verdict => verdictOf(rule(id, over), 'hash');
const ticket = { patterns: ['INC-*'], hook: 'tickets' };

describe('what one rule says', () => {
  it('is never longer than Azure allows', () => {
    expect(of('a').maxDurationMs).toBe(AZURE_MAX_MS);
    expect(of('a', { maxDurationMs: 2 * HOUR }).maxDurationMs).toBe(2 * HOUR);
    expect(of('a', { maxDurationMs: 48 * HOUR }).maxDurationMs).toBe(AZURE_MAX_MS);
  });

  it('has its checks, and none where it asks for none', () => {
    expect(of('a')).not.toHaveProperty('checks');
    expect(of('a', { ticket: { patterns: ['INC-*'] } })).not.toHaveProperty('checks');
    expect(of('a', { ticket, requesterNeeds: ['azure-reader'] }).checks).toEqual([
      { kind: 'azure', right: 'azure-reader', rule: 'a' },
      { kind: 'ticket', hook: 'tickets', rule: 'a' },
    ]);
  });

  it('has a ladder only where there is one', () => {
    const ladder = [{ afterMs: HOUR, ask: [] }];
    const [bare] = of('a').requirements;
    expect(bare).toStrictEqual({ count: 1, group: 'approvers', rule: 'a' });
    const [with_] = of('a', { approvals: [{ count: 1, group: 'approvers', ladder }] }).requirements;
    expect(with_).toStrictEqual({ count: 1, group: 'approvers', rule: 'a', ladder });
    const approvals = [
      { count: 1, group: 'approvers' },
      { count: 1, group: 'security', ladder },
    ];
    expect(of('a', { approvals }).requirements[0]).toStrictEqual(bare);
  });
});

describe('of two rules', () => {
  const both = (a: Verdict, b: Verdict): readonly Verdict[] => [stricter(a, b), stricter(b, a)];

  it('requirements stand by group, and the first by name of those that ask for as much speaks', () => {
    const two = {
      approvals: [
        { count: 1, group: 'zebras' },
        { count: 1, group: 'approvers' },
      ],
    };
    for (const { requirements } of both(of('b', two), of('a', two)))
      expect(requirements).toEqual([
        { count: 1, group: 'approvers', rule: 'a' },
        { count: 1, group: 'zebras', rule: 'a' },
      ]);
    const more = { approvals: [{ count: 2, group: 'approvers' }] };
    for (const { requirements } of both(of('b', more), of('a')))
      expect(requirements).toEqual([{ count: 2, group: 'approvers', rule: 'b' }]);
  });

  it('what one asks later is asked later of all, and what nothing comes before says no stage', () => {
    const staged = {
      approvals: [
        { count: 1, group: 'approvers' },
        { count: 1, group: 'security', stage: 2 },
      ],
    };
    for (const { requirements } of both(of('a', staged), of('b')))
      expect(requirements).toStrictEqual([
        { count: 1, group: 'approvers', rule: 'a' },
        { count: 1, group: 'security', rule: 'a', stage: 2 },
      ]);
  });

  it('H5: the shorter time to be open, to wait and to be extended for nothing holds', () => {
    const [long, short] = [
      of('a', { maxDurationMs: 4 * HOUR, freeExtensions: 2, pendingMs: HOUR }),
      of('b', { maxDurationMs: 2 * HOUR, freeExtensions: 1, pendingMs: 2 * HOUR }),
    ];
    for (const both_ of both(long, short))
      expect(both_).toMatchObject({ maxDurationMs: 2 * HOUR, freeExtensions: 1, pendingMs: HOUR });
  });

  it('each check is made once, for the first by name, in one order', () => {
    const checked = { ticket, requesterNeeds: ['azure-jit', 'azure-reader'] as const };
    for (const { checks } of both(of('b', checked), of('a', checked)))
      expect(checks).toEqual([
        { kind: 'azure', right: 'azure-jit', rule: 'a' },
        { kind: 'azure', right: 'azure-reader', rule: 'a' },
        { kind: 'ticket', hook: 'tickets', rule: 'a' },
      ]);
    expect(stricter(of('a'), of('b'))).not.toHaveProperty('checks');
    expect(stricter(of('a'), of('b', checked)).checks).toHaveLength(3);
  });

  it('the policy is the newer one’s, and nobody reviews what no rule wants reviewed', () => {
    expect(strictest([of('a'), of('b'), { ...of('c'), policy: 'newer' }]).policy).toBe('newer');
    expect(stricter(of('a'), of('b'))).not.toHaveProperty('review');
    expect(stricter(of('a'), of('b'))).not.toHaveProperty('stepUp');
    expect(stricter(of('a'), of('b', { stepUp: true }))).toHaveProperty('stepUp', true);
  });
});

it('whoever wants to look soonest looks, and of those the first by name', () => {
  const review = (ruleId: string, withinMs: number): Review => ({ group: ruleId, withinMs, rule: ruleId });
  const [a, b, late] = [review('a', 1), review('b', 1), review('0', 2)];
  for (const reviews of [
    [a, b, late],
    [late, b, a],
    [b, late, a],
  ])
    expect(soonest(reviews)).toBe(a);
  expect(soonest([late])).toBe(late);
  expect(soonest([])).toBeUndefined();
  expect(stricter({ ...of('x'), review: late }, { ...of('y'), review: b }).review).toBe(b);
});

it('a list of routes that no rule named is the policy’s own', () => {
  const defaults = { ask: ['direct'], tell: ['console:on-call'] };
  const routes = { ask: ['teams:a'], tell: ['teams:b'] };
  expect(withRoutes(of('a'), defaults).routes).toEqual(defaults);
  expect(withRoutes(of('a', { routes }), defaults).routes).toEqual(routes);
  expect(withRoutes(of('a', { routes: { ...routes, tell: [] } }), defaults).routes).toEqual({
    ask: ['teams:a'],
    tell: ['console:on-call'],
  });
});
