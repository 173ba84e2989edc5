import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readVersion } from '../../src/version.ts';
import { ajar, spawnAjar } from './terminal.ts';

const ID = '3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ajar-serve-'));
});
afterEach(() => rm(cwd, { recursive: true }));

/** Serves until it listens, then ends it in order; answers how it ended. */
async function serveOnce(env: Readonly<Record<string, string>>): Promise<number | null> {
  const child = spawnAjar(['serve'], { cwd, env });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  for await (const line of createInterface({ input: child.stderr }))
    if (line.includes('Ajar listens')) child.kill('SIGTERM');
  return ended;
}

it('every start is in the log, with the version and the policy that hold from then on', async () => {
  const env = { AJAR_DATA: cwd, PORT: '0', TEAMS_AUTH: 'off', TEAMS_ROSTER: 'off' };
  const azure = {
    AJAR_AZURE_ENDPOINT: 'https://127.0.0.1:9',
    AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential',
  };
  expect(await serveOnce({ ...env, ...azure })).toBe(0);
  expect(await serveOnce({ ...env, ...azure, AJAR_REQUESTERS: ID })).toBe(0);
  const { out } = await ajar(['audit', 'export'], { cwd, env });
  const events = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).event);
  const started = {
    ...{ kind: 'started', actor: { id: 'ajar', name: 'Ajar' }, detail: `Ajar ${readVersion()}` },
    policy: expect.stringMatching(/^[0-9a-f]{64}$/),
  };
  expect(events).toEqual([expect.objectContaining(started), expect.objectContaining(started)]);
  expect(events[0].policy).not.toBe(events[1].policy);
});
