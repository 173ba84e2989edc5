import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { machineNow } from './machine.ts';
import type { Size } from './measure.ts';
import { writePage } from './page.ts';
import { type Result, readResults, saveResults } from './results.ts';
import type { Told } from './row.ts';
import { isRowName, ROW_NAMES, type RowName } from './rows.ts';
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

/** What one row comes to, in its own process: what one leaves in memory is nobody else's. */
function told(row: RowName): Promise<Told> {
  const child = fork(new URL('one-row.ts', import.meta.url), [row, size], { execArgv: ['--expose-gc'] });
  return new Promise((resolve, reject) => {
    child.once('message', (answer) => resolve(answer as Told));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Row ${row} ended with ${code} and no answer.`)));
  });
}

/** Undefined where this machine has not what it needs. */
async function resultOf(name: RowName): Promise<Result | undefined> {
  const machine = machineNow();
  const begun = performance.now();
  const { what, goal, found } = await told(name);
  const seconds = (performance.now() - begun) / 1_000;
  if ('lacks' in found) {
    console.error(`\n${what}: ${found.lacks}`);
    return undefined;
  }
  console.log(`\n${what}  [${goal}]  ${seconds.toFixed(1)} s`);
  console.log(printed([HEAD, ...found.lines.map(cellsOf)]));
  return { name, what, goal, at: new Date().toISOString(), seconds, machine, ...found };
}

for (const name of ROW_NAMES.filter((each) => values.only?.includes(each) ?? true)) {
  const result = await resultOf(name);
  if (result !== undefined) saveResults(size, [result]);
}
console.log(`\nSaved in data/bench-${size}.json.`);
if (size === 'full') await writePage(readResults(size));
else console.log('A quick run leaves docs/performance.md as it is.');
