import { describe, expect, it } from 'vitest';
import { ownStore } from '../../bench/installation.ts';
import { createBench } from '../../bench/measure.ts';
import { waiting } from '../../bench/requests.ts';
import { ROW_NAMES, ROWS } from '../../bench/rows.ts';

const rows = await Promise.all(ROW_NAMES.map((name) => ROWS[name]()));

describe('every row of the benchmarks', () => {
  const here = rows.filter(({ lacks }) => lacks === undefined);
  const notHere = rows.filter(({ lacks }) => lacks !== undefined);
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

describe('requests that wait to be clicked', () => {
  it('never leaves a running Ajar to draw a card that is clicked where the load says it is', async () => {
    const { store, remove } = ownStore();
    try {
      let behind = 0;
      const watched = {
        ...store,
        async drew(copy: Parameters<typeof store.drew>[0]) {
          behind += (await store.behind(new Date(), 1)).length;
          await store.drew(copy);
        },
      };
      const place = { app: 'bench', service: 'here', conversation: 'dm' };
      await waiting(watched, 0, 2, { place, messageAt: (at) => `m${at}` });
      expect(behind + (await store.behind(new Date(), 1)).length).toBe(0);
      expect(await store.copies('aj-000001')).toMatchObject([{ place, message: 'm1' }]);
    } finally {
      await remove();
    }
  });
});
