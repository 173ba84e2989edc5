import { expect, it } from 'vitest';
import { simulate } from './simulate.ts';

const BRIEF = { minutes: 1, actEveryMs: 3_000, faultEveryMs: 5_000, instances: 2 };

it('a seed tells the same story each time', { timeout: 120_000 }, async () => {
  const [first, again, other] = [
    await simulate(11, BRIEF),
    await simulate(11, BRIEF),
    await simulate(12, BRIEF),
  ];
  expect(first.trace.length).toBeGreaterThan(50);
  expect(again.trace).toEqual(first.trace);
  expect(other.trace).not.toEqual(first.trace);
});
