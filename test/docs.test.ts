import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { TOPICS } from '../src/audit/summary/topics.ts';

const root = path.resolve(import.meta.dirname, '..');
const PAGES = ['README.md', 'SECURITY.md', ...globSync('docs/**/*.md', { cwd: root })];

/** Files of ours that a page names: targets of links, and paths in code; placeholders such as <app> are none. */
function named(page: string): readonly string[] {
  const text = readFileSync(path.join(root, page), 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, to = '']) =>
    path.join(path.dirname(page), to),
  );
  const paths = [...text.matchAll(/`((?:src|test|docs|bin|sandbox)\/[^`<\s]+)`/g)].map(([, to = '']) => to);
  return [...links, ...paths];
}

it.each(PAGES)('%s names only files that are there', (page) => {
  expect(named(page).filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

it('the page of dangers has each of them, once', () => {
  const text = readFileSync(path.join(root, 'docs/dangers.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (H\d+) \|/gm)].map(([, danger]) => danger);
  expect(rows).toEqual(Array.from({ length: 24 }, (_, n) => `H${n + 1}`));
  for (const file of globSync('test/dangers/*.test.ts', { cwd: root })) expect(text).toContain(`../${file}`);
});

it('the page of the audit log names every kind of event', () => {
  const text = readFileSync(path.join(root, 'docs/audit.md'), 'utf8');
  expect(Object.keys(TOPICS).filter((kind) => !text.includes(`\`${kind}\``))).toEqual([]);
});

it('the plan of the house in the README has every room of the flow and of what is pure', () => {
  const text = readFileSync(path.join(root, 'README.md'), 'utf8');
  const rooms = globSync('src/{flow,access}/*/', { cwd: root }).map((room) => `${path.basename(room)}/`);
  expect(rooms.length).toBeGreaterThan(15);
  expect(rooms.filter((room) => !text.includes(room))).toEqual([]);
});
