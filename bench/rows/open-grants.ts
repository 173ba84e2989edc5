import { type Ends, filled } from '../grants/filled.ts';
import { type Figure, type Opened, openApart, openHere } from '../grants/opened.ts';
import { compared, type Size, spreadOf } from '../measure.ts';
import type { Line, Row } from '../row.ts';

const SIZES: Record<Size, readonly [number, number, ...number[]]> = {
  full: [1_000, 10_000, 100_000, 1_000_000],
  quick: [500, 5_000],
  smoke: [100, 400],
};
/** The first round of each warms it. */
const ENDS: Record<Size, Ends> = {
  full: { together: 100, apart: 5, rounds: 8 },
  quick: { together: 50, apart: 3, rounds: 3 },
  smoke: { together: 10, apart: 1, rounds: 2 },
};
const FIGURES = ['sweep', 'single', 'look', 'memory'] as const satisfies readonly Figure[];

/** A store of one size, and what its clockwork was seen to take. */
interface Grown extends Opened {
  readonly open: number;
  readonly costs: Record<Figure, number[]>;
}

/** A smoke spares itself the processes. */
async function grown(open: number, size: Size): Promise<Grown> {
  const ends = ENDS[size];
  const own = await filled(open, ends);
  const { ask, close } = await (size === 'smoke' ? openHere : openApart)(own.file, open, ends);
  for (const figure of FIGURES) await ask(figure);
  const removed = async (): Promise<void> => {
    await close();
    await own.remove();
  };
  return { open, ask, close: removed, costs: { sweep: [], single: [], look: [], memory: [] } };
}

/** Every size in each round, the smallest first in every other. */
async function byAllTurns(stores: readonly Grown[], rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1)
    for (const { ask, costs } of round % 2 === 0 ? stores : stores.toReversed())
      for (const figure of FIGURES) costs[figure].push(await ask(figure));
}

function linesOf(small: Grown, large: Grown, { together }: Ends): readonly Line[] {
  const [many, few] = [large, small].map(({ open }) => `${open.toLocaleString('en')} open`);
  const beside = (by: Figure) => compared({ ours: large.costs[by], baseline: small.costs[by] });
  // Linear were a thousand; what a deeper index costs is let be.
  const line = { against: String(few), unit: 'ns', goal: { atMost: 1.5 } } as const;
  return [
    { ...line, what: `a sweep of ${together} that are due, for each, ${many}`, ...beside('sweep') },
    { ...line, what: `a sweep of one that is due, ${many}`, ...beside('single') },
    { ...line, what: `a look at which nothing is due, ${many}`, ...beside('look') },
    {
      ...line,
      ...{ what: `memory of who looks after ${many}`, unit: 'MB', goal: { atMost: 1.1 } },
      ...beside('memory'),
    },
  ];
}

const POINTS = {
  'one of many due': 'sweep',
  'one due alone': 'single',
  'a look at nothing due': 'look',
} as const;

export const openGrants: Row = {
  name: 'open-grants',
  what: 'open grants 1,000 → 1,000,000',
  goal: 'sweep and memory grow with what is due, not with what is open',
  async measure({ size }) {
    const ends = ENDS[size];
    const stores: Grown[] = [];
    try {
      for (const open of SIZES[size]) stores.push(await grown(open, size));
      await byAllTurns(stores, ends.rounds - 1);
      const [small, large] = [stores[0], stores.at(-1)];
      const points = Object.entries(POINTS).flatMap(([of, by]) =>
        stores.map(({ open, costs }) => ({ of, size: open, cost: spreadOf(costs[by]).median / 1_000 })),
      );
      const title = 'A sweep over what is open and not due';
      const plot = { name: 'open-grants', title, size: 'open grants', cost: 'µs of CPU', points };
      return { lines: small && large ? linesOf(small, large, ends) : [], plots: [plot] };
    } finally {
      for (const { close } of stores) await close();
    }
  },
};
