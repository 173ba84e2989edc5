import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decide } from '../../src/access/decide.ts';
import type { AccessRequest, Approval } from '../../src/access/request.ts';
import type { Step } from '../../src/access/step.ts';
import type { Requirement, Verdict } from '../../src/access/verdict.ts';
import { grantOf } from '../fakes/requests.ts';

const MINUTE = 60_000;
const START = new Date('2026-11-23T12:00:00Z');
const REQUESTER = 'riley';
const PEOPLE = [REQUESTER, 'avery', 'blake', 'casey', 'dana'] as const;
const GROUPS = ['a', 'b', 'c'] as const;
const person = (id: string) => ({ id, name: id });

type Membership = ReadonlyMap<string, ReadonlySet<string>>;

const groups = fc.subarray([...GROUPS], { minLength: 1 });
const membership = fc
  .tuple(...PEOPLE.map(() => groups))
  .map((lists) => new Map(PEOPLE.map((id, at) => [id, new Set(lists[at])])) as Membership);

const requirement = fc.record({
  group: fc.constantFrom(...GROUPS),
  count: fc.integer({ min: 1, max: 2 }),
  stage: fc.integer({ min: 1, max: 3 }),
  rungs: fc.array(
    fc.record({
      after: fc.integer({ min: 1, max: 20 }),
      to: fc.option(fc.constantFrom(...GROUPS), { nil: undefined }),
    }),
    { maxLength: 2 },
  ),
});

/** As the policy makes them: each group once. */
const requirements = fc
  .uniqueArray(requirement, { selector: ({ group }) => group, minLength: 1, maxLength: 3 })
  .map((list): readonly Requirement[] =>
    list.map(({ group, count, stage, rungs }) => ({
      ...{ group, count, stage, rule: 'r' },
      ladder: rungs.map(({ after, to }) => ({
        ...{ afterMs: after * MINUTE, ask: [] },
        ...(to === undefined ? {} : { group: to }),
      })),
    })),
  );

type Deed =
  | {
      readonly do: 'click';
      readonly who: string;
      readonly terms: number;
      readonly minutes?: number;
      readonly only?: readonly string[];
    }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'climb' }
  | { readonly do: 'move'; readonly to: Membership };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      {
        do: fc.constant('click' as const),
        who: fc.constantFrom(...PEOPLE),
        terms: fc.constantFrom(1, 1, 1, 0),
        minutes: fc.integer({ min: 0, max: 90 }),
        only: fc.subarray(['g1', 'g2', 'g3'], { minLength: 1 }),
      },
      { requiredKeys: ['do', 'who', 'terms'] },
    ) as fc.Arbitrary<Deed>,
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 2, arbitrary: fc.constant<Deed>({ do: 'climb' }) },
  { weight: 1, arbitrary: membership.map((to): Deed => ({ do: 'move', to })) },
);

/** An approval that was taken, as the model has it: by whom, when, in which order. */
interface Given {
  readonly who: string;
  readonly at: number;
}

/**
 * Whether these approvals, in this order, can have opened it: every requirement of every stage has as many of its own as it
 * asks for, no person is used twice, a stage's all come after the one before was met, and whoever answers through a rung does
 * so after its time. By trying everything.
 */
function sufficient(needs: readonly Requirement[], given: readonly Given[], members: Membership): boolean {
  const stages = [...new Set(needs.map(({ stage = 1 }) => stage))].sort((a, b) => a - b);
  const from = (stage: number, first: number, since: number, used: ReadonlySet<string>): boolean => {
    if (stage === stages.length) return true;
    const seats = needs
      .filter((each) => each.stage === stages[stage])
      .flatMap((each) => Array(each.count).fill(each));
    const fill = (seat: number, taken: ReadonlySet<number>, people: ReadonlySet<string>): boolean => {
      if (seat === seats.length) {
        const last = Math.max(...taken);
        return from(stage + 1, last + 1, given[last]?.at ?? 0, people);
      }
      return given.some(({ who, at }, index) => {
        if (index < first || taken.has(index) || people.has(who) || who === REQUESTER) return false;
        const own = members.get(who) ?? new Set();
        const { group, ladder = [] } = seats[seat] as Requirement;
        const through = ladder.some(
          (rung) => rung.group && own.has(rung.group) && at >= since + rung.afterMs,
        );
        return (
          (own.has(group) || through) && fill(seat + 1, new Set([...taken, index]), new Set([...people, who]))
        );
      });
    };
    return fill(0, new Set(), used);
  };
  return from(0, 0, START.getTime(), new Set());
}

const firstOf = (verdict: Verdict): AccessRequest => ({
  ...{ id: 'aj-000001', requester: person(REQUESTER), askedAt: START, terms: 1, durationMs: 60 * MINUTE },
  grants: [grantOf('planned', 'g1'), grantOf('planned', 'g2')],
  ...{ verdict, approvals: [], status: 'pending', lapsesAt: new Date(START.getTime() + 40 * MINUTE) },
});

const stepOf = (request: AccessRequest, each: Extract<Deed, { do: 'click' }>, members: Membership): Step => {
  const groupsOf = (id: string): readonly string[] => [...(members.get(id) ?? [])];
  const standing: readonly Approval[] = request.approvals.map((given) => ({
    ...given,
    groups: groupsOf(given.by.id),
  }));
  return {
    ...{ step: 'approve', verdict: request.verdict, standing },
    by: { person: person(each.who), groups: groupsOf(each.who), admin: false, onCall: false },
    terms: each.terms === 0 ? request.terms - 1 : request.terms,
    ...(each.minutes === undefined ? {} : { durationMs: each.minutes * MINUTE }),
    ...(each.only === undefined ? {} : { only: each.only }),
  };
};

it('H2, H6, H7, H10, H17: no sequence of clicks by anybody opens a request before every requirement of every stage is met by different people who are entitled, none of them the requester', () => {
  let [tries, opened] = [0, 0];
  fc.assert(
    fc.property(
      requirements,
      membership,
      fc.array(deed, { minLength: 10, maxLength: 40 }),
      (needs, before, deeds) => {
        tries += 1;
        const verdict: Verdict = {
          ...{ rules: ['r'], policy: 'p', requirements: needs, maxDurationMs: 24 * 60 * MINUTE },
          ...{ freeExtensions: 0, pendingMs: 40 * MINUTE, routes: { ask: [], tell: [] } },
        };
        let request = firstOf(verdict);
        let members = before;
        let now = START.getTime();
        const given: Given[] = [];
        for (const each of deeds) {
          if (request.status !== 'pending') break;
          if (each.do === 'wait') now += each.minutes * MINUTE;
          else if (each.do === 'move') members = each.to;
          else {
            const step: Step = each.do === 'climb' ? { step: 'climb' } : stepOf(request, each, members);
            const decision = decide(request, step, new Date(now));
            if ('refused' in decision) continue;
            expect(now < request.lapsesAt.getTime() || each.do === 'climb').toBe(true);
            expect(decision.request.grants.length).toBeGreaterThan(0);
            expect(decision.request.grants.every((grant) => request.grants.includes(grant))).toBe(true);
            if (each.do === 'click') given.push({ who: each.who, at: now });
            request = decision.request;
          }
        }
        if (request.status === 'pending') return;
        opened += 1;
        expect(request.status).toBe('opening');
        expect(sufficient(needs, given, members)).toBe(true);
      },
    ),
    { numRuns: 4_000 },
  );
  // It says nothing where nothing ever opens.
  expect(opened).toBeGreaterThan(tries / 14);
});
