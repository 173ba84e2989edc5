import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approverCheck, approversIn, routeChecks, routesOf } from '../../src/cli/reach-check.ts';
import { tryHost } from '../../src/cli/try-host.ts';
import { examineConfig } from '../../src/config.ts';
import { ChatError, type Place } from '../../src/ports/chat.ts';
import type { Check } from '../../src/ports/check.ts';
import { outboundTable, usedBy } from '../../src/settings/outbound.ts';
import { policyOf } from '../fakes/policy.ts';
import { answerAnything } from '../network/answers.ts';
import { type CompanyProxy, startCompanyProxy } from '../network/company-proxy.ts';
import { ajar } from './terminal.ts';

let proxy: CompanyProxy;
let cwd: string;
beforeAll(async () => {
  proxy = await startCompanyProxy(answerAnything);
});
afterAll(() => proxy.close());
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ajar-hosts-'));
  await writeFile(join(cwd, 'ca.pem'), proxy.ca);
  proxy.tunnels.length = 0;
  proxy.refused.clear();
});
afterEach(() => rm(cwd, { recursive: true }));

/** Made-up names, which only the proxy knows. */
const SETTINGS = [
  'AJAR_AZURE_ENDPOINT=https://arm.ajar.invalid',
  'AZURE_AUTHORITY_HOST=https://login.ajar.invalid',
  'AZURE_TOKEN_CREDENTIALS=EnvironmentCredential',
  'AJAR_AUDIT_WEBHOOK=https://hook.ajar.invalid/audit',
  'AJAR_AUDIT_WEBHOOK_SECRET=0123456789abcdef',
];

async function doctor(...more: readonly string[]) {
  const file = [...SETTINGS, `HTTPS_PROXY=${proxy.url}`, 'TEAMS_AUTH=off', 'TEAMS_ROSTER=off', ...more];
  await writeFile(join(cwd, '.env'), file.join('\n'));
  const { out } = await ajar(['doctor', '--json'], { cwd, env: { AJAR_DATA: cwd } });
  const checks: readonly Check[] = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return (what: string) => checks.find((check) => check.what === what);
}

describe('what the doctor says of hosts, with a proxy that .env names', () => {
  it('tries each through the proxy, and says which one it does not let through', async () => {
    proxy.refused.set('hook.ajar.invalid', 403).set('login.ajar.invalid', 407);
    const of = await doctor('AJAR_CA_FILE=ca.pem', 'NO_PROXY=10.0.0.0/8');
    expect(of('proxy')).toMatchObject({ ok: 'unknown', fix: expect.stringContaining('10.0.0.0/8') });
    expect(of('outbound arm.ajar.invalid')).toMatchObject({
      ok: true,
      found: expect.stringMatching(
        /^Azure Resource Manager.*AJAR_AZURE_ENDPOINT\): answers through 127\.0\.0\.1:\d+ \(200\)$/,
      ),
    });
    expect(of('outbound hook.ajar.invalid')).toMatchObject({
      ok: false,
      found: expect.stringContaining('the proxy refused it (403)'),
      fix: 'have it let Ajar reach hook.ajar.invalid on port 443',
    });
    expect(of('outbound login.ajar.invalid')).toMatchObject({
      ok: false,
      fix: expect.stringContaining('USER:PASSWORD'),
    });
  });

  it("says what to set where the company's authority is not known", async () => {
    const of = await doctor();
    expect(of('outbound arm.ajar.invalid')).toMatchObject({
      ok: false,
      fix: expect.stringContaining('AJAR_CA_FILE'),
    });
  });

  it('says that a host that NO_PROXY names has no name here', async () => {
    const of = await doctor('AJAR_CA_FILE=ca.pem', 'NO_PROXY=hook.ajar.invalid');
    expect(of('outbound hook.ajar.invalid')).toMatchObject({
      ok: false,
      found: expect.stringContaining('its name is not known here'),
    });
    expect(proxy.tunnels).not.toContain('hook.ajar.invalid:443');
  });
});

describe('a try', () => {
  let silent: Server;
  let port: number;
  beforeAll(async () => {
    silent = createServer((socket) => void socket.resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    port = (silent.address() as { port: number }).port;
  });
  afterAll(() => new Promise((resolve) => silent.close(resolve)));

  it('is over when nobody answers in time', async () => {
    expect(await tryHost(`http://127.0.0.1:${port}`, undefined, 50)).toMatchObject({
      ok: false,
      found: 'no answer within 0.05 s',
    });
  });

  it('tells a host that is not there from a proxy that is not there', async () => {
    expect(await tryHost('https://127.0.0.1:9', undefined)).toMatchObject({
      found: 'no connection (ECONNREFUSED)',
    });
    expect(await tryHost('https://127.0.0.1:9', 'http://127.0.0.1:9')).toMatchObject({
      fix: expect.stringContaining('HTTPS_PROXY'),
    });
  });
});

describe('the hosts of a set-up', () => {
  it('are on the page of operations as the code has them', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
    expect(page, 'run "npm run -s hosts:docs"').toContain(outboundTable());
  });

  it('are those of its own cloud, each once, with what cannot be tried', () => {
    const { config } = examineConfig(
      {
        AJAR_CLOUD: 'usgov',
        AJAR_GRAPH: 'on',
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_SOCKET_MODE: 'on',
        SLACK_APP_TOKEN: 'xapp-1',
      },
      [],
    );
    const places = usedBy({
      config,
      env: {},
      references: ['keyvault:https://a.vault.usgovcloudapi.net/secrets/s'],
    }).flatMap((each) => each.places);
    expect(places).toEqual([
      ...[
        'https://management.usgovcloudapi.net',
        'https://login.microsoftonline.us',
        'https://graph.microsoft.us',
      ],
      ...['https://a.vault.usgovcloudapi.net', 'https://slack-gov.com', 'https://hooks.slack-gov.com'],
      ...['https://files.slack-gov.com', '*.slack-gov.com'],
    ]);
  });
});

const person = (n: number) => `0000000${n}-0000-4000-8000-000000000000`;
const POLICY = `
groups:
  duty: [{ id: ${person(1)}, name: Ada }, { id: ${person(2)}, name: Bo }]
  heads: [{ id: ${person(3)}, name: Cy }]
defaults:
  routes: { ask: [direct], tell: ['slack:C1', 'slack:C2'] }
rules:
  - id: all
    match: { tags: { env: prod }, requesters: [heads] }
    require: { approvals: [{ count: 1, from: duty }], maxDuration: 3h }
    routes: { ask: ['teams:19:a@thread.tacv2'] }
`;
const place: Place = { app: 'teams', service: 's', conversation: 'c' };

describe('whom nobody can tell anything', () => {
  const policy = policyOf(POLICY);

  it('are the approvers whom no app reaches; whoever did not say is told apart', async () => {
    const people = approversIn(policy);
    expect(people.map(({ name }) => name)).toEqual(['Ada', 'Bo']);
    const busy = async (id: string) => {
      if (id === person(2)) throw new ChatError('busy', 'Teams is busy');
      return undefined;
    };
    const none = await approverCheck(people, [{ app: 'teams', direct: busy }], true);
    expect(none).toMatchObject({ ok: false, fix: expect.stringContaining('install the Teams app') });
    expect(none.found).toBe(
      `0 of 2 can be messaged\ncannot be messaged: Ada (${person(1)})\ncannot tell of: Bo (${person(2)})`,
    );
    const slack = { app: 'slack', direct: async () => place };
    expect(await approverCheck(people, [{ app: 'teams', direct: busy }, slack], true)).toMatchObject({
      ok: true,
    });
  });

  it('is not told of anybody before Teams said where it takes messages', async () => {
    const check = await approverCheck(
      approversIn(policy),
      [{ app: 'teams', direct: async () => undefined }],
      false,
    );
    expect(check).toMatchObject({ ok: 'unknown', fix: expect.stringContaining('write to the bot') });
    expect(check.found).not.toContain('cannot be messaged');
  });

  it('are the conversations where the bot is not, or whose app is not set up', async () => {
    expect(routesOf(policy)).toEqual(['slack:C1', 'slack:C2', 'teams:19:a@thread.tacv2']);
    const slack = { app: 'slack', place: async (id: string) => (id === 'C1' ? place : undefined) };
    const checks = await routeChecks(policy, [slack]);
    expect(checks.map(({ ok }) => ok)).toEqual([true, false, false]);
    expect(checks[2]?.found).toBe('teams is not configured here');
    expect(checks[1]?.fix).toContain('/invite');
  });
});
