import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { strictest, verdictOf } from '../../src/access/policy/compose.ts';
import { fitSource, fitVm } from '../../src/access/policy/fit.ts';
import { denies, judge, matching } from '../../src/access/policy/judge.ts';
import type { PolicyWish } from '../../src/access/policy/policy.ts';
import type { Rule } from '../../src/access/policy/rule.ts';
import { rulesNear } from '../../src/access/policy/rule-index.ts';
import type { Time } from '../../src/access/policy/time.ts';
import { isAboutWho, whoAsks } from '../../src/access/policy/who.ts';
import { anyBroken, anyInstant, anyRule, anyRules, anyTime, anyVm, anyWish } from './any-policy.ts';
import { HOUR, policy, rule, wish } from './policy-fixtures.ts';

/** What a clock on the wall says of a rule's time, minute by minute: the plain reading, without any arithmetic of instants. */
function isIn(time: Time, instant: Date): boolean {
  const parts = formatOf(time.zone).formatToParts(instant);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  const minutes = Number(part('hour')) * 60 + Number(part('minute'));
  if (time.kind === 'once') {
    const shown = Date.parse(`${part('year')}-${part('month')}-${part('day')}T00:00Z`) + minutes * 60_000;
    return time.from <= shown && shown < time.to;
  }
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(part('weekday'));
  const isOn = (each: number): boolean => time.days === undefined || time.days.includes(each);
  return (time.hours ?? [{ from: 0, to: 1440 }]).some(({ from, to }) =>
    to > from
      ? isOn(day) && from <= minutes && minutes < to
      : (isOn(day) && from <= minutes) || (isOn((day + 6) % 7) && minutes < to),
  );
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const format =
    FORMATS.get(zone) ??
    new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone: zone, weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    });
  FORMATS.set(zone, format);
  return format;
}

const instantsOf = ({ at, durationMs }: PolicyWish): readonly Date[] =>
  Array.from(
    { length: Math.ceil(Math.min(durationMs, 24 * HOUR) / (7 * 60_000)) },
    (_, step) => new Date(at.getTime() + step * 7 * 60_000),
  );

describe('every part of what is allowed', () => {
  test('is given by a rule about it, at each instant, and denied by none', () => {
    fc.assert(
      fc.property(anyRules, anyWish, (rules, asked) => {
        fc.pre(judge(policy(rules), asked).allowed);
        const who = whoAsks(policy([]).groups, asked);
        for (const vm of asked.vms)
          for (const source of asked.sources)
            for (const instant of instantsOf(asked)) {
              const here = rules.filter(
                (each) =>
                  isAboutWho(each, who) &&
                  fitVm(each.match, vm) !== 'none' &&
                  (each.match.times?.some((time) => isIn(time, instant)) ?? true),
              );
              expect(
                here.some((each) => each.deny === undefined && fitSource(each.match, source) === 'all'),
              ).toBe(true);
            }
      }),
      { numRuns: 300 },
    );
  });

  test('a rule holds for a time exactly where a clock on the wall shows it', () => {
    fc.assert(
      fc.property(anyTime, anyInstant, (time, at) => {
        const minute = wish({ at, durationMs: 60_000 });
        const frozen = policy([rule('all'), rule('no', { match: { tags: [], times: [time] }, deny: 'No.' })]);
        const only = policy([rule('then', { match: { tags: [], times: [time] } })]);
        expect(denies(frozen, minute) !== undefined).toBe(isIn(time, at));
        expect(judge(only, minute).allowed).toBe(isIn(time, at));
      }),
      { numRuns: 3000 },
    );
  });

  test('over a longer span a freeze holds from its first minute, and a permission up to its last', () => {
    fc.assert(
      fc.property(anyTime, anyInstant, fc.integer({ min: 1, max: 24 * 60 }), (time, at, minutes) => {
        const span = wish({ at, durationMs: minutes * 60_000 });
        const shown = Array.from({ length: minutes }, (_, step) =>
          isIn(time, new Date(at.getTime() + step * 60_000)),
        );
        const frozen = policy([rule('all'), rule('no', { match: { tags: [], times: [time] }, deny: 'No.' })]);
        const only = policy([rule('then', { match: { tags: [], times: [time] } })]);
        expect(denies(frozen, span) !== undefined).toBe(shown.includes(true));
        expect(judge(only, span).allowed).toBe(!shown.includes(false));
      }),
      { numRuns: 200 },
    );
  });
});

describe('what holds', () => {
  test('H2: the verdict is as strict as every rule that holds by itself', () => {
    fc.assert(
      fc.property(anyRules, anyWish, (rules, asked) => {
        const judgement = judge(policy(rules), { ...asked, extension: 0 });
        fc.pre(judgement.allowed && !asked.breakGlass);
        const { verdict } = judgement as Extract<typeof judgement, { allowed: true }>;
        const own = rules.filter((each) => verdict.rules.includes(each.id));
        const alone = own.map((each) => verdictOf(each, 'a'.repeat(64)));
        const { requirements, checks = [] } = strictest(alone);
        expect([verdict.requirements, verdict.checks ?? []]).toEqual([requirements, checks]);
        expect(verdict.stepUp === true).toBe(own.some((each) => each.stepUp));
        for (const each of own) {
          for (const { group, count } of each.approvals)
            expect(requirements.find((found) => found.group === group)?.count).toBeGreaterThanOrEqual(count);
          if (asked.askedBy !== undefined && asked.askedBy !== asked.requester)
            expect(each.onBehalfOf).toBeDefined();
          if (each.ticket) expect(asked.ticket).toBeDefined();
          expect(Array.from(asked.justification ?? '').length).toBeGreaterThanOrEqual(
            each.justification?.minLength ?? 0,
          );
          expect(asked.aheadMs ?? 0).toBeLessThanOrEqual(each.startWithinMs ?? 7 * 24 * HOUR);
        }
      }),
    );
  });

  test('break-glass opens without approvals and tickets, and with everything else, a reason and a review', () => {
    fc.assert(
      fc.property(anyRules, anyBroken, (rules, broken) => {
        const judgement = judge(policy(rules), broken);
        fc.pre(judgement.allowed);
        const { verdict } = judgement as Extract<typeof judgement, { allowed: true }>;
        const own = rules.filter((each) => verdict.rules.includes(each.id));
        expect(own.some((each) => each.breakGlass && each.deny === undefined)).toBe(true);
        expect([verdict.requirements, verdict.stepUp]).toEqual([[], undefined]);
        expect(verdict.checks?.some(({ kind }) => kind === 'ticket') ?? false).toBe(false);
        expect(verdict.review).toBeDefined();
        for (const each of own) {
          expect(verdict.maxDurationMs).toBeLessThanOrEqual(each.maxDurationMs ?? Infinity);
          for (const right of each.requesterNeeds ?? [])
            expect(verdict.checks?.some((check) => check.kind === 'azure' && check.right === right)).toBe(
              true,
            );
        }
      }),
    );
  });

  test('nobody gets more by breaking the glass than somebody whom no rule stops, and nobody without a rule that lets them', () => {
    fc.assert(
      fc.property(anyRules, anyWish, (rules, asked) => {
        const broken = { ...asked, breakGlass: true } as const;
        const without = rules.filter((each) => each.breakGlass === undefined);
        expect(judge(policy(without), broken).allowed).toBe(false);
        const denied = denies(policy(rules), broken);
        if (denied !== undefined) expect(judge(policy(rules), broken).allowed).toBe(false);
      }),
    );
  });

  test('the index leaves no rule out that is about a VM', () => {
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 30 }), anyWish, anyVm, (rules, asked, vm) => {
        const who = whoAsks(policy([]).groups, asked);
        const about = (list: readonly Rule[]) =>
          list.filter((each) => isAboutWho(each, who) && fitVm(each.match, vm) !== 'none');
        expect(about(rulesNear(rules, who, vm))).toEqual(about(rules));
      }),
      { numRuns: 500 },
    );
  });

  test('the rules that hold are named in file order, each once', () => {
    fc.assert(
      fc.property(anyRules, anyWish, (rules, asked) => {
        const { rules: found } = matching(policy(rules), asked);
        expect(found).toEqual(rules.filter((each) => found.includes(each)));
      }),
    );
  });
});
