import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { machineNow } from './machine.ts';
import type { Size } from './measure.ts';
import { pack } from './packaged.ts';
import { writePage } from './page.ts';
import { type Result, readResults, saveResults } from './results.ts';
import type { Told } from './row.ts';
import { AS_PACKAGED, BY_THE_CLOCK, isRowName, ROW_NAMES, type RowName } from './rows.ts';
import { cellsOf, HEAD, printed } from './table.ts';

// npm run bench [-- --quick] [--only row]…: every row in a process of its own, one after another.

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string', multiple: true } },
});
const size: Size = values.quick ? 'quick' : 'full';

const unknown = (values.only ?? []).filter((name) => !isRowName(name));
if (unknown.length > 0) {
  console.error(`There is no row ${unknown.join(', ')}. There are: ${ROW_NAMES.join(', ')}.`);
  process.exit(2);
}

/** What is made once for all rows. */
const folder = mkdtempSync(path.join(tmpdir(), 'ajar-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true }));

/** What one row comes to, in its own process: what one leaves in memory is nobody else's. */
function told(row: RowName): Promise<Told> {
  const child = fork(new URL('one-row.ts', import.meta.url), [row, size, folder], {
    execArgv: ['--expose-gc'],
    // Half of a quick row is the loading of what others have loaded before.
    env: { ...process.env, NODE_COMPILE_CACHE: path.join(folder, 'rows') },
  });
  return new Promise((resolve, reject) => {
    child.once('message', (answer) => resolve(answer as Told));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Row ${row} ended with ${code} and no answer.`)));
  });
}

/** Prints it and keeps it, or says what this machine has not that it needs. */
async function measure(name: RowName): Promise<void> {
  const machine = machineNow();
  const begun = performance.now();
  const { what, goal, found } = await told(name);
  const seconds = (performance.now() - begun) / 1_000;
  if ('lacks' in found) return console.error(`\n${what}: ${found.lacks}`);
  console.log(`\n${what}  [${goal}]  ${seconds.toFixed(1)} s`);
  console.log(printed([HEAD, ...found.lines.map(cellsOf)]));
  saveResults(size, [
    { name, what, goal, at: new Date().toISOString(), seconds, machine, ...found } satisfies Result,
  ]);
}

type Job = () => Promise<void>;

/** Whoever is done takes the next. */
async function byLanes(lanes: number, jobs: readonly Job[]): Promise<void> {
  const left = jobs.values();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const job of left) await job();
    }),
  );
}

const chosen = ROW_NAMES.filter((each) => values.only?.includes(each) ?? true);
const jobsOf = (rows: readonly RowName[]): readonly Job[] => rows.map((row) => () => measure(row));
const packing = chosen.some((row) => AS_PACKAGED.has(row)) ? [() => pack(folder)] : [];
if (size === 'quick') {
  // What CPU something takes can be told beside others.
  await byLanes(2, [...packing, ...jobsOf(chosen.filter((row) => !BY_THE_CLOCK.has(row)))]);
  await byLanes(1, jobsOf(chosen.filter((row) => BY_THE_CLOCK.has(row))));
} else {
  await byLanes(1, [...packing, ...jobsOf(chosen)]);
}
console.log(`\nSaved in data/bench-${size}.json.`);
if (size === 'full') await writePage(readResults(size));
else console.log('A quick run leaves docs/performance.md as it is.');
