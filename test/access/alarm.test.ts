import { expect, it } from 'vitest';
import { AVERY, BLAKE } from '../../sandbox/demo/people.ts';
import { isToldNow, told } from '../../src/access/alarm.ts';
import type { Trouble } from '../../src/access/request.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 24, 16);

/** After how many minutes it is told, where it is tried every two minutes and fails for this reason. */
function tellings(days: number, whyAt: (minute: number) => string): readonly number[] {
  let trouble: Trouble | undefined;
  const at: number[] = [];
  for (let minute = 0; minute < days * 24 * 60; minute += 2) {
    const now = new Date(START + minute * MINUTE);
    const why = whyAt(minute);
    if (!isToldNow(trouble, why, now)) continue;
    trouble = told(trouble, { why, alarmed: [] }, now);
    at.push(minute);
  }
  return at;
}

const HOURLY = [0, 60, 120, 180];
const DAILY = [1, 2, 3, 4].map((day) => 180 + day * 24 * 60);

it('a closing that fails is told at once, hourly three times, and daily for as long as it lasts', () => {
  expect(tellings(5, () => 'Azure does not answer.')).toEqual([...HOURLY, ...DAILY]);
});

it('a reason that comes and goes is told once, and by the clock', () => {
  expect(tellings(1, (minute) => (minute % 4 ? 'A lock stops it.' : 'Azure does not answer.'))).toEqual([
    0, 10, 70, 130, 190,
  ]);
});

it('a new reason is told, though not within ten minutes of the last telling', () => {
  expect(tellings(1, (minute) => (minute < 4 ? 'one' : 'two')).slice(0, 3)).toEqual([0, 10, 70]);
  expect(tellings(1, (minute) => (minute < 30 ? 'one' : 'two')).slice(0, 3)).toEqual([0, 30, 90]);
});

it('a reason with a number in it is not told at every try', () => {
  const at = tellings(3, (minute) => `Try ${minute} failed.`);
  expect(at.slice(0, 7)).toEqual([0, 10, 20, 30, 40, 100, 160]);
  expect(at.length).toBeLessThan(12);
});

it('what an older Ajar saved knows of its last reason alone', () => {
  const trouble = { why: 'A lock stops it.', toldAt: new Date(START), first: new Date(START) };
  const later = new Date(START + 30 * MINUTE);
  expect(isToldNow(trouble, trouble.why, later)).toBe(false);
  expect(isToldNow(trouble, 'Azure does not answer.', later)).toBe(true);
  expect(told(trouble, { why: 'two', alarmed: [] }, later).reasons).toEqual([trouble.why, 'two']);
});

it('whoever was alarmed once is kept, each once', () => {
  const first = told(undefined, { why: 'no', alarmed: [AVERY] }, new Date(START));
  const second = told(first, { why: 'no', alarmed: [AVERY, BLAKE] }, new Date(START + 60 * MINUTE));
  expect(second.alarmed).toEqual([AVERY, BLAKE]);
});

it('what a clock told a day ahead silences nothing once it is right, and one that is a little ahead tells nothing twice', () => {
  const now = new Date('2026-01-15T12:00:00Z');
  const toldIn = (minutes: number): boolean => {
    const toldAt = new Date(now.getTime() + minutes * 60_000);
    return isToldNow({ why: 'busy', toldAt, first: toldAt }, 'busy', now);
  };
  expect([toldIn(24 * 60), toldIn(1)]).toEqual([true, false]);
});
