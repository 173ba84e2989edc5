import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, vi } from 'vitest';
import { createClock, readPace } from '../../sandbox/azure/clock.ts';
import { createSandbox } from '../../sandbox/azure/sandbox.ts';

const AJAR = path.resolve(import.meta.dirname, '../../bin/ajar.mjs');

describe('the command sandbox', () => {
  it('says in its first line where everything is, and stops cleanly when told to', async () => {
    const child = spawn(
      process.execPath,
      [AJAR, 'sandbox', '--port', '0', '--clock', '2026-01-05T09:00:00Z,60'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const exit = new Promise<number | null>((resolve) => child.on('exit', resolve));
    const [line] = await new Promise<string[]>((resolve) =>
      createInterface({ input: child.stdout }).once('line', (text) => resolve([text])),
    );
    const said = JSON.parse(line!);
    expect(said).toMatchObject({
      arm: expect.stringMatching(/^https:\/\/localhost:\d+$/),
      identity: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\//),
      identityHeader: expect.any(String),
      control: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/sandbox$/),
    });
    expect(said.vms[0]).toMatchObject({
      name: 'vm-prod-01',
      sockets: { '3389/tcp': expect.stringMatching(/^127\.0\.0\.1:\d+$/) },
    });
    expect(existsSync(said.certificate)).toBe(true);
    const { now } = (await (await fetch(`${said.control}/clock`)).json()) as { now: string };
    expect(now.startsWith('2026-01-05T09:')).toBe(true);
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
    expect(existsSync(said.certificate)).toBe(false);
  });
});

describe('wrong flags', () => {
  it.each([
    [['--clock', 'soon'], 'Write EPOCH,FACTOR'],
    [['--port', '70000'], 'write a number from 0 to 65535'],
    [['--scenario', 'no-such-file.json'], 'no-such-file.json cannot be read'],
  ])('%s are refused with what to write', (flags, words) => {
    const { status, stderr } = spawnSync(process.execPath, [AJAR, 'sandbox', ...flags], { encoding: 'utf8' });
    expect(stderr).toContain(words);
    expect(status).toBeGreaterThan(0);
  });
});

describe('a port that is taken', () => {
  it('is refused with a sentence, and nothing is left behind', async () => {
    const first = await createSandbox();
    const port = Number(new URL(first.arm).port);
    const folder = mkdtempSync(path.join(tmpdir(), 'ajar-test-'));
    vi.stubEnv('TMPDIR', folder); // where the certificate goes
    await expect(createSandbox({ port })).rejects.toThrow(`Port ${port} is taken; choose another, or 0`);
    vi.unstubAllEnvs();
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
    await first.close();
  });
});

describe('the clock', () => {
  it('runs from the epoch at the real start, as many times as fast', () => {
    const start = Date.now() - 10_000;
    const clock = createClock(readPace(`2026-01-05T09:00:00Z,60,${start}`, 0));
    const since = clock.now().getTime() - Date.parse('2026-01-05T09:00:00Z');
    expect(since).toBeGreaterThanOrEqual(600_000);
    expect(clock.spanOf(1_000)).toBe(60_000);
  });

  it('takes Unix milliseconds, and the start of the process when no real start is given', () => {
    expect(readPace('1767603600000,2', 5)).toEqual({ epochMs: 1767603600000, factor: 2, realStartMs: 5 });
  });

  it.each([
    '',
    'tomorrow,2',
    '2026-01-05T09:00:00Z',
    '2026-01-05T09:00:00Z,0',
    '2026-01-05T09:00:00Z,2,x',
    '1,2,3,4',
  ])('refuses "%s" and says what to write', (text) => {
    expect(() => readPace(text, 0)).toThrow('Write EPOCH,FACTOR');
  });
});
