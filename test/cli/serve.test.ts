import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventFromBytes } from '../../src/audit/event-bytes.ts';
import { readJsonLines } from '../../src/audit/json-lines.ts';
import type { SlackSettings } from '../../src/chat/slack/settings.ts';
import type { TeamsSettings } from '../../src/chat/teams/settings.ts';
import { listeningLine } from '../../src/cli/serve.ts';
import { readConfig } from '../../src/config.ts';
import { createAjar } from '../../src/main.ts';
import { readVersion } from '../../src/version.ts';
import { ajar, spawnAjar } from './terminal.ts';

const ID = '3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ajar-serve-'));
});
afterEach(() => rm(cwd, { recursive: true }));

const SERVED = {
  ...{ PORT: '0', AJAR_STOP_GRACE: '0', TEAMS_AUTH: 'off', TEAMS_ROSTER: 'off' },
  ...{ AJAR_AZURE_ENDPOINT: 'https://127.0.0.1:9', AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential' },
};

type Look = (line: string) => Promise<unknown>;

/** Serves until the log says `mark` and `look` has looked, then ends it in order; answers how it ended and the lines of its log. */
async function serveUntil(mark: string, env: Readonly<Record<string, string>>, look?: Look) {
  const child = spawnAjar(['serve'], { cwd, env: { AJAR_DATA: cwd, ...SERVED, ...env } });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    lines.push(line);
    if (!line.includes(mark)) continue;
    await look?.(line);
    child.kill('SIGTERM');
  }
  return { code: await ended, lines };
}

/** Starts and ends it in this process; what `serve` adds is not in the log. */
async function serveOnce(env: Readonly<Record<string, string>>): Promise<void> {
  const quiet = { info: () => undefined, warn: () => undefined, error: console.error };
  const served = await createAjar(readConfig({ AJAR_DATA: cwd, ...SERVED, ...env }), quiet);
  await served.start();
  await served.stop();
}

/** What the log of every start says. */
async function starts() {
  const { out } = await ajar(['audit', 'export'], { cwd, env: { AJAR_DATA: cwd } });
  const lines = readJsonLines(Readable.from(out.trimEnd().split('\n')));
  return Array.fromAsync(lines, ({ bytes, beside }) => eventFromBytes(bytes, beside));
}

it('every start is in the log, with the version and the policy that hold from then on', async () => {
  await serveOnce({});
  await serveOnce({ AJAR_REQUESTERS: ID });
  const events = await starts();
  const started = {
    ...{ kind: 'started', actor: { id: 'ajar', name: 'Ajar' }, detail: `Ajar ${readVersion()}` },
    policy: expect.stringMatching(/^[0-9a-f]{64}$/),
  };
  expect(events).toEqual([expect.objectContaining(started), expect.objectContaining(started)]);
  expect(events[0]?.policy).not.toBe(events[1]?.policy);
});

it('a policy file that changed between two starts is seen by its hash', async () => {
  const file = join(cwd, 'policy.yaml');
  const text = await readFile(new URL('../../examples/policy.yaml', import.meta.url), 'utf8');
  for (const each of [text, text, `${text}\n# one more word\n`]) {
    await writeFile(file, each);
    await serveOnce({ AJAR_POLICY: file });
  }
  const hashes = (await starts()).map(({ policy }) => policy);
  expect(hashes[1]).toBe(hashes[0]);
  expect(hashes[2]).toBe(
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex'),
  );
  expect(hashes[2]).not.toBe(hashes[0]);
});

it('a sign-in that fails is a sentence in the log, and where nobody looks on the log is all there is', async () => {
  const { code, lines } = await serveUntil('could not be read yet', {});
  expect(code).toBe(0);
  const log = lines.map((line) => JSON.parse(line));
  expect(log.map(({ msg }) => msg)).toEqual([
    expect.stringMatching(/^Nobody is on call and no conversation is told/),
    'Ajar listens',
    'the inventory could not be read yet; "ajar doctor" tells more',
  ]);
  expect(log[2].reason).toMatch(/^Ajar could not sign in to Azure \(tried EnvironmentCredential\)/);
  expect(lines.join()).not.toMatch(/stack| {4}at /);
});

it.each([
  ['127.0.0.1', 'Ajar listens on http://127.0.0.1:3978. Its log follows; Ctrl-C ends it.'],
  ['::1', 'Ajar listens on http://[::1]:3978. Its log follows; Ctrl-C ends it.'],
])('whoever looks on at a terminal reads where it listens (%s)', (host, line) => {
  expect(listeningLine({ host }, 3978)).toBe(line);
});

it('names the door of every chat app that calls it', () => {
  const slack = { socket: false } as SlackSettings;
  const teams = {} as TeamsSettings;
  const host = '127.0.0.1';
  expect(listeningLine({ host, teams, slack }, 80)).toContain(
    ':80, for Teams at /api/messages, for Slack at /slack/events. ',
  );
  expect(listeningLine({ host, slack: { ...slack, socket: true } }, 80)).toContain(':80. ');
});

it('answers for every chat app at one port, and of its health at another', async () => {
  const slack = {
    ...{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef' },
    SLACK_API_URL: 'http://127.0.0.1:9/api/',
  };
  const answers: Record<string, number> = {};
  const { code } = await serveUntil('Ajar listens', slack, async (line) => {
    const { port, internalPort } = JSON.parse(line);
    const ask = async (method: string, path: string, at = port) => {
      const { status } = await fetch(`http://127.0.0.1:${at}${path}`, { method });
      answers[`${at === port ? '' : 'inside: '}${method} ${path}`] = status;
    };
    for (const path of ['/api/messages', '/slack/events', '/slack/other']) await ask('POST', path);
    for (const path of ['/slack/events', '/healthz', '/readyz']) await ask('GET', path);
    await ask('GET', '/healthz', internalPort);
    await ask('POST', '/slack/events', internalPort);
  });
  expect(code).toBe(0);
  expect(answers).toEqual({
    ...{ 'POST /api/messages': 415, 'POST /slack/events': 401, 'POST /slack/other': 404 },
    ...{ 'GET /slack/events': 405, 'GET /healthz': 404, 'GET /readyz': 404 },
    ...{ 'inside: GET /healthz': 200, 'inside: POST /slack/events': 404 },
  });
});
