import { execFile, spawn } from 'node:child_process';
import { chmod, cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isSecret } from '../src/secrets/names.ts';

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

/** What the image takes from the repository, by its own file. */
async function copied(): Promise<readonly string[]> {
  const lines = (await textOf('Containerfile')).split('\n');
  return lines
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(' ').slice(1, -1));
}

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
    expect(text).toMatch(/npm ci .*--omit=dev .*--ignore-scripts/);
    const set = lines
      .filter((line) => line.startsWith('ENV '))
      .flatMap((line) => line.match(/\w+(?==)/g) ?? []);
    expect(set.filter(isSecret)).toEqual([]);
    expect(text).toMatch(/HEALTHCHECK[\s\S]*127\.0\.0\.1:3979\/healthz/);
  });

  it('is sent nothing but what it takes', async () => {
    const ignore = (await textOf('.dockerignore'))
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const [first, ...allowed] = ignore;
    expect(first).toBe('*');
    expect(allowed.map((line) => line.replace('!', '')).sort()).toEqual([...new Set(await copied())].sort());
  });

  it('serves from files that it cannot write, as a user of its own, and writes in its data folder alone', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'ajar-image-'));
    const [image, data] = [path.join(folder, 'image'), path.join(folder, 'data')];
    onTestFinished(async () => {
      await chmod(image, 0o755);
      await rm(folder, { recursive: true, force: true });
    });
    const parts = new Set(
      (await copied()).filter((part) => part !== 'package-lock.json' && part !== '.npmrc'),
    );
    for (const part of parts) await cp(path.join(root, part), path.join(image, part), { recursive: true });
    await symlink(path.join(root, 'node_modules'), path.join(image, 'node_modules'));
    const other = process.getuid?.() === 0 ? { uid: 10_001, gid: 10_001 } : {};
    await promisify(execFile)('mkdir', [data]);
    if ('uid' in other) await promisify(execFile)('chown', ['10001:10001', data]);
    await promisify(execFile)('chmod', ['-R', 'a-w,a+rX', image]);
    await chmod(folder, 0o755);
    const own = [...parts].filter((part) => part !== 'package.json');
    const files = async () =>
      Promise.all(own.map((part) => readdir(path.join(image, part), { recursive: true })));
    const before = await files();
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'bin/ajar.mjs', 'serve'],
      {
        ...{ cwd: image, stdio: ['ignore', 'ignore', 'pipe'], ...other },
        env: {
          ...{ AJAR_DATA: data, PORT: '0', AJAR_STOP_GRACE: '0', TEAMS_AUTH: 'off', TEAMS_ROSTER: 'off' },
          ...{ AJAR_AZURE_ENDPOINT: 'https://127.0.0.1:9', AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential' },
        },
      },
    );
    const ended = new Promise((resolve) => child.on('close', resolve));
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stderr as NodeJS.ReadableStream })) {
      lines.push(line);
      if (line.includes('Ajar listens')) child.kill('SIGTERM');
    }
    expect([await ended, lines.join('\n')]).toEqual([0, expect.stringContaining('Ajar listens')]);
    expect(await files()).toEqual(before);
    expect(await readdir(data)).toContain('ajar.db');
  }, 120_000);
});
