import { describe, expect, it } from 'vitest';
import { ADA, AVERY, BLAKE, HANA, OLLY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import {
  type Asking,
  counting,
  groupsAskedNow,
  groupsWithSay,
  nextRung,
  stageNow,
  stagesOf,
  unmet,
  wouldCount,
} from '../../src/access/policy/approvals.ts';
import type { Approval, Climbed } from '../../src/access/request.ts';
import type { Requirement, Rung } from '../../src/access/verdict.ts';
import { NOW, requestThatIs, VERDICT } from '../fakes/requests.ts';

const at = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);
const need = (group: string, more: Partial<Requirement> = {}): Requirement => ({
  count: 1,
  group,
  rule: 'r',
  ...more,
});
const rung = (minutes: number, group?: string): Rung => ({
  ...{ afterMs: minutes * 60_000, ask: [] },
  ...(group ? { group } : {}),
});
const given = (by: Person, minutes: number, ...groups: readonly string[]): Approval => ({
  ...{ by, at: at(minutes), terms: 1, groups },
});
const asking = (
  requirements: readonly Requirement[],
  approvals: readonly Approval[] = [],
  more: Partial<Asking> = {},
) => requestThatIs('pending', { verdict: { ...VERDICT, requirements }, approvals, ...more }) as Asking;
const who = (request: Asking): readonly string[] =>
  counting(request).map(({ by }) => by.name.split(' ', 1)[0] ?? '');
const open = (request: Asking): readonly string[] => unmet(request).map(({ group }) => group);

it('H6: stages are asked by their numbers, however the groups are called', () => {
  const request = asking([need('approvers', { stage: 10 }), need('leads', { stage: 2 }), need('owners')]);
  expect(stagesOf(request).map(({ stage }) => stage)).toEqual([1, 2, 10]);
  expect(groupsAskedNow(request)).toEqual(['owners']);
});

describe('of one stage', () => {
  const both = [need('approvers'), need('leads')];

  it('each person counts once, for one requirement, and whoever is too many for none', () => {
    const a = given(AVERY, 1, 'approvers', 'leads');
    expect(open(asking(both, [a]))).toHaveLength(1);
    expect(open(asking(both, [a, { ...a, at: at(2) }]))).toHaveLength(1);
    expect(
      who(asking(both, [given(AVERY, 1, 'approvers'), given(BLAKE, 2, 'approvers'), given(ADA, 3, 'leads')])),
    ).toEqual(['Avery', 'Ada']);
    expect(who(asking(both, [a, given(BLAKE, 2, 'approvers')])).toSorted()).toEqual(['Avery', 'Blake']);
    expect(who(asking(both, [given(OLLY, 1, 'others')]))).toEqual([]);
  });

  it('whoever can do for another requirement gives way, and the rest stay in the order in which they came', () => {
    const three = [
      given(AVERY, 1, 'approvers', 'leads'),
      given(BLAKE, 2, 'approvers'),
      given(ADA, 3, 'approvers'),
    ];
    const [stage] = stagesOf(asking([need('approvers', { count: 2 }), need('leads')], three));
    expect(stage?.needs.map((each) => each.given.map(({ by }) => by.id))).toEqual([
      [BLAKE.id, ADA.id],
      [AVERY.id],
    ]);
  });

  it('approvals of other terms count for nothing, nor does a click where a sign-in is asked for', () => {
    expect(who(asking(both, [{ ...given(AVERY, 1, 'approvers'), terms: 2 }]))).toEqual([]);
    const strict = (approval: Approval): Asking => {
      const request = asking(both, [approval]);
      return { ...request, verdict: { ...request.verdict, stepUp: true } };
    };
    expect(who(strict(given(AVERY, 1, 'approvers')))).toEqual([]);
    expect(who(strict({ ...given(AVERY, 1, 'approvers'), confirmed: true }))).toEqual(['Avery']);
    expect(wouldCount(strict(given(AVERY, 1, 'approvers')), AVERY, ['approvers'], at(2))).toBe(true);
  });

  it('those are asked of whom somebody is missing', () => {
    expect(groupsAskedNow(asking(both))).toEqual(['approvers', 'leads']);
    const half = asking(both, [given(AVERY, 1, 'approvers')]);
    expect(groupsAskedNow(half)).toEqual(['leads']);
    expect(groupsWithSay(half)).toEqual(['approvers', 'leads']);
    expect(wouldCount(half, BLAKE, ['approvers'], at(2))).toBe(false);
    expect(wouldCount(half, BLAKE, ['leads'], at(2))).toBe(true);
  });
});

describe('of two stages', () => {
  const two = [need('approvers'), need('leads', { stage: 2, count: 2 })];

  it('the second is asked once the first is met, and nobody counts for it who came before or counts already', () => {
    const first = given(AVERY, 1, 'approvers', 'leads');
    const early = given(BLAKE, 0, 'leads');
    expect(stagesOf(asking(two)).map(({ since }) => since)).toEqual([NOW, undefined]);
    expect(stagesOf(asking(two, [first])).map(({ since }) => since)).toEqual([NOW, at(1)]);
    expect(who(asking(two, [early, first]))).toEqual(['Avery']);
    expect(who(asking(two, [first, { ...first, at: at(2) }]))).toEqual(['Avery']);
    expect(who(asking(two, [first, given(BLAKE, 2, 'leads')]))).toEqual(['Avery', 'Blake']);
    const all = asking(two, [first, given(BLAKE, 2, 'leads'), given(ADA, 3, 'leads')]);
    expect(who(all)).toEqual(['Avery', 'Blake', 'Ada']);
    expect([open(all), stageNow(all), groupsAskedNow(all)]).toEqual([[], undefined, []]);
  });

  it('those of the second have a say before they are asked, and no rung meanwhile', () => {
    const ladder = [rung(5, 'on-call')];
    const waiting = asking([need('approvers'), need('leads', { stage: 2, ladder })]);
    expect(groupsAskedNow(waiting)).toEqual(['approvers']);
    expect(groupsWithSay(waiting)).toEqual(['approvers', 'leads']);
    expect(stagesOf(waiting).map(({ needs }) => needs[0]?.ladder)).toEqual([[], []]);
    expect(nextRung(waiting)).toBeUndefined();
    const asked = { ...waiting, approvals: [given(AVERY, 3, 'approvers')] };
    expect(nextRung(asked)?.dueAt).toEqual(at(8));
  });
});

describe('of a ladder', () => {
  const ladder = [rung(10, 'on-call'), rung(5)];
  const climbed: Climbed = { at: at(10), group: 'approvers', to: 'on-call' };
  const reminded: Climbed = { at: at(5), group: 'approvers' };

  it('the people of a rung count from the moment on at which it was reached', () => {
    const by = (minutes: number, record: readonly Climbed[]): readonly string[] =>
      who(asking([need('approvers', { ladder })], [given(HANA, minutes, 'on-call')], { climbed: record }));
    expect(by(20, [])).toEqual([]);
    expect(by(20, [reminded])).toEqual([]);
    expect(by(20, [climbed])).toEqual(['Hana']);
    expect(by(10, [climbed])).toEqual(['Hana']);
    expect(by(9, [climbed])).toEqual([]);
  });

  it('and are asked, and have a say', () => {
    const request = asking([need('approvers', { ladder })], [], { climbed: [climbed] });
    expect(groupsAskedNow(request)).toEqual(['approvers', 'on-call']);
    expect(groupsWithSay(request)).toEqual(['approvers', 'on-call']);
    expect(groupsAskedNow({ ...request, climbed: [reminded] })).toEqual(['approvers']);
  });

  it('the next rung is the soonest that was not reached, of what is still open', () => {
    const next = (request: Asking) => {
      const found = nextRung(request);
      return found && [found.requirement.group, found.dueAt, found.rung.group];
    };
    const two = [need('approvers', { ladder }), need('leads', { ladder: [rung(7)] })];
    expect(next(asking(two))).toEqual(['approvers', at(5), undefined]);
    expect(next(asking(two, [], { climbed: [reminded] }))).toEqual(['leads', at(7), undefined]);
    expect(next(asking(two.toReversed()))).toEqual(['approvers', at(5), undefined]);
    expect(next(asking(two, [given(AVERY, 1, 'approvers')]))).toEqual(['leads', at(7), undefined]);
    expect(next(asking(two.slice(0, 1), [], { climbed: [reminded, climbed] }))).toBeUndefined();
    expect(next(asking(two, [given(AVERY, 1, 'approvers'), given(ADA, 2, 'leads')]))).toBeUndefined();
  });
});
