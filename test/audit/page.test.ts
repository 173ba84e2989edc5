import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { exportLog } from '../../src/audit/export.ts';
import { GENESIS, sealOf } from '../../src/audit/seal.ts';

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../docs/audit.md'), 'utf8');

async function* nothing(): AsyncGenerator<never> {}

it('the page about the log has every column of the export, in the same order', async () => {
  let header = '';
  for await (const text of exportLog(nothing(), 'csv')) header += text;
  const rows = PAGE.split('| column |')[1]?.split('\n\n')[0] ?? '';
  const named = [...rows.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = '']) => cell.split(', '));
  expect(named).toEqual(
    header
      .trimEnd()
      .split(',')
      .map((name) => `\`${name}\``),
  );
});

it('the page describes the seal as it is made', () => {
  expect(GENESIS).toBe('0'.repeat(64));
  // printf %s "$zeros{}" | sha256sum
  expect(sealOf(GENESIS, '{}')).toBe('5508d2b710e64bc470079e1b211d9c58e21011e59d0559e422345dc19d659a75');
});
