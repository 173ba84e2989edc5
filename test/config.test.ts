import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { ConfigError } from '../src/settings/settings.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const ID = '3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b';

const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
};

describe('the settings', () => {
  it('have defaults that listen on this machine only', () => {
    expect(readConfig({})).toMatchObject({ host: '127.0.0.1', port: 3978, zone: 'UTC' });
    expect(readConfig({}).azure).toMatchObject({
      endpoint: 'https://management.azure.com',
      scope: 'https://management.azure.com/.default',
    });
  });

  it('name every fault at once, with the key, what was found and what to write', () => {
    const faults = faultsOf({
      PORT: '99999',
      AJAR_TIME_ZONE: 'Mars/Olympus',
      AJAR_APPROVERS: 'avery@example.com',
      TEAMS_AUTH: 'maybe',
    });
    expect(faults).toHaveLength(4);
    expect(faults.join('\n')).toContain('PORT: found "99999"; write a port from 0 to 65535.');
    expect(faults.join('\n')).toContain('AJAR_APPROVERS: found "avery@example.com"; write Entra object ids');
  });

  it('name lists of people that no one reads, as the policy has a file', () => {
    const lists = { AJAR_REQUESTERS: ID, AJAR_APPROVERS: ID, AJAR_ADMINS: ID };
    expect(faultsOf(lists)).toEqual([]);
    expect(faultsOf({ ...lists, AJAR_POLICY: 'p.yaml' }).map((fault) => fault.split(':')[0])).toEqual(
      Object.keys(lists),
    );
    expect(faultsOf({ AJAR_POLICY: 'p.yaml', AJAR_ADMINS: '' })).toEqual([]);
  });

  it('never show a secret, under a misspelt name either', () => {
    const faults = faultsOf({ TEAMS_APP_PASSWORT: 'hunter2', TEAMS_APP_PASSWORD: 'hunter2', PORT: 'x' });
    expect(faults).toHaveLength(2);
    expect(faults.join()).not.toContain('hunter2');
  });

  it('take the address of a Redis, and never show it', () => {
    const faults = faultsOf({
      REDIS_URL: 'http://ada:hunter2@redis',
      AJAR_REDIS_PREFIX: 'a:b',
      AJAR_REDIS_UNSAFE: 'yes',
    });
    expect(faults).toHaveLength(3);
    expect(faults.join()).toContain('REDIS_URL: found (hidden); write the address of a Redis');
    expect(faults.join()).not.toContain('hunter2');
    const url = 'rediss://ada:pw@redis.contoso.com:6380/2';
    expect(readConfig({ REDIS_URL: url }).redis).toEqual({ url, prefix: 'ajar', unsafe: 'refuse' });
    expect(readConfig({}).redis).toBeUndefined();
  });

  it('switch setting up on with where and by whom, and show no half of an app', () => {
    expect(readConfig({ AJAR_CONFIGURE_CLIENT_ID: ID }).azure.configure).toBeUndefined();
    const on = { AJAR_CONFIGURE: 'on', AJAR_JIT_POLICY: 'per-vm', AJAR_CONFIGURE_CLIENT_ID: ID };
    expect(readConfig(on).azure.configure).toEqual({ policy: 'per-vm', identity: { clientId: ID } });
    const app = { ...on, AJAR_CONFIGURE_TENANT_ID: ID, AJAR_CONFIGURE_CLIENT_SECRET: SECRET };
    expect(readConfig(app).azure.configure).toMatchObject({
      identity: { app: { tenantId: ID, secret: SECRET } },
    });
    const half = faultsOf({ AJAR_CONFIGURE_CLIENT_SECRET: SECRET, AJAR_CONFIGURE: 'maybe' });
    expect(half.map((fault) => fault.split(':')[0])).toEqual([
      ...['AJAR_CONFIGURE', 'AJAR_CONFIGURE_CLIENT_ID', 'AJAR_CONFIGURE_TENANT_ID'],
    ]);
    expect(half.join()).not.toContain(SECRET);
  });

  it('have no half of a copy of the audit log, and show neither its secret nor the key', () => {
    expect(readConfig({}).audit).toEqual({ checkpointEveryMs: 3_600_000, lagMs: 900_000 });
    const half = faultsOf({
      ...{ AJAR_AUDIT_KEY: SECRET, AJAR_AUDIT_WEBHOOK_SECRET: SECRET, AJAR_AUDIT_WEBHOOK: 'http://x' },
      ...{
        AJAR_AUDIT_LOGS_STREAM: 'Custom-Ajar_CL',
        AJAR_KEEP_DAYS: '7',
        AJAR_AUDIT_BLOB: 'https://x/a?sig=1',
      },
    });
    expect(half.map((fault) => fault.split(':')[0]).sort()).toEqual([
      ...['AJAR_AUDIT_BLOB', 'AJAR_AUDIT_KEY', 'AJAR_AUDIT_LOGS_ENDPOINT', 'AJAR_AUDIT_LOGS_RULE'],
      ...['AJAR_AUDIT_WEBHOOK', 'AJAR_KEEP_DAYS'],
    ]);
    expect(half.join()).not.toContain(SECRET);
    const whole = {
      AJAR_AUDIT_WEBHOOK: 'https://siem.contoso.com/ajar',
      AJAR_AUDIT_WEBHOOK_SECRET: 'x'.repeat(16),
    };
    expect(readConfig(whole).audit.webhook).toEqual({
      ...{ url: 'https://siem.contoso.com/ajar', secrets: ['x'.repeat(16)] },
    });
    const changing = readConfig({ ...whole, AJAR_AUDIT_WEBHOOK_SECRET_OLD: 'y'.repeat(16) });
    expect(changing.audit.webhook?.secrets).toEqual(['x'.repeat(16), 'y'.repeat(16)]);
    expect(faultsOf({ AJAR_AUDIT_WEBHOOK_SECRET_OLD: SECRET })).toEqual([
      expect.stringMatching(/^AJAR_AUDIT_WEBHOOK: nothing is set; AJAR_AUDIT_WEBHOOK_SECRET_OLD needs it/),
      expect.stringMatching(
        /^AJAR_AUDIT_WEBHOOK_SECRET: nothing is set; AJAR_AUDIT_WEBHOOK_SECRET_OLD needs it/,
      ),
    ]);
  });

  it('are all named when faults of one setting meet those of several together', () => {
    const faults = faultsOf({
      TEAMS_APP_ID: 'mine',
      TEAMS_TENANT_ID: 'ours',
      AJAR_AZURE_SCOPE: 'y',
      PORT: 'x',
    });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      ...['PORT', 'AJAR_AZURE_SCOPE', 'TEAMS_APP_ID', 'TEAMS_TENANT_ID', 'TEAMS_APP_PASSWORD'],
    ]);
    expect(faults.join()).toContain('TEAMS_TENANT_ID: found "ours"; write tenant ids, separated by commas.');
  });

  it.each([
    ['AJAR_POLCY', 'write AJAR_POLICY, or remove it'],
    ['AJAR_PORT', 'write PORT, or remove it'],
    ['AJAR_TENANT_IDS', 'write TEAMS_TENANT_ID, or remove it'],
    ['AJAR_AZURE_SUBSCRIPTION', 'write AJAR_AZURE_SUBSCRIPTIONS, or remove it'],
    ['AJAR_COFFEE', 'no such setting; remove it'],
    ['TEAMS_TENANTID', 'write TEAMS_TENANT_ID, or remove it'],
    ['TEAMS_SERVICE_HOST', 'write TEAMS_SERVICE_HOSTS, or remove it'],
    ['SLACK_SIGNING_SECRETS', 'write SLACK_SIGNING_SECRET, or remove it'],
    ['AJAR_BOT_TOKEN', 'write SLACK_BOT_TOKEN, or remove it'],
  ])('know that %s is none of them', (name, advice) => {
    expect(faultsOf({ [name]: 'tcp' })).toEqual([
      `${name}: ${advice.startsWith('no') ? '' : 'no such setting; '}${advice}.`,
    ]);
  });

  it('leave alone what others put into the environment', () => {
    const kubernetes = ['AJAR_SERVICE_HOST', 'AJAR_SERVICE_PORT_HTTP', 'AJAR_PORT_3978_TCP_ADDR'];
    for (const name of [
      ...kubernetes,
      'AJAR_DEMO_REFUSED',
      'TEAMS_WEBHOOK_URL',
      'TEAMSPEAK',
      'SLACK_WEBHOOK_URL',
      'PATH',
    ])
      expect(faultsOf({ [name]: 'x' })).toEqual([]);
    expect(faultsOf({ AJAR_PORT: 'tcp://10.0.0.1:3978' })).toEqual([]);
  });

  it('take the sign-ins that the library takes, and no others', () => {
    for (const name of ['prod', 'Dev', 'managedidentitycredential', 'AzureCliCredential'])
      expect(faultsOf({ AZURE_TOKEN_CREDENTIALS: name })).toEqual([]);
    expect(faultsOf({ AZURE_TOKEN_CREDENTIALS: 'foo' })).toEqual([
      expect.stringMatching(
        /^AZURE_TOKEN_CREDENTIALS: found "foo"; write one of prod, dev, Env.*Credential\.$/,
      ),
    ]);
  });

  it('refuse authentication that is off anywhere but on loopback, or in production', () => {
    expect(faultsOf({ TEAMS_AUTH: 'off', AJAR_HOST: '0.0.0.0' }).join()).toContain('TEAMS_AUTH');
    expect(faultsOf({ TEAMS_AUTH: 'off', NODE_ENV: 'production' }).join()).toContain('TEAMS_AUTH');
    expect(faultsOf({ TEAMS_AUTH: 'off' })).toEqual([]);
  });

  it('ask for what a signed bot needs', () => {
    expect(faultsOf({ TEAMS_APP_ID: ID })).toEqual([
      'TEAMS_TENANT_ID: nothing is set; list the ids of the tenants whose people may ask.',
      'TEAMS_APP_PASSWORD: nothing is set; write the client secret, or use a managed identity (UserAssignedMSI).',
    ]);
    const open = { TEAMS_AUTH: 'off', AJAR_HOST: '0.0.0.0', TEAMS_SERVICE_HOSTS: 'example.com' };
    expect(faultsOf(open)).toEqual([
      'TEAMS_AUTH: found "off" while the server listens on "0.0.0.0"; listen on 127.0.0.1, or write "on".',
      'TEAMS_SERVICE_HOSTS: found hosts other than this machine while nobody signs; leave it out.',
    ]);
    expect(faultsOf({ TEAMS_APP_ID: ID, TEAMS_TENANT_ID: ID, TEAMS_APP_TYPE: 'UserAssignedMSI' })).toEqual(
      [],
    );
  });

  it('ask for what Slack needs, over HTTP and in Socket Mode', () => {
    expect(readConfig({}).slack).toBeUndefined();
    expect(faultsOf({ SLACK_BOT_TOKEN: 'xoxb-1' })).toEqual([
      expect.stringMatching(/^SLACK_SIGNING_SECRET: nothing is set/),
    ]);
    expect(faultsOf({ SLACK_SIGNING_SECRET: SECRET })).toEqual([
      expect.stringMatching(/^SLACK_BOT_TOKEN: it is no bot token/),
    ]);
    expect(faultsOf({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SOCKET_MODE: 'on' })).toEqual([
      expect.stringMatching(/^SLACK_APP_TOKEN: Socket Mode needs/),
    ]);
    expect(
      faultsOf({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SOCKET_MODE: 'on', SLACK_APP_TOKEN: 'xapp-1' }),
    ).toEqual([]);
  });

  it('say what is wrong in Slack under the variable that it is in, and show no secret', () => {
    const faults = faultsOf({
      ...{
        SLACK_BOT_TOKEN: 'hunter2',
        SLACK_SIGNING_SECRET: 'hunter2',
        SLACK_API_URL: 'https://evil.example/',
      },
      ...{ SLACK_TEAM_IDS: 'ours', SLACK_EMAIL_DOMAINS: '@example.com', SLACK_HISTORY: 'yes' },
    });
    expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual([
      ...['SLACK_API_URL', 'SLACK_BOT_TOKEN', 'SLACK_EMAIL_DOMAINS', 'SLACK_HISTORY'],
      ...['SLACK_SIGNING_SECRET', 'SLACK_TEAM_IDS'],
    ]);
    expect(faults.join()).not.toContain('hunter2');
  });

  it('take the new signing secret and the old one, and an address without its last slash', () => {
    const { slack } = readConfig({
      ...{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: `${SECRET}, ${SECRET}` },
      ...{ SLACK_API_URL: 'https://slack-gov.com/api', SLACK_EMAIL_DOMAINS: 'Example.com' },
    });
    expect(slack).toEqual({
      ...{ botToken: 'xoxb-1', signingSecrets: [SECRET, SECRET], socket: false, history: false },
      ...{ apiUrl: 'https://slack-gov.com/api/', teams: [], emailDomains: ['example.com'] },
    });
  });

  it('read a faster clock', () => {
    const faster = { AJAR_CLOCK: '2026-01-15T12:00:00Z,60,0' };
    const config = readConfig({ ...faster, AJAR_AZURE_ENDPOINT: 'https://localhost:4430' });
    expect(config.clock).toEqual({ epoch: Date.parse('2026-01-15T12:00:00Z'), factor: 60, realStart: 0 });
    expect(faultsOf({ AJAR_CLOCK: 'yesterday,0' }).join()).toContain('AJAR_CLOCK');
    // By it a port of a real Azure would be closed at some other time than it was approved for.
    for (const real of [{}, { AJAR_AZURE_ENDPOINT: 'https://management.azure.com' }])
      expect(faultsOf({ ...faster, ...real })).toEqual([
        expect.stringContaining('AJAR_CLOCK: is set, which is for a sandbox on this machine alone'),
      ]);
  });
});
