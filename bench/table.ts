import type { Spread } from './measure.ts';
import { type Goal, isMet, type Line } from './row.ts';

const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(2)));

/** Nanoseconds in the unit that fits; everything else as it is. */
export function say(value: number, unit: Line['unit']): string {
  if (unit !== 'ns') return `${number(value)} ${unit}`;
  if (value < 1_000) return `${number(value)} ns`;
  return value < 1e6 ? `${number(value / 1e3)} µs` : `${number(value / 1e6)} ms`;
}

/** `0.12 (0.11–0.14)`: the median, and between which the middle eight tenths of the rounds are. */
export const sayRatio = ({ median, p10, p90 }: Spread): string =>
  `${number(median)} (${number(p10)}–${number(p90)})`;

export const sayGoal = (goal: Goal | undefined): string =>
  goal === undefined ? '' : 'atMost' in goal ? `≤ ${number(goal.atMost)}` : `≥ ${number(goal.atLeast)}`;

/** One line of the table, cell by cell. */
export const cellsOf = (line: Line): readonly string[] => [
  line.what,
  line.against,
  say(line.ours.median, line.unit),
  say(line.baseline.median, line.unit),
  sayRatio(line.ratio),
  sayGoal(line.goal),
  line.goal === undefined ? '' : isMet(line) ? 'met' : 'missed',
];

export const HEAD = ['what', 'against', 'ours', 'baseline', 'ratio (p10–p90)', 'goal', ''];

/** The same for a terminal, in columns. */
export function printed(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
