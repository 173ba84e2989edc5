import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/access/decide.ts';
import type { AccessRequest } from '../../src/access/request.ts';
import type { Step } from '../../src/access/step.ts';
import type { Verdict } from '../../src/access/verdict.ts';

const MINUTE_MS = 60_000;
const NOW = new Date('2026-11-23T12:00:00Z');
const later = (ms: number): Date => new Date(NOW.getTime() + ms);
const person = (name: string) => ({ id: name, name });

const VERDICT: Verdict = {
  ...{ rules: ['r'], policy: 'p', requirements: [{ count: 3, group: 'approvers', rule: 'r' }] },
  ...{ maxDurationMs: 24 * 60 * MINUTE_MS, freeExtensions: 0, pendingMs: 60 * MINUTE_MS },
  routes: { ask: [], tell: [] },
};

/** What somebody approved before the request was changed. */
const OF_OLD_TERMS = { by: person('zoe'), at: NOW, terms: 0, groups: ['approvers'] };

/** A request, of which an extension, or an end that was said, may be part. */
const asked = fc
  .record({
    minutes: fc.integer({ min: 1, max: 1_440 }),
    notAfter: fc.option(fc.integer({ min: 1, max: 2_000 }), { nil: undefined }),
    from: fc.option(fc.integer({ min: -60, max: 600 }), { nil: undefined }),
  })
  .map(
    ({ minutes, notAfter, from }): AccessRequest => ({
      ...{ id: 'aj-000001', requester: person('riley'), askedAt: NOW, terms: 1 },
      ...{ durationMs: minutes * MINUTE_MS, grants: [], verdict: VERDICT, approvals: [OF_OLD_TERMS] },
      ...{ status: 'pending', lapsesAt: later(60 * MINUTE_MS) },
      ...(notAfter === undefined ? {} : { notAfter: later(notAfter * MINUTE_MS) }),
      ...(from === undefined
        ? {}
        : { continues: { id: 'aj-0', from: later(from * MINUTE_MS), chainStart: NOW, count: 1 } }),
    }),
  );

/** What approvers send: any terms, any number that JavaScript has, in any order, the same people again. */
const click = fc.record({
  who: fc.constantFrom('avery', 'blake', 'casey', 'riley', 'dana'),
  group: fc.boolean(),
  terms: fc.integer({ min: 0, max: 4 }),
  current: fc.boolean(),
  durationMs: fc.oneof(
    fc.constantFrom(undefined, 'as asked' as const),
    fc.integer({ min: -5, max: 2_000 }).map((minutes) => minutes * MINUTE_MS),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0.5, 59_999, 1e300),
  ),
});

const endIfOpened = ({ durationMs, notAfter, continues }: AccessRequest): number =>
  Math.min(
    Math.max(NOW.getTime(), continues?.from.getTime() ?? 0) + durationMs,
    notAfter?.getTime() ?? Number.POSITIVE_INFINITY,
  );

describe('approving for less time', () => {
  it('never lengthens what was asked for, whoever approves what in whatever order', () => {
    fc.assert(
      fc.property(asked, fc.array(click, { maxLength: 12 }), (first, clicks) => {
        let request = first;
        for (const { who, group, terms, current, durationMs } of clicks) {
          if (request.status !== 'pending') break;
          const step: Step = {
            ...{ step: 'approve', verdict: VERDICT, standing: request.approvals },
            by: { person: person(who), groups: group ? ['approvers'] : [], admin: false, onCall: false },
            terms: current ? request.terms : terms,
            ...(durationMs === undefined
              ? {}
              : { durationMs: durationMs === 'as asked' ? request.durationMs : durationMs }),
          };
          const decision = decide(request, step, NOW);
          if ('refused' in decision) continue;
          const next = decision.request;
          expect(next.durationMs).toBeGreaterThan(0);
          expect(next.durationMs).toBeLessThanOrEqual(request.durationMs);
          expect(next.terms).toBe(next.durationMs === request.durationMs ? request.terms : request.terms + 1);
          if (next.shortened) expect(next.shortened.askedMs).toBe(first.durationMs);
          if ('until' in next) {
            expect(next.until.getTime()).toBeLessThanOrEqual(endIfOpened(first));
            const givers = new Set(
              next.approvals.filter((each) => each.terms === next.terms).map(({ by }) => by.id),
            );
            expect(givers.size).toBeGreaterThanOrEqual(3);
            expect([givers.has('riley'), givers.has('zoe')]).toEqual([false, false]);
          }
          request = next;
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
