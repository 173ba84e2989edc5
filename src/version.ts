import { readFileSync } from 'node:fs';

/** The version of this Ajar, as its package.json has it. */
export function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
