import { expect, it } from 'vitest';
import { sayTotals, seedsOf, simulateAll } from './many.ts';

const seeds = seedsOf(1);

it.skipIf(seeds.length === 0)(
  'whatever people and faults do, in whatever order: nothing is open that should not be, and nobody is told what is not so (odd seeds)',
  { timeout: 3_600_000 },
  async () => {
    const totals = await simulateAll(seeds);
    console.log(sayTotals(totals));
    expect(totals.seeds).toBeGreaterThan(0);
  },
);
