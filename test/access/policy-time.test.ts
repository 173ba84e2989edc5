import { describe, expect, it } from 'vitest';
import type { Match, Rule } from '../../src/access/policy/rule.ts';
import { type Terms, termsOf } from '../../src/access/policy/terms.ts';
import { clocksOver, firstGap, partsOf, type Time, type Week } from '../../src/access/policy/time.ts';
import { HOUR, rule, tcp, vm } from './policy-fixtures.ts';

const ms = (text: string): number => Date.parse(`${text}Z`);
const span = (from: string, to: string) => ({ from: ms(from), to: ms(to) });
const week = (from: number, to: number, more: Partial<Week> = {}): Week => ({
  ...{ kind: 'week', hours: [{ from: from * 60, to: to * 60 }], zone: 'UTC' },
  ...more,
});
const parts = (time: Time, [from, to]: readonly [string, string]): readonly string[] =>
  partsOf(time, clocksOver(span(from, to))).map((part) =>
    [part.from, part.to].map((each) => new Date(each).toISOString().slice(5, 19)).join(' to '),
  );

describe('of a span, a rule is about', () => {
  it('its hours of its days', () => {
    const wednesday = week(9, 17, { days: [3] });
    expect(parts(wednesday, ['2026-07-14T12:00', '2026-07-15T12:00'])).toEqual([
      '07-15T09:00:00 to 07-15T12:00:00',
    ]);
    expect(parts(wednesday, ['2026-07-15T10:00:30', '2026-07-15T11:00:15.500'])).toEqual([
      '07-15T10:00:30 to 07-15T11:00:15',
    ]);
    expect(parts(wednesday, ['2026-07-15T17:00', '2026-07-16T12:00'])).toEqual([]);
    expect(parts(wednesday, ['2026-07-15T08:00', '2026-07-15T09:00'])).toEqual([]);
    expect(parts(week(9, 17, { days: [3] }), ['1969-12-31T00:00', '1969-12-31T12:00'])).toEqual([
      '12-31T09:00:00 to 12-31T12:00:00',
    ]);
  });

  it('hours that reach over midnight on the days on which they begin', () => {
    const night = week(22, 6, { days: [2] });
    expect(parts(night, ['2026-07-15T00:00', '2026-07-15T12:00'])).toEqual([
      '07-15T00:00:00 to 07-15T06:00:00',
    ]);
    expect(parts(night, ['2026-07-14T00:00', '2026-07-14T12:00'])).toEqual([]);
    expect(parts(week(9, 9, { days: [2] }), ['2026-07-15T08:00', '2026-07-15T10:00'])).toEqual([
      '07-15T08:00:00 to 07-15T09:00:00',
    ]);
  });

  it('all of it where it names neither days nor hours, day by day', () => {
    const always: Week = { kind: 'week', zone: 'UTC' };
    expect(parts(always, ['2026-07-15T06:00', '2026-07-15T18:00'])).toEqual([
      '07-15T06:00:00 to 07-15T18:00:00',
    ]);
    const three = span('2026-07-15T06:00', '2026-07-18T06:00');
    expect(firstGap(three, partsOf(always, clocksOver(three)))).toBeUndefined();
    expect(parts(week(0, 1), ['2026-07-15T00:00', '2026-07-18T00:00'])).toEqual([
      ...['07-15T00:00:00 to 07-15T01:00:00', '07-16T00:00:00 to 07-16T01:00:00'],
      '07-17T00:00:00 to 07-17T01:00:00',
    ]);
  });

  it('what the clock of its zone shows, on the nights on which that changes', () => {
    const early = week(2, 4, { zone: 'Europe/Berlin' });
    expect(parts(early, ['2026-03-28T22:00', '2026-03-29T06:00'])).toEqual([
      '03-29T01:00:00 to 03-29T02:00:00',
    ]);
    const twice = week(2, 3, { zone: 'Europe/Berlin' });
    expect(parts(twice, ['2026-10-24T20:00', '2026-10-25T06:00'])).toEqual([
      '10-25T00:00:00 to 10-25T01:00:00',
      '10-25T01:00:00 to 10-25T02:00:00',
    ]);
    expect(parts(week(9, 10, { zone: 'Asia/Kolkata' }), ['2026-07-15T00:00:20', '2026-07-15T12:00'])).toEqual(
      ['07-15T03:30:00 to 07-15T04:30:00'],
    );
  });

  it('the night before, however far the clock of its zone is behind', () => {
    expect(
      parts(week(22, 6, { zone: 'Pacific/Honolulu' }), ['2026-07-15T14:30', '2026-07-15T15:30']),
    ).toEqual(['07-15T14:30:00 to 07-15T15:30:00']);
    const clocks = clocksOver(span('2026-07-15T14:30', '2026-07-15T15:30'));
    expect(clocks.in('Pacific/Honolulu')).toBe(clocks.in('Pacific/Honolulu'));
  });

  it('the one time that it names, as the clock of its zone shows it', () => {
    const once = {
      kind: 'once',
      ...span('2026-07-15T09:00', '2026-07-15T17:00'),
      zone: 'Europe/Berlin',
    } as const;
    expect(parts(once, ['2026-07-15T00:00', '2026-07-15T12:00'])).toEqual([
      '07-15T07:00:00 to 07-15T12:00:00',
    ]);
    expect(parts(once, ['2026-07-15T15:00', '2026-07-15T20:00'])).toEqual([]);
  });
});

it('the first gap of a span is where none of its parts is, in whatever order they come', () => {
  const whole = { from: 10, to: 20 };
  const gap = (...of: readonly (readonly [number, number])[]) =>
    firstGap(
      whole,
      of.map(([from, to]) => ({ from, to })),
    );
  expect(gap()).toBe(10);
  expect(gap([11, 20])).toBe(10);
  expect(gap([10, 19])).toBe(19);
  expect(gap([15, 20], [10, 15])).toBeUndefined();
  expect(gap([16, 20], [10, 15])).toBe(15);
  expect(gap([10, 18], [11, 12], [18, 20])).toBeUndefined();
  expect(gap([5, 30])).toBeUndefined();
});

describe('whether a rule holds for some terms', () => {
  const NOON = { from: ms('2026-07-15T12:00'), to: ms('2026-07-15T14:00') };
  const DENY = { deny: 'Not this.', approvals: [] };
  const holds = (match: Partial<Match>, terms: Terms, more: Partial<Rule> = {}): boolean =>
    termsOf(terms).hold(rule('r', { match: { tags: [], ...match }, ...more }));
  const at = (from: number, to: number): Partial<Match> => ({ times: [week(from, to)] });
  const from = (...sources: readonly string[]): Partial<Match> => ({ sources });
  const long = (overMs: number): Partial<Match> => ({ duration: { overMs } });
  const HERE = { sources: ['203.0.113.7/32'] };

  it('is whether it shares an instant, an address with every source, and is about the length', () => {
    expect(holds(at(13, 15), { span: NOON })).toBe(true);
    expect(holds(at(14, 15), { span: NOON })).toBe(false);
    expect(holds({ times: [week(1, 2), week(12, 13)] }, { span: NOON })).toBe(true);
    expect(holds(from('203.0.113.0/24'), HERE)).toBe(true);
    expect(holds(from('198.51.100.0/24'), HERE)).toBe(false);
    expect(holds(from('203.0.113.0/24'), { sources: ['198.51.100.1/32', '203.0.113.7/32'] })).toBe(true);
    expect(holds(long(HOUR), { lengthMs: 2 * HOUR })).toBe(true);
    expect(holds(long(HOUR), { lengthMs: HOUR })).toBe(false);
    expect(holds({}, { ...HERE, span: NOON, lengthMs: HOUR })).toBe(true);
  });

  it('is taken for so where it is not known yet, and forbids nothing for its sake', () => {
    for (const match of [at(1, 2), from('198.51.100.0/24'), long(HOUR)]) {
      expect(holds(match, {})).toBe(true);
      expect(holds(match, {}, DENY)).toBe(false);
    }
    expect(holds({}, {}, DENY)).toBe(true);
  });

  it('is not looked at twice', () => {
    let looks = 0;
    const found: Rule = {
      ...rule('r'),
      get match() {
        looks += 1;
        return { tags: [], ...at(1, 2) };
      },
    };
    const terms = termsOf({ span: NOON });
    expect(terms.hold(found)).toBe(false);
    const once = looks;
    expect([terms.hold(found), looks]).toEqual([false, once]);
  });
});

describe('what no rule gives is named', () => {
  const NOON = { from: ms('2026-07-15T12:00'), to: ms('2026-07-15T14:00') };
  const giving = (...matches: readonly Partial<Match>[]) =>
    matches.map((match, at) => rule(`r${at}`, { match: { tags: [], ...match } }));
  const gap = (terms: Terms, ...matches: readonly Partial<Match>[]) =>
    termsOf(terms).gap(giving(...matches), tcp(22), vm());
  const bare = (part: string, how: string) => ({
    ...{ part, say: expect.stringContaining(`22/tcp on web-01${how}. Ask`) },
  });

  it('by the length', () => {
    const short = { duration: { upToMs: HOUR } };
    expect(gap({ lengthMs: 2 * HOUR }, short)).toEqual(bare('minutes', ' for 2 h'));
    expect(gap({ lengthMs: 2 * HOUR }, short, {})).toBeUndefined();
    expect(gap({}, short)).toBeUndefined();
  });

  it('by the source, where no rule that is about the length gives all of it', () => {
    const office = { sources: ['198.51.100.0/24'] };
    const sources = ['198.51.100.7/32', '203.0.113.7/32'];
    expect(gap({ sources }, office)).toEqual(bare('source', ' from 203.0.113.7/32'));
    expect(gap({ sources }, office, { sources: ['203.0.113.0/24'] })).toBeUndefined();
    expect(gap({ sources: ['198.51.0.0/16'] }, office)).toEqual(bare('source', ' from 198.51.0.0/16'));
    expect(gap({ sources, lengthMs: HOUR }, office, { duration: { overMs: HOUR } })).toEqual(
      bare('source', ' from 203.0.113.7/32'),
    );
    expect(gap({}, office)).toBeUndefined();
  });

  it('by the first instant, on the clock of a rule that has one', () => {
    const until = (to: number, zone: string) => ({ times: [week(0, to, { zone })] });
    expect(gap({ span: NOON }, until(13, 'UTC'))).toEqual(bare('minutes', ' at 2026-07-15 13:00 UTC'));
    expect(gap({ span: NOON }, {})).toBeUndefined();
    expect(gap({ span: NOON }, until(13, 'UTC'), { times: [week(13, 14)] })).toBeUndefined();
    const said = gap({ span: NOON }, until(14, 'Europe/Berlin'), until(13, 'Europe/London'))?.say;
    expect(said).toContain('Berlin');
    expect(gap({ span: NOON }, until(13, 'Europe/London'), until(14, 'Europe/Berlin'))?.say).toBe(said);
  });
});
