import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoDuration, LONGEST_MS, readDuration, sayDuration } from '../../src/access/duration.ts';

const MINUTE = 60_000;

describe('durations', () => {
  it.each([
    ['2h', 120],
    ['90m', 90],
    ['1h30m', 90],
    ['1.5h', 90],
    ['half an hour', 30],
    ['two hours', 120],
    ['PT2H', 120],
    ['pt1h30m', 90],
    ['1h30', 90],
    ['2 hours', 120],
    ['90 minutes', 90],
    ['1 hour 30 minutes', 90],
    ['1 hour and 30 minutes', 90],
    ['an hour', 60],
    ['an hour and a half', 90],
    ['one and a half hours', 90],
    ['two and a half hours', 150],
    ['a couple of hours', 120],
    ['half a day', 720],
    ['a quarter of an hour', 15],
    ['three quarters of an hour', 45],
    ['forty-five minutes', 45],
    ['forty five minutes', 45],
    ['1½h', 90],
    ['ninety mins', 90],
    ['1 day', 1440],
    ['P1DT2H', 1560],
    ['1w', 10_080],
    ['30d', 43_200],
    ['2H', 120],
    ['120s', 2],
    [' 2h ', 120],
  ])('reads %j as %i minutes', (text, minutes) => {
    expect(readDuration(text)).toBe(minutes * MINUTE);
  });

  it.each([
    '',
    '2',
    '90',
    'two',
    '0h',
    'PT0S',
    '-2h',
    '2x',
    '2 fortnights',
    '31d',
    '1h2h',
    '30m1h',
    'P1M',
    'P1Y',
    'PT',
    'P',
    '1e3h',
    '0x2h',
    '1:30',
    '.5h',
    '2h 30',
    '2h 3h',
    'constructor hours',
    '1,5h',
    'h',
    '9'.repeat(190),
    `${'9'.repeat(400)}h`,
    '2h!!x',
  ])('refuses %j and says what to write', (text) => {
    expect(readDuration(text)).toMatchObject({ error: expect.stringMatching(/2h|8h/) });
  });

  it('come back from ISO 8601 and from words as they went', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: LONGEST_MS / 1000 }), (seconds) => {
        expect(readDuration(isoDuration(seconds * 1000))).toBe(seconds * 1000);
        expect(readDuration(sayDuration(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });

  it('are written in one way', () => {
    expect([90 * MINUTE, 24 * 60 * MINUTE, 30_000, 0].map(isoDuration)).toEqual([
      'PT1H30M',
      'PT24H',
      'PT30S',
      'PT0S',
    ]);
    expect([90 * MINUTE, 24 * 60 * MINUTE, 30_000, 0].map(sayDuration)).toEqual([
      '1 h 30 min',
      '24 h',
      '30 s',
      '0 min',
    ]);
  });

  it('never throw', () => {
    fc.assert(fc.property(fc.string(), (text) => void readDuration(text)));
  });
});
