import { Console } from 'node:console';
import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import tls from 'node:tls';
import { run } from '../../src/cli/cli.ts';
import type { Ended, Run } from './terminal.ts';

let tail: Promise<unknown> = Promise.resolve();

/** Runs `ajar` in this process, which meanwhile has that folder, environment and terminal; one run after another. */
export function ajarHere(args: readonly string[], how: Pick<Run, 'cwd' | 'env'>): Promise<Ended> {
  const ended = tail.then(() => runAs(args, how));
  tail = ended.catch(() => undefined);
  return ended;
}

async function runAs(
  args: readonly string[],
  { cwd = process.cwd(), env = {} }: Pick<Run, 'cwd' | 'env'>,
): Promise<Ended> {
  const [out, err] = [createPaper(), createPaper()];
  const before = { env: { ...process.env }, cwd: process.cwd(), exitCode: process.exitCode, console };
  const streams = [setStream('stdout', out.stream), setStream('stderr', err.stream)];
  globalThis.console = new Console({ stdout: out.stream, stderr: err.stream });
  setEnvironment(env);
  process.chdir(cwd);
  process.exitCode = undefined;
  trust(env.NODE_EXTRA_CA_CERTS);
  try {
    await run([process.execPath, 'ajar', ...args], []);
    return { code: Number(process.exitCode ?? 0), out: out.text(), err: err.text() };
  } finally {
    globalThis.console = before.console;
    for (const restore of streams) restore();
    setEnvironment(before.env);
    process.chdir(before.cwd);
    process.exitCode = before.exitCode;
  }
}

function createPaper(): { readonly stream: Writable; text(): string } {
  let all = '';
  const write = (chunk: Buffer, _: unknown, done: () => void): void => {
    all += chunk.toString();
    done();
  };
  return { stream: new Writable({ write }), text: () => all };
}

/** Answers what puts the real one back. */
function setStream(name: 'stdout' | 'stderr', stream: Writable): () => void {
  const real = Object.getOwnPropertyDescriptor(process, name)!;
  Object.defineProperty(process, name, { value: stream, configurable: true });
  return () => void Object.defineProperty(process, name, real);
}

/** Key by key: what reads a .env file adds to the process's own environment, not to an object that stands for it. */
function setEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  for (const key of Object.keys(process.env)) if (!(key in env)) delete process.env[key];
  Object.assign(process.env, env);
}

/** A process reads NODE_EXTRA_CA_CERTS when it starts. */
function trust(file: string | undefined): void {
  if (file === undefined) return;
  tls.setDefaultCACertificates([...tls.getCACertificates('bundled'), readFileSync(file, 'utf8')]);
}

let identity: string | undefined;

/** Whether these settings work in a process that has run others: the library keeps its first identity endpoint for ever. */
export function fitsHere({ IDENTITY_ENDPOINT, NODE_EXTRA_CA_CERTS }: NonNullable<Run['env']>): boolean {
  // Older than Node 22.19.
  if (NODE_EXTRA_CA_CERTS !== undefined && !tls.setDefaultCACertificates) return false;
  if (IDENTITY_ENDPOINT === undefined) return true;
  identity ??= IDENTITY_ENDPOINT;
  return identity === IDENTITY_ENDPOINT;
}
