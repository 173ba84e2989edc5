import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { machineNow } from './machine.ts';
import type { Size } from './measure.ts';
import { writePage } from './page.ts';
import { type Result, saveResults } from './results.ts';
import type { Measured, Row } from './row.ts';
import { ROWS } from './rows.ts';
import { cellsOf, HEAD, printed } from './table.ts';

// npm run bench [-- --quick] [--only row]…: every row in a process of its own, one after another.

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string', multiple: true } },
});
const size: Size = values.quick ? 'quick' : 'full';

const unknown = (values.only ?? []).filter((name) => !ROWS.some((row) => row.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no row ${unknown.join(', ')}. There are: ${ROWS.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}

/** What one row comes to, in its own process: what one leaves in memory is nobody else's. */
function measured(row: Row): Promise<Measured> {
  const child = fork(new URL('one-row.ts', import.meta.url), [row.name, size], { execArgv: ['--expose-gc'] });
  return new Promise((resolve, reject) => {
    child.once('message', (answer) => resolve(answer as Measured));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Row ${row.name} ended with ${code} and no answer.`)));
  });
}

async function resultOf(row: Row): Promise<Result> {
  const machine = machineNow();
  const begun = performance.now();
  const answer = await measured(row);
  const seconds = (performance.now() - begun) / 1_000;
  console.log(`\n${row.what}  [${row.goal}]  ${seconds.toFixed(1)} s`);
  console.log(printed([HEAD, ...answer.lines.map(cellsOf)]));
  return { name: row.name, at: new Date().toISOString(), seconds, machine, ...answer };
}

const chosen = ROWS.filter(({ name }) => values.only?.includes(name) ?? true);
let all: readonly Result[] = [];
for (const { what, lacks } of chosen) if (lacks !== undefined) console.error(`${what}: ${lacks}`);
for (const row of chosen.filter(({ lacks }) => lacks === undefined))
  all = saveResults(size, [await resultOf(row)]);
console.log(`\nSaved in data/bench-${size}.json.`);
if (size === 'full') await writePage(ROWS, all);
else console.log('A quick run leaves docs/performance.md as it is.');
