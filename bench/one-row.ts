import { createBench, type Size } from './measure.ts';
import { ROWS } from './rows.ts';

// Started by run.ts: measures the row that is named, tells its parent, and ends whatever is still running.
const [name, size] = process.argv.slice(2);
const row = ROWS.find((each) => each.name === name);
if (row === undefined) throw new Error(`There is no row ${name}.`);
const measured = await row.measure(createBench(size as Size));
process.send?.(measured, () => process.exit(0));
