import { describe, expect, it } from 'vitest';
import { createClock, readClockSpec } from '../src/clock.ts';

describe('the clock', () => {
  it('runs from the epoch at the real start, as many times as fast', () => {
    const clock = createClock({
      epoch: Date.parse('2026-01-05T09:00:00Z'),
      factor: 60,
      realStart: Date.now() - 10_000,
    });
    const since = clock.now().getTime() - Date.parse('2026-01-05T09:00:00Z');
    expect(since).toBeGreaterThanOrEqual(600_000);
    expect(clock.spanOf(1_000)).toBe(60_000);
  });

  it('wakes once what it is asked to, and not what was called off', async () => {
    const clock = createClock({ epoch: 0, factor: 1_000, realStart: Date.now() });
    const woken: string[] = [];
    clock.wakeAt(new Date(5_000), () => woken.push('called off'))();
    await new Promise<void>((resolve) => {
      clock.wakeAt(new Date(0), () => woken.push('past'));
      clock.wakeAt(new Date(10_000), resolve);
    });
    expect(woken).toEqual(['past']);
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(10_000);
  });
});

describe('a clock in words', () => {
  it('has an instant or Unix milliseconds, a factor, and the real instant at which it began', () => {
    expect(readClockSpec('1767603600000,2', 5)).toEqual({ epoch: 1767603600000, factor: 2, realStart: 5 });
    expect(readClockSpec('2026-01-05T09:00:00Z', 5)).toEqual({
      ...{ epoch: Date.parse('2026-01-05T09:00:00Z'), factor: 1, realStart: 5 },
    });
    expect(readClockSpec('2026-01-05T09:00:00Z, 60, 7', 5)).toMatchObject({ factor: 60, realStart: 7 });
  });

  it.each([
    ['', 'write one such as 2026-01-15T12:00:00Z'],
    ['tomorrow,2', 'write one such as 2026-01-15T12:00:00Z'],
    ['2026-01-05T09:00:00Z,0', 'write a number from 1 to 100000'],
    ['2026-01-05T09:00:00Z,2,x', 'is no unix time in milliseconds'],
  ])('"%s" is refused with what to write', (text, words) => {
    expect(readClockSpec(text, 0)).toEqual({ error: expect.stringContaining(words) });
  });
});
