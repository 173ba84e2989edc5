import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SECRETS } from '../../src/secrets/names.ts';
import { ajar, spawnAjar } from './terminal.ts';

const ID = '3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b';
/** In every secret, in whatever form the setting asks for. */
const CANARY = 'deadbeefcafe0123456789abcdef4711';

const KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const CANARIES: Record<(typeof SECRETS)[number], string> = {
  ...{ TEAMS_APP_PASSWORD: CANARY, SLACK_SIGNING_SECRET: CANARY, AJAR_CONFIGURE_CLIENT_SECRET: CANARY },
  ...{
    SLACK_BOT_TOKEN: `xoxb-${CANARY}`,
    SLACK_APP_TOKEN: `xapp-${CANARY}`,
    AJAR_OIDC_CLIENT_SECRET: CANARY,
  },
  ...{
    AJAR_PAGERDUTY_TOKEN: CANARY,
    AJAR_AUDIT_WEBHOOK_SECRET: CANARY,
    AJAR_AUDIT_WEBHOOK_SECRET_OLD: CANARY,
    AJAR_AUDIT_KEY: KEY,
  },
  OTEL_EXPORTER_OTLP_HEADERS: `api-key=${CANARY}`,
  REDIS_URL: `redis://:${CANARY}@127.0.0.1:9`,
};

const OTHERS = {
  ...{ AZURE_CLIENT_SECRET: CANARY, AJAR_HOOK_ROTA: CANARY, AJAR_HOOK_ROTA_OLD: CANARY },
  // So nothing leaves this machine, either.
  HTTPS_PROXY: `http://ajar:${CANARY}@127.0.0.1:9`,
};

const POLICY = `
groups: { duty: { pagerduty: PSCHED1 }, rota: { onCall: rota } }
hooks: { rota: { url: "https://127.0.0.1:9/", secret: AJAR_HOOK_ROTA } }
rules: [{ id: a, match: { requesters: duty }, require: { approvals: [{ count: 1, from: rota }] } }]
`;

let folder = '';
let env: Record<string, string> = {};
/** A server that says all that it was told back, where errors and logs would show it. */
const echo = createServer((request, response) => void tellBack(request, response));

async function tellBack(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const told = `${JSON.stringify(request.headers)} ${await text(request)}`;
  response.writeHead(400, { 'content-type': 'application/json', 'x-told': encodeURIComponent(told) });
  response.end(JSON.stringify({ ok: false, error: told, error_description: told, message: told }));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ajar-canary-'));
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
  await writeFile(join(folder, 'policy.yaml'), POLICY);
  env = {
    ...{ ...CANARIES, ...OTHERS, AJAR_DATA: join(folder, 'data'), AJAR_POLICY: join(folder, 'policy.yaml') },
    ...{ TEAMS_APP_ID: ID, TEAMS_TENANT_ID: ID, SLACK_API_URL: `${url}/`, AJAR_PAGERDUTY_URL: url },
    ...{ AJAR_CONFIGURE: 'on', AJAR_CONFIGURE_CLIENT_ID: ID, AJAR_CONFIGURE_TENANT_ID: ID },
    ...{ AJAR_OIDC_CLIENT_ID: ID, AJAR_OIDC_ISSUER: url, AJAR_PUBLIC_URL: 'https://ajar.example' },
    ...{ AZURE_CLIENT_ID: ID, AZURE_TENANT_ID: ID, AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential' },
    ...{ AZURE_AUTHORITY_HOST: 'https://127.0.0.1:9', AJAR_AZURE_ENDPOINT: 'https://127.0.0.1:9' },
    ...{ AJAR_AUDIT_WEBHOOK: url, OTEL_EXPORTER_OTLP_ENDPOINT: url },
    ...{ PORT: '0', AJAR_STOP_GRACE: '0', SLACK_SOCKET_MODE: 'on' },
  };
});
afterAll(async () => {
  echo.close();
  await rm(folder, { recursive: true });
});

/** What was written, where the canary could sit. */
function clean(written: string): void {
  expect(written.length).toBeGreaterThan(100);
  for (const form of [CANARY, Buffer.from(CANARY).toString('base64').slice(0, 20), KEY.split('\n')[1]])
    expect(written).not.toContain(form);
}

it('no secret is in what the doctor writes, with right settings and with wrong ones', async () => {
  const right = await ajar(['doctor', '--json'], { cwd: folder, env });
  expect(right.out).toContain('Slack does not take the token');
  clean(right.out + right.err);
  const spoilt = Object.fromEntries(Object.keys(CANARIES).map((name) => [name, `wrong ${CANARY}`]));
  const misspelt = { SLACK_BOT_TOKN: CANARY, AJAR_PAGERDUTY_TOKN: CANARY, TEAMS_APP_PASSWORT: CANARY };
  const wrong = await ajar(['doctor'], { cwd: folder, env: { ...env, ...spoilt, ...misspelt, PORT: 'x' } });
  expect(wrong.out).toContain('setting SLACK_BOT_TOKEN');
  clean(wrong.out + wrong.err);
}, 120_000);

it('no secret is in the log of a bot that nobody answers, nor in its store', async () => {
  const child = spawnAjar(['serve'], { cwd: folder, env: { ...env, REDIS_URL: '' } });
  const [out, ended] = [text(child.stdout), new Promise((resolve) => child.on('close', resolve))];
  const lines: string[] = [];
  const missing = new Set([
    'Socket Mode could not connect',
    'the inventory could not be read yet',
    'the audit sink took nothing',
  ]);
  for await (const line of createInterface({ input: child.stderr })) {
    lines.push(line);
    for (const mark of missing) if (line.includes(mark)) missing.delete(mark);
    if (missing.size === 0 && !child.killed) child.kill('SIGTERM');
  }
  await ended;
  expect([...missing], lines.join('\n')).toEqual([]);
  clean(lines.join('\n') + (await out));
  for (const file of await readdir(join(folder, 'data')))
    expect((await readFile(join(folder, 'data', file))).includes(CANARY), file).toBe(false);
}, 120_000);

it('what an error says of a secret all the same is masked, in the log and at the terminal', async () => {
  const src = (file: string): string =>
    JSON.stringify(fileURLToPath(new URL(`../../src/${file}`, import.meta.url)));
  const script = `
    const { environment } = await import(${src('config.ts')});
    const { createLog } = await import(${src('log.ts')});
    const { exitCodeOf } = await import(${src('cli/exit-code.ts')});
    const { SLACK_BOT_TOKEN: token, AJAR_HOOK_ROTA: hook } = environment();
    const error = new Error('refused ' + token, { cause: new TypeError('by ' + hook) });
    createLog().error({ error, request: { sent: [hook] } }, 'sent ' + token);
    exitCodeOf(error);
    exitCodeOf(error.cause);`;
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(err.match(/\(hidden\)/g)?.length).toBeGreaterThan(5);
  clean(out + err);
});
