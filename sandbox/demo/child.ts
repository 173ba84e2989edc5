import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A process that the demo started: it stays on this machine, and ends with the demo or before it. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  /** Everything that it wrote so far, both streams, the last 64 KiB. */
  output(): string;
  /** Resolves when it has ended, by itself or not, with a sentence that says how. */
  readonly ended: Promise<string>;
  /** Ends exactly this process: asks first, insists after 3 s. Resolves once it is gone. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  readonly name: string;
  /** Script and its arguments, run by this process's own Node. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing of the user's is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Temporary folders that it removes when this process dies without having done so. */
  readonly leftovers?: readonly string[];
  /** Where refused look-ups are written, one host a line. */
  readonly refusedLog?: string;
  /** Hands this process's standard input to it, and shows its standard output. */
  readonly terminal?: boolean;
  readonly onLine?: (line: string) => void;
}

const GUARD = fileURLToPath(new URL('./loopback.cjs', import.meta.url));
const KEPT_CHARACTERS = 64 * 1024;
const PATIENCE_MS = 3000;

/** Starts a Node script behind the loopback guard, on a leash (an IPC channel) that ends it when this process dies. */
export function startChild(options: ChildOptions): Child {
  const { name, args, cwd } = options;
  const child = spawn(process.execPath, ['--require', GUARD, ...args], {
    cwd,
    env: environment(options),
    stdio: [options.terminal ? 'pipe' : 'ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own, so that Ctrl-C reaches the demo alone, which then ends its children in order.
    detached: process.platform !== 'win32',
  });
  if (options.terminal) attach(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-KEPT_CHARACTERS);
    });
    if (stream && options.onLine) onLines(stream, options.onLine);
  }
  return {
    name,
    pid: child.pid ?? 0,
    output: () => output,
    ended: howItEnded(child, name),
    stop: () => stop(child),
  };
}

function attach({ stdin, stdout }: ChildProcess): void {
  if (stdin === null || stdout === null) return;
  // It may end while somebody types: that is told by `ended`, not by a broken pipe.
  stdin.on('error', () => {});
  process.stdin.pipe(stdin);
  stdout.pipe(process.stdout);
}

const environment = ({ env, refusedLog, leftovers = [] }: ChildOptions): Record<string, string> => ({
  ...basics(),
  ...env,
  AJAR_DEMO_LEFTOVERS: leftovers.join(delimiter),
  ...(refusedLog === undefined ? {} : { AJAR_DEMO_REFUSED: refusedLog }),
});

/** What any process needs to start; without PATH and the Windows basics some libraries fail in odd ways. */
function basics(): Record<string, string> {
  const kept = ['PATH', 'LANG', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SYSTEMROOT'];
  return Object.fromEntries(
    kept.flatMap((key) => (process.env[key] === undefined ? [] : [[key, process.env[key]]])),
  );
}

function onLines(stream: NodeJS.ReadableStream, call: (line: string) => void): void {
  let rest = '';
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) call(line);
  });
}

function howItEnded(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`${name} could not be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      resolve(signal ? `${name} was ended by ${signal}` : `${name} ended with exit code ${code}`),
    );
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await gone;
  clearTimeout(insist);
}
