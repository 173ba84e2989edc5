import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A redis-server of a test's own, with its data in a folder of its own. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Where its data is. */
  readonly folder: string;
  /** Ends it as a power cut would; its data stays. */
  kill(): Promise<void>;
  /** Starts it again over its data. */
  restart(more?: readonly string[]): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** Why the suites over Redis are left out here; undefined where they run. Where they are required, their want is a failure. */
export const NO_REDIS =
  isThere() || process.env.TEST_REDIS === 'required' ? undefined : 'LEFT OUT: no redis-server here';

function isThere(): boolean {
  try {
    return execFileSync('redis-server', ['--version']).length > 0;
  } catch {
    return false;
  }
}

/** Starts one on a free port of this machine; what it may lose in a crash is nothing. */
export async function startRedis(more: readonly string[] = [], tls?: Pair): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'ajar-redis-'));
  const port = await freePort();
  if (tls) {
    await writeFile(join(folder, 'cert.pem'), tls.cert);
    await writeFile(join(folder, 'key.pem'), tls.key);
  }
  const settings = [
    ...(tls ? ['--port', '0', '--tls-port', String(port), ...tlsOf(folder)] : ['--port', String(port)]),
    ...['--bind', '127.0.0.1', '--dir', folder, '--save', ''],
    ...['--appendonly', 'yes', '--appendfsync', 'always', '--loglevel', 'warning'],
  ];
  const start = (others: readonly string[]): Promise<ChildProcess> => started([...settings, ...others]);
  let server = await start(more);
  const kill = (): Promise<void> => ended(server);
  return {
    url: `${tls ? 'rediss' : 'redis'}://127.0.0.1:${port}`,
    ...{ port, folder },
    kill,
    restart: async (others = more) => {
      server = await start(others);
    },
    remove: async () => {
      await kill();
      await rm(folder, { recursive: true });
    },
  };
}

interface Pair {
  readonly cert: string;
  readonly key: string;
}

const tlsOf = (folder: string): readonly string[] => [
  ...['--tls-cert-file', join(folder, 'cert.pem'), '--tls-key-file', join(folder, 'key.pem')],
  ...['--tls-ca-cert-file', join(folder, 'cert.pem'), '--tls-auth-clients', 'no'],
];

/** Resolves when it takes connections. */
async function started(settings: readonly string[]): Promise<ChildProcess> {
  const server = spawn('redis-server', [...settings, '--loglevel', 'notice']);
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      if (said.includes('Ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`redis-server ended: ${said}`)));
  });
  return server;
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
