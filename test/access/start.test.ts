import { describe, expect, it } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import { decide } from '../../src/access/decide.ts';
import type { AccessRequest } from '../../src/access/request.ts';
import { decideReview, type ReviewStep } from '../../src/access/review/decide-review.ts';
import { type AccessReview, REVIEW_STEPS, type ReviewStatus } from '../../src/access/review/review.ts';
import { endOf, startOf } from '../../src/access/span.ts';
import { POLICY_ACTOR, type Step } from '../../src/access/step.ts';
import { NOW, requestThatIs, VERDICT } from '../fakes/requests.ts';

const HOUR = 3_600_000;
const at = (hours: number): Date => new Date(NOW.getTime() + hours * HOUR);
const GIVEN = { by: AVERY, at: NOW, terms: 1, groups: ['approvers'] };
const later = (more: Partial<AccessRequest> = {}): AccessRequest =>
  requestThatIs('approved', { startsAt: at(1), approvals: [GIVEN], ...more } as Partial<AccessRequest>);
const start: Step = { step: 'start', verdict: VERDICT, standing: [GIVEN] };

describe('the time of a request', () => {
  const extends_ = (hours: number) => ({
    continues: { id: 'aj-000009', from: at(hours), chainStart: at(-3), count: 1 },
  });

  it('begins now, at its planned start, or at the end of what it extends while that is ahead', () => {
    expect(startOf({}, NOW)).toEqual(NOW);
    expect(startOf({ startsAt: at(1) }, NOW)).toEqual(at(1));
    expect(startOf(extends_(1), NOW)).toEqual(at(1));
    expect(startOf(extends_(-1), NOW)).toEqual(NOW);
  });

  it('ends after its duration, and never after what it may not pass', () => {
    expect(endOf({ durationMs: HOUR, ...extends_(1) }, NOW)).toEqual(at(2));
    expect(endOf({ durationMs: HOUR, notAfter: at(0.5) }, NOW)).toEqual(at(0.5));
  });
});

describe('a start', () => {
  it('H10: is not taken before its time, nor after its end, whatever a timer did', () => {
    expect(decide(later(), start, at(0.9))).toMatchObject({
      refused: expect.stringContaining('before its start'),
    });
    expect(decide(later(), start, at(3))).toMatchObject({ refused: expect.stringContaining('is over') });
    expect(decide(later(), start, at(1))).toMatchObject({ request: { status: 'opening', until: at(3) } });
  });

  it('H8: fixes the end by what was said, however late it is taken', () => {
    expect(decide(later(), start, at(2.5))).toMatchObject({ request: { until: at(3) } });
    expect(decide(later({ notAfter: at(2.75) }), start, at(2.5))).toMatchObject({
      request: { until: at(2.75) },
    });
  });

  it('H6, H17: is not taken by approvals that count for nothing any more, or are too few by now', () => {
    const gone: Step = { ...start, standing: [{ ...GIVEN, groups: [] }] };
    const more: Step = {
      ...start,
      verdict: { ...VERDICT, requirements: [{ count: 2, group: 'approvers', rule: 'new' }] },
    };
    for (const step of [gone, more, { ...start, standing: [] }])
      expect(decide(later(), step, at(1))).toMatchObject({
        refused: expect.stringContaining('not sufficiently approved'),
      });
  });

  it('is waited for once everybody approved, and not where it has come by then', () => {
    const approve: Step = {
      ...{ step: 'approve', terms: 1, verdict: VERDICT, standing: [] },
      by: { person: AVERY, groups: ['approvers'], admin: false, onCall: false },
    };
    const pending = (startsAt: Date) => requestThatIs('pending', { startsAt });
    expect(decide(pending(at(1)), approve, NOW)).toMatchObject({
      request: { status: 'approved', startsAt: at(1) },
    });
    expect(decide(pending(NOW), approve, NOW)).toMatchObject({
      request: { status: 'opening', until: at(2) },
    });
  });
});

it('H6: the policy approves a break-glass only where somebody is named who looks at it afterwards', () => {
  const free = { ...VERDICT, requirements: [] };
  const step = { step: 'approve', by: POLICY_ACTOR, terms: 1, standing: [] } as const;
  const broken = (verdict: typeof free) => requestThatIs('pending', { breakGlass: true, verdict });
  expect(decide(broken(free), { ...step, verdict: free }, NOW)).toMatchObject({
    refused: expect.stringContaining('Nobody is named'),
  });
  const reviewed = { ...free, review: { group: 'approvers', withinMs: HOUR, rule: 'production' } };
  expect(decide(broken(reviewed), { ...step, verdict: reviewed }, NOW)).toMatchObject({
    request: { status: 'opening' },
  });
});

describe('a review', () => {
  const waiting: AccessReview = {
    ...{
      request: 'aj-000001',
      requester: RILEY,
      group: 'approvers',
      rule: 'production',
      withinMs: HOUR,
      since: NOW,
    },
    ...{ status: 'waiting', dueAt: at(1), reported: 0 },
  };
  const { dueAt: _, ...rest } = waiting as Extract<AccessReview, { status: 'waiting' }>;
  const BODIES: Readonly<Record<ReviewStatus, AccessReview>> = {
    waiting,
    reviewed: { ...rest, status: 'reviewed', by: AVERY, found: 'all is well', endedAt: NOW },
  };
  const STEPS: Readonly<Record<ReviewStep['step'], ReviewStep>> = {
    report: { step: 'report' },
    review: { step: 'review', by: BLAKE, member: true, found: 'all is well' },
  };

  for (const status of Object.keys(BODIES) as ReviewStatus[])
    for (const name of Object.keys(STEPS) as ReviewStep['step'][])
      it(`that is ${status} answers the step ${name} as the table says`, () => {
        const targets = (REVIEW_STEPS[status] as Record<string, readonly string[]>)[name] ?? [];
        const decision = decideReview(BODIES[status], STEPS[name], at(1));
        if (targets.length === 0) expect(decision).toEqual({ refused: expect.stringContaining('aj-000001') });
        else expect(targets).toContain('review' in decision ? decision.review.status : decision.refused);
      });

  it('is reported no sooner than it is late, and again only after as long', () => {
    expect(decideReview(waiting, STEPS.report, at(0.9))).toMatchObject({ refused: 'It is not late yet.' });
    expect(decideReview(waiting, STEPS.report, at(1.5))).toMatchObject({
      review: { dueAt: at(2.5), reported: 1 },
    });
  });
});
