import { describe, expect, it } from 'vitest';
import { createSeldom } from '../../src/chat/seldom.ts';

describe('what is let through seldom', () => {
  it('is each key once in its span, then again', () => {
    let now = 0;
    const seldom = createSeldom(60, 10, () => now);
    const answers: boolean[] = [];
    for (now of [0, 1, 59, 60, 61]) answers.push(seldom('a'));
    expect(answers).toEqual([true, false, false, true, false]);
    expect(seldom('b')).toBe(true);
  });

  it('is no more keys than may be, however many are made up, until the oldest has had its span', () => {
    let now = 0;
    const seldom = createSeldom(60, 3, () => now);
    const through = (prefix: string): number =>
      Array.from({ length: 50 }, (_, i) => seldom(`${prefix}${i}`)).filter(Boolean).length;
    expect(through('a')).toBe(3);
    now = 59;
    expect(through('b')).toBe(0);
    now = 60;
    expect(through('c')).toBe(3);
  });
});
