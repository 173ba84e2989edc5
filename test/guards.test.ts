import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { GUARDS } from './dangers/guards.ts';

const root = path.resolve(import.meta.dirname, '..');
const text = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const DANGERS = Array.from({ length: 24 }, (_, n) => `H${n + 1}`);

it('every danger has a test in test/dangers that is named after it, and a guard that can be taken out', () => {
  const named = globSync('h*.test.ts', { cwd: path.join(root, 'test/dangers') }).map(
    (file) => `H${Number(file.slice(1, 3))}`,
  );
  expect(DANGERS.filter((danger) => !named.includes(danger))).toEqual([]);
  expect([...new Set(GUARDS.map(({ danger }) => danger))]).toEqual(DANGERS);
});

it.each(GUARDS)('the guard of $danger stands in $file, once, and its tests are on the page of dangers', ({
  danger,
  file,
  from,
  also,
  tests,
}) => {
  expect(text(file).split(from)).toHaveLength(2);
  if (also) expect(text(also.file).split(also.from)).toHaveLength(2);
  const row = text('docs/dangers.md')
    .split('\n')
    .find((line) => line.startsWith(`| ${danger} |`));
  for (const test of tests) expect(row).toContain(`../${test}`);
});
