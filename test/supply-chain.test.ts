import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isSecret } from '../src/secrets/names.ts';
import { copiedIntoImage } from './packaging/containerfile.ts';

const root = path.resolve(import.meta.dirname, '..');
const textOf = (file: string): Promise<string> => readFile(path.join(root, file), 'utf8');
const jsonOf = async (file: string) => JSON.parse(await textOf(file));

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
}

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

describe('what is installed', () => {
  it('is named exactly', async () => {
    const { dependencies, optionalDependencies, devDependencies, overrides } = await jsonOf('package.json');
    const named: readonly (readonly [string, unknown])[] = Object.entries({
      ...{ ...dependencies, ...optionalDependencies, ...devDependencies, ...overrides },
    });
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter(([, version]) => !EXACT.test(String(version)))).toEqual([]);
  });

  it('has a checksum each in the lock, no address, and no script but the known ones', async () => {
    const { packages } = (await jsonOf('package-lock.json')) as { packages: Record<string, Locked> };
    const all = Object.entries(packages).filter(([where]) => where !== '');
    expect(all.length).toBeGreaterThan(500);
    expect(
      all.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([where]) => where),
    ).toEqual([]);
    expect(all.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    const scripts = all.filter(([, { hasInstallScript }]) => hasInstallScript).map(([where]) => where);
    expect(scripts).toEqual(['node_modules/esbuild', 'node_modules/msgpackr-extract']);
    expect((await jsonOf('package.json')).allowScripts).toEqual({
      'msgpackr-extract': false,
      esbuild: false,
    });
  });

  it('says of every override why it is there', async () => {
    const { overrides } = await jsonOf('package.json');
    const page = await textOf('docs/dependencies.md');
    for (const [name, version] of Object.entries(overrides))
      expect(page).toContain(`| \`${name}\` | ${version} |`);
  });

  it('can be listed, with a name and a checksum for each', async () => {
    const { sbom } = (await jsonOf('package.json')).scripts;
    const [command, ...args] = [...String(sbom).split(' '), '--offline'];
    const { stdout } = await promisify(execFile)(command ?? '', args, {
      cwd: root,
      maxBuffer: 64 * 1024 * 1024,
    });
    const { bomFormat, components } = JSON.parse(stdout) as {
      bomFormat: string;
      components: readonly { name: string; scope: string; purl: string; hashes?: readonly object[] }[];
    };
    expect(bomFormat).toBe('CycloneDX');
    const needed = components.filter(({ scope }) => scope === 'required').map(({ name }) => name);
    expect(needed).toEqual(expect.arrayContaining(Object.keys((await jsonOf('package.json')).dependencies)));
    expect(needed).not.toContain('vitest');
    expect(components.filter(({ purl, hashes }) => !purl.startsWith('pkg:npm/') || !hashes?.length)).toEqual(
      [],
    );
  }, 120_000);
});

describe('the container', () => {
  it('runs as nobody in particular, from named versions, with nothing secret in it', async () => {
    const text = await textOf('Containerfile');
    const lines = text.split('\n').filter((line) => /^[A-Z]+ /.test(line));
    const froms = lines.filter((line) => line.startsWith('FROM '));
    expect(froms).toHaveLength(2);
    for (const from of froms)
      expect(from).toMatch(/^FROM docker\.io\/library\/node:\d+\.\d+\.\d+-bookworm-slim( AS \w+)?$/);
    const user = lines.findLastIndex((line) => line.startsWith('USER '));
    expect(lines[user]).toMatch(/^USER [1-9]\d{3,}:[1-9]\d{3,}$/);
    expect(lines.slice(user).filter((line) => /^(RUN|COPY|ADD) /.test(line))).toEqual([]);
    expect(lines.filter((line) => /^(ADD|ARG) |--chown|curl|wget|sudo/.test(line))).toEqual([]);
    expect(text).toMatch(/npm ci .*--ignore-scripts/);
    // Of the first stage only what the bundle is: no package, no source.
    expect(lines.filter((line) => line.includes('--from='))).toEqual([
      'COPY --from=build /ajar/dist/ajar.mjs /ajar/dist/LICENCES.txt ./',
    ]);
    expect(lines.slice(user)).toContain('CMD ["serve"]');
    const set = lines
      .filter((line) => line.startsWith('ENV '))
      .flatMap((line) => line.match(/\w+(?==)/g) ?? []);
    expect(set.filter(isSecret)).toEqual([]);
    expect(text).toMatch(/HEALTHCHECK[\s\S]*127\.0\.0\.1.*\|\| 3979.*\/healthz/);
  });

  it('is sent nothing but what it takes', async () => {
    const ignore = (await textOf('.dockerignore'))
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const [first, ...allowed] = ignore;
    expect(first).toBe('*');
    expect(allowed.map((line) => line.replace('!', '')).sort()).toEqual(
      [...new Set(await copiedIntoImage())].sort(),
    );
  });
});
