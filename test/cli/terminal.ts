import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ajarHere, fitsHere } from './in-process.ts';

const CLI = fileURLToPath(new URL('../../src/cli/cli.ts', import.meta.url));
/** As bin/ajar.mjs does it, without the commands of the sandbox. */
const SCRIPT = `await (await import(${JSON.stringify(CLI)})).run([process.argv[0], 'ajar', ...process.argv.slice(1)], []);`;
const NODE = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', SCRIPT, '--'];

export interface Run {
  /** The working folder; a .env file in it is read. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What it wrote and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts `ajar` in a process of its own, with nothing of this one's environment. */
export const spawnAjar = (args: readonly string[], { cwd, env = {} }: Run) =>
  spawn(process.execPath, [...NODE, ...args], {
    ...{ env, stdio: ['ignore', 'pipe', 'pipe'] },
    ...(cwd === undefined ? {} : { cwd }),
  });

/** Runs `ajar` as `spawnedAjar` does, without a process of its own where that makes no difference: one takes seconds to load. */
export const ajar = async (args: readonly string[], run: Run = {}): Promise<Ended> =>
  fitsHere(run.env ?? {}) ? ajarHere(args, run) : spawnedAjar(args, run);

/** Runs `ajar` as anybody at a terminal would. Closes its output after so many `lines`, as `| head` does. */
export async function spawnedAjar(
  args: readonly string[],
  run: Run = {},
  lines = Number.POSITIVE_INFINITY,
): Promise<Ended> {
  const child = spawnAjar(args, run);
  const errors = text(child.stderr);
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
    if (out.split('\n').length > lines) child.stdout.destroy();
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err: await errors };
}
