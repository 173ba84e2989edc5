import { describe, expect, it } from 'vitest';
import { examineConfig, readConfig } from '../src/config.ts';
import type { Env } from '../src/settings/settings.ts';

const ID = '3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b';
const TEAMS = { TEAMS_APP_ID: ID, TEAMS_TENANT_ID: ID, TEAMS_APP_PASSWORD: 'x' };
const SLACK = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef' };

const faults = (env: Env): readonly string[] =>
  examineConfig(env).faults.map(({ key, message }) => `${key}: ${message}`);

describe('one setting says which Azure', () => {
  it.each([
    {
      ...{ name: 'public', arm: 'management.azure.com', login: 'login.microsoftonline.com' },
      ...{ bot: 'api.botframework.com', slack: 'slack.com' },
    },
    {
      ...{ name: 'usgov', arm: 'management.usgovcloudapi.net', login: 'login.microsoftonline.us' },
      ...{ bot: 'api.botframework.us', slack: 'slack-gov.com' },
    },
    {
      ...{ name: 'china', arm: 'management.chinacloudapi.cn', login: 'login.chinacloudapi.cn' },
      ...{ bot: 'api.botframework.azure.cn', slack: 'slack.com' },
    },
  ])('$name: Resource Manager, sign-in, bot and Slack follow it', ({ name, arm, login, bot, slack }) => {
    const hosts = name === 'china' ? { TEAMS_SERVICE_HOSTS: 'smba.example.cn' } : {};
    const config = readConfig({ AJAR_CLOUD: name, ...TEAMS, ...hosts, ...SLACK });
    expect(config).toMatchObject({
      cloud: name,
      azure: {
        ...{ endpoint: `https://${arm}`, scope: `https://${arm}/.default` },
        authorityHost: `https://${login}`,
      },
      teams: { cloud: { issuer: `https://${bot}`, scope: `https://${bot}` } },
      slack: { apiUrl: `https://${slack}/api/` },
    });
  });

  it('is the public one unless something else is said', () => {
    expect(readConfig({})).toMatchObject({
      cloud: 'public',
      azure: { endpoint: 'https://management.azure.com' },
    });
    expect(faults({ AJAR_CLOUD: 'germany' })).toEqual([
      'AJAR_CLOUD: found "germany"; write one of public, usgov, china.',
    ]);
  });

  it('gives way to a single setting that names no other Azure, such as a private one or a sandbox', () => {
    const one = readConfig({
      ...{ AJAR_CLOUD: 'usgov', AJAR_AZURE_ENDPOINT: 'https://localhost:8443/' },
      ...{
        AZURE_AUTHORITY_HOST: 'https://login.example.com',
        SLACK_API_URL: 'https://slack.com/api/',
        ...SLACK,
      },
    });
    expect(one.azure).toMatchObject({
      ...{ endpoint: 'https://localhost:8443', scope: 'https://localhost:8443/.default' },
      authorityHost: 'https://login.example.com',
    });
    // People of a government cloud may well use the public Slack.
    expect(one.slack?.apiUrl).toBe('https://slack.com/api/');
  });

  it.each([
    ['AJAR_AZURE_ENDPOINT', 'https://management.usgovcloudapi.net'],
    ['AJAR_AZURE_SCOPE', 'https://management.usgovcloudapi.net/.default'],
    ['AZURE_AUTHORITY_HOST', 'https://login.microsoftonline.us'],
    ['TEAMS_SERVICE_HOSTS', 'smba.infra.gov.teams.microsoft.us'],
  ])('is contradicted by %s of another Azure, and says what to write', (key, found) => {
    expect(faults({ [key]: found })).toEqual([
      `${key}: found "${found}", which is of Azure US Government, while AJAR_CLOUD is public; write AJAR_CLOUD=usgov and leave ${key} out, or name an address of Azure public.`,
    ]);
    expect(faults({ [key]: found, AJAR_CLOUD: 'usgov' })).toEqual([]);
  });

  it('takes either sign-in address of China', () => {
    for (const host of ['login.chinacloudapi.cn', 'login.partner.microsoftonline.cn'])
      expect(faults({ AJAR_CLOUD: 'china', AZURE_AUTHORITY_HOST: `https://${host}` })).toEqual([]);
  });

  it('does not guess where Teams is in China: a token goes wherever it is sent', () => {
    expect(faults({ AJAR_CLOUD: 'china', ...TEAMS })).toEqual([
      expect.stringMatching(/^TEAMS_SERVICE_HOSTS: nothing is set, and nobody states the hosts of Teams/),
    ]);
    expect(faults({ AJAR_CLOUD: 'china', ...TEAMS, TEAMS_SERVICE_HOSTS: 'smba.example.cn' })).toEqual([]);
  });
});
