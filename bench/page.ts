import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Machine } from './machine.ts';
import { svgOf } from './plot.ts';
import type { Result } from './results.ts';
import { ROW_NAMES } from './rows.ts';
import { cellsOf, HEAD } from './table.ts';

const PAGE = new URL('../docs/performance.md', import.meta.url);
const PICTURES = new URL('../docs/pictures/performance/', import.meta.url);
const BEGIN = '<!-- Written by "npm run bench" from here -->';
const END = '<!-- to here; what follows is written by people -->';

/** Writes what the run found between the two marks, and its pictures; all else on the page stays. */
export async function writePage(results: readonly Result[]): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  for (const plot of results.flatMap(({ plots = [] }) => plots))
    writeFileSync(new URL(`${plot.name}.svg`, PICTURES), await svgOf(plot));
  const text = readFileSync(PAGE, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${PAGE.pathname} has lost its marks: ${BEGIN} … ${END}`);
  const made = sectionsOf(results).join('\n\n');
  writeFileSync(PAGE, `${text.slice(0, begin + BEGIN.length)}\n\n${made}\n\n${text.slice(end)}`);
}

/** In the order of the table, those that were measured. */
export const sectionsOf = (results: readonly Result[]): readonly string[] =>
  ROW_NAMES.flatMap((name) => results.filter((result) => result.name === name).map(sectionOf));

const sectionOf = ({ what, goal, lines, plots = [], at, seconds, machine }: Result): string =>
  [
    `### ${what}\n`,
    `Goal: ${goal}. Measured ${at.slice(0, 10)} in ${Math.round(seconds)} s on ${sayMachine(machine)}.\n`,
    [HEAD, HEAD.map(() => '---'), ...lines.map(cellsOf)].map((row) => `| ${row.join(' | ')} |`).join('\n'),
    ...plots.map(
      ({ name, title, size }) => `\n![${title}: cost against ${size}](pictures/performance/${name}.svg)`,
    ),
  ].join('\n');

const sayMachine = ({ cpu, cores, memoryGb, system, node, load }: Machine): string =>
  `${cores} cores of ${cpu}, ${memoryGb} GB, ${system}, Node ${node}, load before it ${load}`;
