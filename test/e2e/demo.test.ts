import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { playgroundScript } from '../../sandbox/demo/playground.ts';
import { until } from './desk.ts';

const AJAR = fileURLToPath(new URL('../../bin/ajar.mjs', import.meta.url));

let running: ChildProcess | undefined;
afterEach(async () => {
  if (running === undefined || running.exitCode !== null) return;
  const gone = once(running, 'exit');
  running.kill('SIGINT');
  await gone;
});

/** Starts `ajar demo` with these arguments; what it says so far, and a wait for a text in it. */
function demo(...args: readonly string[]) {
  const child = spawn(process.execPath, [AJAR, 'demo', ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  running = child;
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  return {
    child,
    output: () => output,
    type: (line: string) => child.stdin.write(`${line}\n`),
    says: (pattern: RegExp) =>
      until(
        async () => pattern.exec(output) ?? undefined,
        () => `The demo never said ${pattern}; it said:\n${output}`,
      ),
    async ends(): Promise<number | null> {
      if (child.exitCode === null) await once(child, 'exit');
      return child.exitCode;
    },
  };
}

const childrenOf = async (pid: number | undefined): Promise<readonly number[]> =>
  (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(/\s+/).map(Number);

const isAlive = async (pid: number): Promise<boolean> =>
  readFile(`/proc/${pid}/status`, 'utf8').then(
    (status) => !/^State:\s+Z/m.test(status),
    () => false,
  );

it('in a terminal, one person asks, the other approves by number, and the port opens and shuts by itself', async () => {
  const { child, type, says, ends, output } = demo('--console', '--speed', '360');
  await says(/Shut at the start: 3389\/tcp on vm-prod-01, /);
  type('riley: open ssh on web-01 from 203.0.113.7 for 1h because the disk is full');
  const [, number] = await says(/to avery\n(?:.*\n)+? {2}\| \[(\d+)\] Approve/);
  type(`avery: ${number}`);
  await says(
    /22\/tcp on web-01 is open for 203\.0\.113\.7: it reads "SSH-2\.0-sandbox web-01"; 192\.0\.2\.99 is turned away/,
  );
  await says(/to riley\n {2}\| 22\/any on web-01 is open for Riley Requester/);
  await says(/22\/tcp on web-01 is shut for 203\.0\.113\.7: it finds no port/);
  await says(/22\/any on web-01 is closed/);
  child.kill('SIGINT');
  expect(await ends(), output()).toBe(0);
});

const withPages = playgroundScript() !== undefined;

it.skipIf(!withPages)('opens a page for each of two people', async () => {
  const { says, output } = demo();
  await says(/Shut at the start/);
  const pages = [...output().matchAll(/(Riley Requester|Avery Approver): +(http:\S+)/g)];
  expect(pages.map(([, person]) => person)).toEqual(['Riley Requester', 'Avery Approver']);
  for (const [, , address = ''] of pages) expect((await fetch(address)).status).toBe(200);
});

it.skipIf(process.platform !== 'linux')('Ctrl-C leaves no process behind', async () => {
  const { child, says, ends } = demo(...(withPages ? [] : ['--console']));
  await says(/Shut at the start/);
  const children = await childrenOf(child.pid);
  expect(children).toHaveLength(withPages ? 3 : 1);
  child.kill('SIGINT');
  expect(await ends()).toBe(0);
  for (const pid of children) expect(await isAlive(pid)).toBe(false);
});

it.skipIf(process.platform !== 'linux')('says which part died, and ends the others', async () => {
  const { child, says, ends, output } = demo('--console');
  await says(/Shut at the start/);
  for (const pid of await childrenOf(child.pid)) process.kill(pid, 'SIGKILL');
  expect(await ends()).toBe(1);
  expect(output()).toContain('The bot was ended by SIGKILL, so the demo ends.');
});

it('refuses a speed that it cannot run at, and says what to write', async () => {
  const { ends, output } = demo('--speed', 'fast');
  expect(await ends()).toBe(2);
  expect(output()).toContain('Write a number from 1 to 3600');
});
