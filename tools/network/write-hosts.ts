import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { outboundTable } from '../../src/settings/outbound.ts';

// Writes the table of hosts into the page of operations: npm run -s hosts:docs
const page = path.resolve(import.meta.dirname, '../../docs/operations.md');
const TABLE = /^\| for what \| by which setting \|.*\n(?:\|.*\n)+/m;
writeFileSync(
  page,
  readFileSync(page, 'utf8').replace(TABLE, () => `${outboundTable()}\n`),
);
