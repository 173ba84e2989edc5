import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judge } from '../../src/access/policy/judge.ts';
import { policyOf } from '../fakes/policy.ts';
import { allowed, HOUR, refused, vm, wish } from './policy-fixtures.ts';

const policy = policyOf(readFileSync(new URL('../../examples/policy.yaml', import.meta.url), 'utf8'));
const [engineer, lead, security, onCall] = ['engineers', 'prod-approvers', 'security', 'on-call'].map(
  (name) => policy.groups[name]![0]!.id,
);
const ledger = {
  ...{ requester: engineer!, sources: ['203.0.113.70/32'], durationMs: HOUR },
  vms: [vm({ name: 'ledger-01', tags: { data: 'confidential' } })],
  ...{ ticket: 'CHG0012345', justification: 'The ledger does not close.' },
};

describe('the rules for confidential data of the example', () => {
  test('ask a lead, then security, and on-call where no lead answers', () => {
    const verdict = allowed(judge(policy, wish(ledger)));
    expect(verdict.requirements).toEqual([
      {
        ...{ count: 1, group: 'prod-approvers', rule: 'confidential' },
        ladder: [
          { afterMs: HOUR / 6, ask: [] },
          { afterMs: HOUR / 3, group: 'on-call', ask: [] },
        ],
      },
      { count: 1, group: 'security', rule: 'confidential', stage: 2 },
    ]);
    expect(verdict).toMatchObject({ stepUp: true });
  });

  test('ask two of security for what is long, for nights, and for what runs into one; and only from known networks then', () => {
    const ofSecurity = (over: object) =>
      allowed(judge(policy, wish({ ...ledger, ...over }))).requirements.find(
        ({ group }) => group === 'security',
      )?.count;
    expect([ofSecurity({}), ofSecurity({ durationMs: 1.5 * HOUR })]).toEqual([1, 2]);
    expect(ofSecurity({ at: new Date('2026-07-15T15:01:00Z') })).toBe(2);
    expect(ofSecurity({ at: new Date('2026-07-18T10:00:00Z') })).toBe(2);
    const night = wish({ ...ledger, at: new Date('2026-07-15T23:00:00Z'), sources: ['192.0.2.7/32'] });
    expect(refused(judge(policy, night))).toContain(
      'outside of what rule "confidential-out-of-hours" allows',
    );
  });

  test('let leads ask for engineers, two days ahead', () => {
    const asked = (over: object) => judge(policy, wish({ ...ledger, ...over })).allowed;
    expect([asked({ askedBy: security! }), asked({ aheadMs: 49 * HOUR })]).toEqual([false, false]);
    expect([asked({ askedBy: lead! }), asked({ aheadMs: 48 * HOUR })]).toEqual([true, true]);
  });
});

test('break-glass of the example is for on-call, with a reason, and looked at within a day', () => {
  const broken = { breakGlass: true, durationMs: HOUR, justification: 'The shop is down.' } as const;
  const verdict = allowed(judge(policy, wish({ ...broken, requester: onCall! })));
  expect(verdict).toMatchObject({ requirements: [], review: { group: 'security', withinMs: 24 * HOUR } });
  expect(refused(judge(policy, wish({ ...broken, requester: engineer! })))).toContain(
    'lets you break the glass',
  );
});
