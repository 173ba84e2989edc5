import { createBench, type Size } from './measure.ts';
import { packagedIn } from './packaged.ts';
import type { Told } from './row.ts';
import { isRowName, ROWS } from './rows.ts';

// Started by run.ts: measures the row that is named, tells its parent, and ends whatever is still running.
const [name = '', size, folder = ''] = process.argv.slice(2);
if (!isRowName(name)) throw new Error(`There is no row ${name}.`);
const { what, goal, lacks, measure } = await ROWS[name]();
const found = lacks === undefined ? await measure(createBench(size as Size, packagedIn(folder))) : { lacks };
process.send?.({ what, goal, found } satisfies Told, () => process.exit(0));
