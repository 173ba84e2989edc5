import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { examineConfig } from '../../src/config.ts';
import { isSecret } from '../../src/secrets/names.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const run = promisify(execFile);

/** NAME=value lines. */
const envOf = (file: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    read(file)
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

const ENV_FILES = ['systemd/ajar.env', 'systemd/sweep.env', 'compose/ajar.env', 'compose/sweep.env'];

it.each(ENV_FILES)('deploy/%s names settings that there are, and no secret with a value', (file) => {
  const env = envOf(`deploy/${file}`);
  expect(Object.keys(env).length).toBeGreaterThan(3);
  expect(Object.entries(env).filter(([name, value]) => isSecret(name) && value !== '')).toEqual([]);
  const named = Object.fromEntries(Object.keys(env).map((name) => [name, '']));
  expect(examineConfig(named).faults.filter(({ message }) => message.includes('is no setting'))).toEqual([]);
  const all = read('.env.example');
  const unknown = Object.keys(env).filter((name) => name !== 'SWEEP_PING' && !all.includes(name));
  expect(unknown).toEqual([]);
});

it.each([
  'systemd',
  'compose',
])('in %s the sweep has an identity of its own, and nothing else of Ajar', (kind) => {
  const sweep = Object.keys(envOf(`deploy/${kind}/sweep.env`));
  expect(sweep).toContain('AZURE_CLIENT_ID');
  expect(sweep.filter((name) => /^(SLACK|TEAMS|REDIS)|POLICY|DATA/.test(name))).toEqual([]);
});

const SYSTEMD = existsSync('/usr/bin/systemd-analyze');

it('the image has what Node has compiled, made by its user and written by nobody afterwards', () => {
  const image = read('Containerfile')
    .split('\n')
    .filter((line) => /^(USER|RUN|ENV|ENTRYPOINT)/.test(line));
  const from = image.findIndex((line) => line.startsWith('ENV NODE_COMPILE_CACHE=/ajar/compiled '));
  expect(image.slice(from + 1)).toEqual([
    'USER 10001:10001',
    expect.stringMatching(/^RUN node .* help > /),
    'USER root',
    'RUN chown -R root:root /ajar/compiled && chmod -R u=rwX,go=rX /ajar/compiled',
    'USER 10001:10001',
    expect.stringContaining('ENTRYPOINT'),
  ]);
});

describe('the systemd units', () => {
  it.skipIf(!SYSTEMD).each(['ajar.service', 'ajar-sweep.service'])(
    `%s is one that systemd takes, and confines${SYSTEMD ? '' : ' (LEFT OUT: there is no systemd-analyze here)'}`,
    async (unit) => {
      const folder = await mkdtemp(path.join(tmpdir(), 'ajar-unit-'));
      onTestFinished(() => rm(folder, { recursive: true }));
      const file = path.join(folder, unit);
      await writeFile(file, read(`deploy/systemd/${unit}`).replaceAll('/usr/bin/node', process.execPath));
      const { stderr } = await run('systemd-analyze', ['verify', file]);
      expect(stderr).toBe('');
      // In tenths of its measure: 0 is nothing to reach, 100 everything. 13 when this was written.
      await run('systemd-analyze', ['security', '--offline=true', '--threshold=15', file]);
    },
  );

  it.each([
    'ajar',
    'ajar-sweep',
  ])('keep what Node has compiled of %s where nobody else can write it', (name) => {
    const unit = read(`deploy/systemd/${name}.service`);
    expect(unit).toContain(`NODE_COMPILE_CACHE=/var/cache/${name} `);
    expect(unit).toContain(`\nCacheDirectory=${name}\nCacheDirectoryMode=0700\n`);
  });

  it('stop later than Ajar has to, and run what the build makes', () => {
    const unit = read('deploy/systemd/ajar.service');
    const { stop } = examineConfig({}).config;
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]) * 1_000).toBeGreaterThan(
      stop.graceMs + stop.limitMs,
    );
    expect(unit).toMatch(/^ExecStart=\/usr\/bin\/node .*\/opt\/ajar\/ajar\.mjs serve$/m);
  });
});

interface Service {
  readonly [key: string]: unknown;
  readonly env_file?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
  readonly volumes?: readonly string[];
  readonly stop_grace_period?: string;
}

describe('the Compose file', () => {
  const file = parse(read('deploy/compose/compose.yaml'), { merge: true });
  const services: Readonly<Record<string, Service>> = file.services;
  const ajars = [services['ajar-1'], services['ajar-2']] as readonly Service[];

  it('lets every container write nothing but its data, as nobody in particular', () => {
    expect(Object.keys(services).sort()).toEqual(['ajar-1', 'ajar-2', 'redis', 'sweep']);
    for (const [name, service] of Object.entries(services)) {
      expect(service, name).toMatchObject({
        ...{ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] },
        user: expect.stringMatching(/^[1-9]\d+:[1-9]\d+$/),
      });
      expect(service, name).not.toHaveProperty('privileged');
    }
  });

  it('gives secrets as files alone, each to whom it concerns', () => {
    const known = Object.keys(file.secrets);
    for (const [name, { environment = {}, secrets = [] }] of Object.entries(services)) {
      expect(Object.keys(environment).filter(isSecret), name).toEqual([]);
      expect(known, name).toEqual(expect.arrayContaining([...secrets]));
      const files = Object.values(environment).filter((value) => value.startsWith('/run/secrets/'));
      for (const each of files) expect(secrets, name).toContain(path.basename(each));
      for (const key of Object.keys(environment).filter((key) => key.endsWith('_FILE')))
        expect(isSecret(key.replace(/_FILE$/, '')), key).toBe(true);
    }
    expect(services.sweep?.secrets).toEqual(['sweep_client_secret']);
    expect(ajars.flatMap(({ secrets }) => secrets)).not.toContain('sweep_client_secret');
    for (const { file: where } of Object.values(file.secrets as Record<string, { file: string }>))
      expect(where).toMatch(/^\.\/secrets\//);
  });

  it('lets only Ajar reach Redis, and nobody from outside the machine reach anything', () => {
    expect(services.redis).not.toHaveProperty('ports');
    expect(services.redis?.networks).toEqual(['inside']);
    expect(file.networks.inside).toEqual({ internal: true });
    expect(services.sweep?.networks).toEqual(['outside']);
    const ports = Object.values(services).flatMap(({ ports = [] }) => ports);
    expect(ports).toEqual(['127.0.0.1:3978:3978', '127.0.0.1:3988:3978']);
  });

  it('waits for Redis, and for an Ajar that stops', () => {
    const { stop } = examineConfig({}).config;
    for (const ajar of ajars) {
      expect(ajar.depends_on).toEqual({ redis: { condition: 'service_healthy' } });
      expect(Number.parseInt(String(ajar.stop_grace_period), 10) * 1_000).toBeGreaterThan(
        stop.graceMs + stop.limitMs,
      );
    }
  });

  it('has a Redis that loses nothing', () => {
    const conf = read('deploy/compose/redis.conf').split('\n');
    for (const line of ['appendonly yes', 'appendfsync always', 'maxmemory-policy noeviction'])
      expect(conf).toContain(line);
    expect(conf).toContain('include /run/secrets/redis_password_conf');
    expect(services.redis?.volumes).toEqual(['redis:/data', './redis.conf:/etc/redis/redis.conf:ro']);
  });
});
