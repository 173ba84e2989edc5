import autocannon from 'autocannon';
import { byTurns, compared, EFFORT, limited, type Size } from '../measure.ts';
import type { Goal, Line } from '../row.ts';
import type { Door } from './door.ts';

/** One request as the vendor would post it. */
export interface Letter {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of a volley. */
export interface Volley {
  /** Nanoseconds of the server's CPU for each. */
  readonly cpu: number;
  readonly p99: number;
  readonly perSecond: number;
}

export const AT_ONCE = 64;
const A_VOLLEY = { full: 320, quick: 64, smoke: 8 } as const;

/** Posts so many letters from the number on, so many at a time; every one must be taken. */
export async function volley(
  door: Pick<Door, 'url' | 'cpu'>,
  letterAt: (at: number) => Letter,
  from: number,
  amount: number,
  atOnce = AT_ONCE,
): Promise<Volley> {
  const letters = Array.from({ length: amount }, (_, at) => letterAt(from + at));
  let next = 0;
  const setupRequest = (request: object) => ({ ...request, ...letters[next++ % amount] });
  const before = await door.cpu();
  const began = performance.now();
  const result = await autocannon({
    ...{ url: door.url, connections: Math.min(atOnce, amount), amount, timeout: 30, sampleInt: 100 },
    requests: [{ method: 'POST', setupRequest }],
  });
  const seconds = (performance.now() - began) / 1_000;
  const cpu = (await door.cpu()) - before;
  if (result['2xx'] !== amount || result.errors > 0)
    throw new Error(
      `Of ${amount} posts ${result['2xx']} were taken, ${result.errors} failed, ${result.non2xx} were refused.`,
    );
  return {
    cpu: (Math.max(1, cpu) * 1_000) / amount,
    p99: Math.max(0.1, result.latency.p99),
    perSecond: amount / seconds,
  };
}

export interface Match {
  readonly ours: Door;
  readonly baseline: Door;
  readonly letterAt: (at: number) => Letter;
  /** Sees that the clicks of these numbers did what they say. */
  readonly check: (from: number, count: number) => Promise<void>;
}

/** Volleys at both by turns, the first of each to warm it; each click is a request of its own. */
export async function match(size: Size, { ours, baseline, letterAt, check }: Match) {
  const amount = A_VOLLEY[size];
  const volleys = { ours: [] as Volley[], baseline: [] as Volley[] };
  let from = 0;
  const once = (side: keyof typeof volleys, door: Door) => async (): Promise<number> => {
    const found = await volley(door, letterAt, from, amount);
    volleys[side].push(found);
    return found.cpu;
  };
  const rounds = EFFORT[size].rounds + 1;
  await ours.prepare(0, amount * rounds);
  await byTurns(rounds, {
    ours: async () => {
      const cpu = await once('ours', ours)();
      await check(from, amount);
      from += amount;
      return cpu;
    },
    baseline: once('baseline', baseline),
  });
  return { ours: volleys.ours.slice(1), baseline: volleys.baseline.slice(1) };
}

type Volleys = Awaited<ReturnType<typeof match>>;

/** One figure of all volleys, beside the baseline's. */
export const figure = (
  { ours, baseline }: Volleys,
  by: keyof Volley,
  line: Pick<Line, 'what' | 'against' | 'unit'> & { readonly goal?: Goal },
): Line => ({
  ...line,
  ...compared({ ours: ours.map((each) => each[by]), baseline: baseline.map((each) => each[by]) }),
});

/** The same beside a limit. */
export const below = (
  { ours }: Volleys,
  by: keyof Volley,
  limit: number,
  line: Pick<Line, 'what' | 'against' | 'unit'>,
): Line => ({
  ...line,
  ...limited(
    ours.map((each) => each[by]),
    limit,
  ),
  goal: { atMost: 1 },
});
