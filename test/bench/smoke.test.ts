import { describe, expect, it } from 'vitest';
import { createBench } from '../../bench/measure.ts';
import { ROWS } from '../../bench/rows.ts';

describe('every row of the benchmarks', () => {
  const here = ROWS.filter(({ lacks }) => lacks === undefined);
  const notHere = ROWS.filter(({ lacks }) => lacks !== undefined);
  it.skip.each(notHere)('$name $lacks', () => undefined);
  it.each(here)('$name runs, and has a ratio for each of its figures', async (row) => {
    const { lines, plots = [] } = await row.measure(createBench('smoke'));
    expect(lines.length).toBeGreaterThan(0);
    for (const { what, ratio } of lines) {
      expect(Number.isFinite(ratio.median), what).toBe(true);
      expect(ratio.median, what).toBeGreaterThan(0);
    }
    for (const { points } of plots) expect(points.every(({ size, cost }) => size > 0 && cost > 0)).toBe(true);
  });
});
