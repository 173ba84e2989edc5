import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** What a bundled package is, and under which terms it may be passed on. */
export interface Terms {
  readonly name: string;
  readonly version: string;
  /** SPDX, as its package.json says. */
  readonly license: string;
  /** Its licence and notice files; undefined where it brings none. */
  readonly text?: string;
}

/** Of packages whose package.json says nothing: what their licence file is. */
const SAID_IN_FILE: Readonly<Record<string, string>> = { jspath: 'MIT' };

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(?![a-z])/i;

/** `folder` is the package's, as `node_modules/zod`. */
export async function termsOf(root: string, folder: string): Promise<Terms> {
  const at = path.join(root, folder);
  const { name, version, license, licenses } = JSON.parse(
    await readFile(path.join(at, 'package.json'), 'utf8'),
  );
  const files = (await readdir(at)).filter((file) => LICENCE_FILE.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(at, file), 'utf8')));
  return {
    ...{ name, version, license: license ?? licenses?.[0]?.type ?? SAID_IN_FILE[name] ?? 'UNKNOWN' },
    ...(texts.length > 0 && { text: texts.map(tidy).join('\n\n') }),
  };
}

const tidy = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replace(/[ \t]+$/gm, '')
    .trim();

/** The file that goes with the bundle: every package in it, and each text once. */
export function noticesOf(terms: readonly Terms[]): string {
  const byText = Map.groupBy(terms, ({ text = '' }) => text);
  const parts = [...byText].map(([text, of]) =>
    [
      ...new Set(of.map(lineOf)),
      '',
      text === '' ? 'No text comes with these packages: their package.json names the licence.' : text,
    ].join('\n'),
  );
  return `${['Ajar contains these packages, each under its own licence.', ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

const lineOf = ({ name, version, license }: Terms): string => `${name} ${version} (${license})`;
