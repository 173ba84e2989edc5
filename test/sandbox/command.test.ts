import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, vi } from 'vitest';
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
    [['--clock', 'soon'], 'write one such as 2026-01-15T12:00:00Z'],
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
