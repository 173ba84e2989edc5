import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Made } from './files.ts';

/** A file and what becomes of it. */
export interface Planned extends Made {
  readonly state: 'new' | 'changed' | 'same';
}

const OWNER_ALONE = 0o600;

/** What is there of each; nothing is written. */
export const plan = (files: readonly Made[]): readonly Planned[] =>
  files.map((file) => ({ ...file, state: stateOf(file) }));

function stateOf({ path: file, content }: Made): Planned['state'] {
  if (!existsSync(file)) return 'new';
  return readFileSync(file).equals(Buffer.from(content as string)) ? 'same' : 'changed';
}

/** Writes what is not the same, each whole or not at all. What somebody else wrote is kept beside it, but for settings: of those only lines change. */
export function writeAll(files: readonly Planned[]): void {
  for (const { path: file, content, state, theirs, secret } of files) {
    if (state === 'same') continue;
    mkdirSync(path.dirname(file), { recursive: true });
    if (state === 'changed' && theirs && !secret) copyFileSync(file, `${file}.before`);
    const aside = `${file}.${process.pid}.part`;
    writeFileSync(aside, content, { mode: secret ? OWNER_ALONE : 0o644, flag: 'wx' });
    renameSync(aside, file);
  }
}

const SIGNS: Readonly<Record<Planned['state'], string>> = {
  new: 'new    ',
  changed: 'changed',
  same: 'same   ',
};

/** What is written, and what of it was there. Of settings only the names are said. */
export const summary = (files: readonly Planned[], settings: readonly string[]): string =>
  files
    .filter(({ state }) => state !== 'same')
    .map(({ path: file, state, about, secret, theirs }) => {
      const old =
        state === 'changed' && theirs && !secret ? `; the one before is kept as ${file}.before` : '';
      const which = secret ? `: ${settings.join(', ')}` : '';
      return `  ${SIGNS[state]} ${file} (${about}${which}${old})`;
    })
    .join('\n');
