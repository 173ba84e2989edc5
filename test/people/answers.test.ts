import { expect, it } from 'vitest';
import { createAnswers, createLanes } from '../../src/people/groups/answers.ts';
import { Unknown } from '../../src/ports/people.ts';
import { createHandClock } from '../fakes/clock.ts';

it('runs a few works at once, lets others wait, and turns away who would wait behind many', async () => {
  const lanes = createLanes(2, 1);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (n: number) => () => {
    begun.push(n);
    return new Promise<number>((resolve) => ends.push(() => resolve(n)));
  };
  const first = [1, 2].map((n) => lanes(work(n)));
  const third = lanes(work(3));
  await expect(lanes(work(4))).rejects.toBeInstanceOf(Unknown);
  expect(begun).toEqual([1, 2]);
  ends[0]?.();
  expect(await first[0]).toBe(1);
  await Promise.resolve();
  expect(begun).toEqual([1, 2, 3]);
  for (const end of ends.slice(1)) end();
  expect(await Promise.all([first[1], third])).toEqual([2, 3]);
  ends.length = 0;
  const again = lanes(work(5));
  ends[0]?.();
  expect(await again).toBe(5);
});

it('keeps no failure, and frees the lane of a work that failed', async () => {
  const answers = createAnswers<number>(createHandClock(), () => true);
  for (let n = 0; n < 20; n += 1)
    await expect(answers.ask('a', async () => Promise.reject(new Unknown('down')))).rejects.toThrow('down');
  expect(await answers.ask('a', async () => 7)).toBe(7);
});
