import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { shipInside, shippedNames } from './shipped.ts';

const root = path.resolve(import.meta.dirname, '../..');

export interface Bundle {
  /** The whole program, for `node`. */
  readonly code: string;
  /** The files of this repository that it was made of, from the root. */
  readonly sources: readonly string[];
  /** The folders of the packages in it, from the root. */
  readonly packages: readonly string[];
  /** What it would still load from beside it, if that is there; Node's own modules are not among them. */
  readonly outside: readonly string[];
}

const ENTRY = `
  import { run } from './src/cli/cli.ts';
  await run(process.argv, []);
`;

/**
 * One file of everything that "ajar" needs, which runs in any folder. Names are kept, so that stacks and errors can be read; what
 * is loaded only when it is used stays so, though its text is read at start. The same tree gives the same bytes, wherever it is.
 */
export async function bundle(): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: ENTRY, resolveDir: root, sourcefile: 'ajar.mjs' },
    absWorkingDir: root,
    ...{ bundle: true, write: false, metafile: true, outfile: 'dist/ajar.mjs' },
    ...{ platform: 'node', format: 'esm', target: 'node22.18', charset: 'ascii' },
    ...{ minifyWhitespace: true, minifySyntax: true, legalComments: 'none', logLevel: 'error' },
    // Not the checkout's own, which the image does not have.
    tsconfigRaw: { compilerOptions: { target: 'ES2024', verbatimModuleSyntax: true } },
    define: { __dirname: 'AJAR_FOLDER', __filename: 'AJAR_FILE' },
    banner: { js: await bannerOf() },
    plugins: [shipInside(root), lateSqlite],
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error('esbuild made no file.');
  return {
    code: inAscii(output.text),
    sources: await sourcesIn(metafile),
    packages: packagesIn(metafile),
    outside: outsideOf(metafile),
  };
}

/**
 * Node keeps a text that is all ASCII as it lies in the file, and any other twice as large. esbuild has escaped all but what stands in
 * regular expressions, where the same escape means the same.
 */
const inAscii = (code: string): string =>
  code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** An older Node has no such module, and would say only that, before anything of the file is run. */
const lateSqlite: Plugin = {
  name: 'late-sqlite',
  setup: (build) => {
    build.onResolve({ filter: /^node:sqlite$/ }, ({ path, kind }) =>
      kind === 'require-call' ? { path, external: true } : { path, namespace: 'late' },
    );
    build.onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/** The check of Node's version comes first; and what packages written for CommonJS expect to be there. */
const bannerOf = async (): Promise<string> =>
  [
    '#!/usr/bin/env node',
    // In a block: whatever it names, a package may name as well.
    `{\n${await readFile(path.join(root, 'bin/check-node.mjs'), 'utf8')}}`,
    `import { createRequire as ajarRequire } from 'node:module';`,
    'const require = ajarRequire(import.meta.url), AJAR_FILE = import.meta.filename, AJAR_FOLDER = import.meta.dirname;',
  ].join('\n');

const sourcesIn = async ({ inputs }: Metafile): Promise<readonly string[]> =>
  [
    ...(await shippedNames(root)),
    ...Object.keys(inputs).filter((file) => /^src\//.test(file)),
    'bin/check-node.mjs',
  ].sort();

const packagesIn = ({ inputs }: Metafile): readonly string[] =>
  [...new Set(Object.keys(inputs).flatMap((file) => folderOf(file) ?? []))].sort();

/** Of `node_modules/a/node_modules/@b/c/d.js`, what is before `/d.js`. */
const folderOf = (file: string): string | undefined => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];

const outsideOf = ({ outputs }: Metafile): readonly string[] => {
  const imports = Object.values(outputs).flatMap(({ imports }) => imports);
  const names = imports.filter(({ external }) => external === true).map(({ path }) => path);
  return [...new Set(names.filter((name) => !isBuiltin(name)))].sort();
};
