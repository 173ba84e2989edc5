import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import { decide } from '../../src/access/decide.ts';
import { type Grant, type GrantState, mayBeOpen } from '../../src/access/grant.ts';
import { type AccessRequest, ENDED, STEPS, type Status } from '../../src/access/request.ts';
import type { Actor, Step } from '../../src/access/step.ts';
import { grantOf, NOW, requestThatIs, VERDICT } from '../fakes/requests.ts';

const MINUTE_MS = 60_000;
const actor = (person: Actor['person'], groups: readonly string[] = []): Actor => ({
  ...{ person, groups, admin: false, onCall: false },
});
const someone = fc.constantFrom(
  actor(RILEY),
  actor(RILEY, ['approvers']),
  actor(AVERY, ['approvers']),
  actor(BLAKE),
);
const why = fc.constant('Because.');
const states: readonly GrantState[] = ['planned', 'sent', 'open', 'doubtful', 'failed', 'closed'];
const grants = fc
  .tuple(fc.constantFrom(...states), fc.constantFrom(...states))
  .map(([one, other]): readonly Grant[] => [grantOf(one, 'g1'), grantOf(other, 'g2')]);
const named = <S extends Step['step']>(step: S) => fc.constant(step);

/** Anything at all that anybody, the clock or the cloud could ask for, whatever the request is. */
const step = fc.oneof(
  fc.record({
    step: named('approve'),
    by: someone,
    terms: fc.constantFrom(1, 2),
    verdict: fc.constant(VERDICT),
    standing: fc.constant([]),
  }),
  fc.record({ step: named('deny'), by: someone, terms: fc.constantFrom(1, 2) }),
  fc.record({ step: fc.constantFrom('cancel' as const, 'close' as const), by: someone }),
  fc.record({ step: fc.constantFrom('lapse' as const, 'left' as const), why }),
  fc.record({ step: fc.constantFrom('expire' as const, 'warn' as const, 'climb' as const) }),
  fc.record({ step: fc.constantFrom('opened' as const, 'closed' as const), grants }),
  fc.record({
    step: fc.constantFrom('openFailed' as const, 'gone' as const, 'closeFailed' as const),
    grants,
    why,
  }),
  fc.record({
    step: named('start'),
    verdict: fc.constant(VERDICT),
    standing: fc.constantFrom([], [{ by: AVERY, at: NOW, terms: 1, groups: ['approvers'] }]),
  }),
) as fc.Arbitrary<Step>;

const moment = fc.record({ step, minutes: fc.constantFrom(0, 0, 0, 0, 5, 31) });
const start = fc.constantFrom<AccessRequest>(
  requestThatIs('pending'),
  requestThatIs('pending', { startsAt: new Date(NOW.getTime() + 20 * MINUTE_MS) } as object),
);

const followers = (status: Status): readonly Status[] =>
  Object.values(STEPS[status] as Readonly<Record<string, readonly Status[]>>).flat();

/** What must be so of every step that is let through, whatever the table's code says. */
function checkStep(was: AccessRequest, taken: Step, now: Date, is: AccessRequest): void {
  expect(ENDED).not.toContain(was.status);
  expect(followers(was.status)).toContain(is.status);
  expect(is).toMatchObject({ id: was.id, requester: was.requester, askedAt: was.askedAt });
  expect(is.terms).toBeGreaterThanOrEqual(was.terms);
  if ('until' in was && 'until' in is) expect(is.until).toEqual(was.until);
  if (is.status === 'opening' && was.status !== 'opening')
    expect(is.until.getTime()).toBeLessThanOrEqual((was.startsAt ?? now).getTime() + was.durationMs);
  if (is.status === 'open' && taken.step === 'opened')
    expect(is.grants.some(({ state }) => state === 'open')).toBe(true);
  if (is.status === 'closed') expect(is.grants.some(mayBeOpen)).toBe(false);
  if (taken.step === 'approve') expect(taken.by.person.id).not.toBe(RILEY.id);
}

it('no sequence of steps leads anywhere that the table does not, out of an end, past an end, or to "open" and "closed" without a grant that shows it', () => {
  const reached = new Set<Status>(['pending']);
  fc.assert(
    fc.property(start, fc.array(moment, { minLength: 5, maxLength: 40 }), (first, moments) => {
      let request = first;
      let now = NOW.getTime();
      for (const each of moments) {
        now += each.minutes * MINUTE_MS;
        const decision = decide(request, each.step, new Date(now));
        if ('refused' in decision) {
          expect(decision.refused).not.toBe('');
          continue;
        }
        checkStep(request, each.step, new Date(now), decision.request);
        request = decision.request;
        reached.add(request.status);
      }
    }),
    { numRuns: 5_000 },
  );
  // It says nothing of what it never came to.
  expect([...reached].sort()).toEqual((Object.keys(STEPS) as Status[]).sort());
});
