import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'esbuild';

/** Samples are for pictures and tests, SVGs for whoever draws the icons. */
const LEFT_OUT = /\.(sample\.json|svg)$/;

/** Every file that Ajar may ask `src/shipped.ts` for, by its path from the root, sorted. */
export async function shippedNames(root: string): Promise<readonly string[]> {
  const inFolder = async (folder: string): Promise<readonly string[]> =>
    (await readdir(path.join(root, folder), { recursive: true, withFileTypes: true }))
      .filter((each) => each.isFile() && !LEFT_OUT.test(each.name))
      .map((each) => path.relative(root, path.join(each.parentPath, each.name)));
  return [
    '.env.example',
    'package.json',
    ...(await inFolder('cards')),
    ...(await inFolder('manifest')),
  ].sort();
}

/** Puts a table of those files in the place of `src/shipped.ts`. */
export const shipInside = (root: string): Plugin => ({
  name: 'shipped',
  setup: (build) => {
    build.onLoad({ filter: /[\\/]src[\\/]shipped\.ts$/ }, async () => {
      const entries = (await shippedNames(root)).map(async (name) => [name, await shippedAs(root, name)]);
      return { loader: 'ts', contents: moduleOf(Object.fromEntries(await Promise.all(entries))) };
    });
  },
});

/** Pictures as base64; of package.json what is asked for, lest the bundle change with every development package. */
async function shippedAs(root: string, name: string): Promise<string> {
  const bytes = await readFile(path.join(root, name));
  if (name.endsWith('.png')) return bytes.toString('base64');
  const text = bytes.toString('utf8');
  if (!name.endsWith('.json')) return text;
  const value: unknown = JSON.parse(text);
  return JSON.stringify(name === 'package.json' ? versionOf(value) : value);
}

const versionOf = (value: unknown) => ({ version: (value as { readonly version: string }).version });

const moduleOf = (table: Readonly<Record<string, string>>): string => `
  const FILES: Readonly<Record<string, string>> = ${JSON.stringify(table)};
  export function shippedBytes(name: string): Uint8Array {
    const text = FILES[name];
    if (text === undefined) throw new Error(name + ' is not in this bundle.');
    return Buffer.from(text, name.endsWith('.png') ? 'base64' : 'utf8');
  }
  export const shippedText = (name: string): string => new TextDecoder().decode(shippedBytes(name));
`;
