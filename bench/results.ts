import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Machine } from './machine.ts';
import type { Size } from './measure.ts';
import type { Measured, Row } from './row.ts';
import type { RowName } from './rows.ts';

/** What one row came to, and when. */
export interface Result extends Measured, Pick<Row, 'what' | 'goal'> {
  readonly name: RowName;
  readonly at: string;
  readonly seconds: number;
  readonly machine: Machine;
}

const FOLDER = new URL('../data/', import.meta.url);
const fileOf = (size: Size): URL => new URL(`bench-${size}.json`, FOLDER);

/** What was saved before, by row: a run of one row leaves the others as they were. */
export function readResults(size: Size): readonly Result[] {
  try {
    return JSON.parse(readFileSync(fileOf(size), 'utf8')) as readonly Result[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Keeps these in the place of those of the same rows. */
export function saveResults(size: Size, results: readonly Result[]): void {
  const names = new Set(results.map(({ name }) => name));
  const all = [...readResults(size).filter(({ name }) => !names.has(name)), ...results];
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(fileOf(size), `${JSON.stringify(all, null, 2)}\n`);
}
