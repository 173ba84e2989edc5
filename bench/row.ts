import type { Size, Spread, Work } from './measure.ts';
import type { Packaged } from './packaged.ts';

/** How a ratio has to be; one that costs less is smaller. */
export type Goal = { readonly atMost: number } | { readonly atLeast: number };

/** One figure beside what it is measured against, in the same run. */
export interface Line {
  readonly what: string;
  /** The baseline, in words; of a fixed limit the limit. */
  readonly against: string;
  readonly unit: 'ns' | 'ms' | 'MB' | 'calls' | 'per second' | '%';
  readonly ours: Spread;
  readonly baseline: Spread;
  /** Ours by the baseline's, round by round. */
  readonly ratio: Spread;
  /** Missing where the issue sets none: a figure to understand the others by. */
  readonly goal?: Goal;
}

export interface Point {
  readonly of: string;
  readonly size: number;
  readonly cost: number;
}

/** Cost against size, drawn with both axes logarithmic. */
export interface Plot {
  /** Name of its file. */
  readonly name: string;
  readonly title: string;
  readonly size: string;
  readonly cost: string;
  readonly points: readonly Point[];
}

export interface Measured {
  readonly lines: readonly Line[];
  readonly plots?: readonly Plot[];
}

/** Two ways to do the same, and how much of the baseline's cost ours may be. */
export interface Contest {
  readonly what: string;
  readonly against: string;
  readonly ours: Work;
  readonly baseline: Work;
  readonly goal?: Goal;
}

/** What a row measures with; every figure comes from one of these. */
export interface Bench {
  readonly size: Size;
  /** CPU time for each call, ours and the baseline's by turns in this process, both warmed. */
  contest(contest: Contest): Promise<Line>;
  /** How `ajar serve` is run: as it is shipped, but that a smoke runs the checkout. */
  readonly packaged: Packaged;
}

/** A line of the table. */
export interface Row {
  readonly name: string;
  readonly what: string;
  /** The goal in the words. */
  readonly goal: string;
  /** What this machine has not that it needs, where there is such a thing. */
  readonly lacks?: string | undefined;
  measure(bench: Bench): Promise<Measured>;
}

/** What the process of a row answers. */
export interface Told extends Pick<Row, 'what' | 'goal'> {
  readonly found: Measured | { readonly lacks: string };
}

export const isMet = ({ goal, ratio }: Pick<Line, 'goal' | 'ratio'>): boolean =>
  goal === undefined || ('atMost' in goal ? ratio.median <= goal.atMost : ratio.median >= goal.atLeast);
