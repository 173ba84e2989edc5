import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const LOG = JSON.stringify(fileURLToPath(new URL('../src/log.ts', import.meta.url)));
/** Logs, lives on, logs, and ends: in one go, and after the lines were refused. */
const SCRIPT = `
const { createLog } = await import(${LOG});
const log = createLog();
for (let line = 1; line <= 3; line += 1) {
  log.warn({ line }, 'said');
  await new Promise((resolve) => setTimeout(resolve, 10));
}
console.log('alive');
log.warn({ line: 4 }, 'said');
`;

async function run(end: string, fd: number | 'pipe') {
  const args = ['--input-type=module', '--eval', SCRIPT + end];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', fd], env: {} });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const [out, err] = await Promise.all([text(child.stdout!), child.stderr ? text(child.stderr) : '']);
  return { code: await ended, out, err };
}

it.each([
  ['by itself', ''],
  ['at once', 'process.exit(0);'],
])('writes every line once, also the last one of a process that ends %s', async (_, end) => {
  const { code, out, err } = await run(end, 'pipe');
  const lines = err.trimEnd().split('\n');
  expect([code, out, lines.map((line) => JSON.parse(line).line)]).toEqual([0, 'alive\n', [1, 2, 3, 4]]);
});

it.each([
  ['by itself', ''],
  ['at once', 'process.exit(0);'],
])('goes on where the disk below the log is full, and ends %s', async (_, end) => {
  if (!existsSync('/dev/full')) return;
  const full = openSync('/dev/full', 'w');
  onTestFinished(() => closeSync(full));
  const { code, out } = await run(end, full);
  expect([code, out]).toEqual([0, 'alive\n']);
});
