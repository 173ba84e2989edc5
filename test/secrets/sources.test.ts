import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { examineConfig } from '../../src/config.ts';
import { readSecretFiles } from '../../src/secrets/files.ts';
import { masked } from '../../src/secrets/mask.ts';
import { isSecret, SECRETS } from '../../src/secrets/names.ts';
import { readVaultSecrets } from '../../src/secrets/vault.ts';
import { readSettings } from '../../src/settings/settings.ts';

async function folderWith(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'ajar-secrets-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return (name: string): string => join(folder, name);
}

describe('the secrets', () => {
  it('are all settings that sound like one', async () => {
    const { readFileSync } = await import('node:fs');
    const settings = readFileSync(new URL('../../src/settings/settings.ts', import.meta.url), 'utf8');
    const keys = (settings.match(/^ {2}[A-Z][A-Z_]+(?=:)/gm) ?? []).map((key) => key.trim());
    const sounding = keys.filter((key) => /SECRET|TOKEN(?!_CREDENTIALS)|PASSWORD|_KEY|REDIS_URL/.test(key));
    expect(sounding.length).toBeGreaterThan(5);
    expect(sounding.filter((key) => !isSecret(key))).toEqual([]);
  });

  it('may all be named by a file, and nothing else may', () => {
    const named = Object.fromEntries(SECRETS.map((name) => [`${name}_FILE`, '/x']));
    expect(readSettings(named).faults).toEqual([]);
    expect(readSettings({ AJAR_DATA_FILE: '/x' }).faults).toHaveLength(1);
  });
});

describe('a secret in a file', () => {
  it('is read without the line end that editors put there, and with every other blank', async () => {
    const at = await folderWith({ token: 'xoxb-1\r\n', hook: ' a b\n\nc\n' });
    const env = { SLACK_BOT_TOKEN_FILE: at('token'), AJAR_HOOK_X_FILE: at('hook'), AJAR_HOOK_Y: 'y' };
    expect(readSecretFiles(env)).toEqual({
      values: { SLACK_BOT_TOKEN: 'xoxb-1', AJAR_HOOK_X: ' a b\n\nc' },
      faults: [],
    });
  });

  it('may be the new and the old one, a line each', async () => {
    const [one, two] = ['0123456789abcdef'.repeat(2), 'fedcba9876543210'.repeat(2)];
    const at = await folderWith({ signing: `${one}\n${two}\n` });
    const { values } = readSecretFiles({ SLACK_SIGNING_SECRET_FILE: at('signing') });
    const { config } = examineConfig({ SLACK_BOT_TOKEN: 'xoxb-1', ...values }, []);
    expect(config.slack?.signingSecrets).toEqual([one, two]);
  });

  it('has every fault told at once, under the name of the setting, without a value', async () => {
    const at = await folderWith({
      both: 'hunter2-hunter2',
      empty: '\n',
      large: 'x'.repeat(70_000),
      shut: 'x',
    });
    await chmod(at('shut'), 0o000);
    const { values, faults } = readSecretFiles({
      ...{ SLACK_BOT_TOKEN: 'xoxb-hunter2', SLACK_BOT_TOKEN_FILE: at('both') },
      ...{ TEAMS_APP_PASSWORD_FILE: at('empty'), AJAR_PAGERDUTY_TOKEN_FILE: at('large') },
      ...{ SLACK_APP_TOKEN_FILE: at('none'), AJAR_OIDC_CLIENT_SECRET_FILE: at('.') },
    });
    expect(values).toEqual({});
    expect(
      faults.map(({ key, message }) => [key, /both|as well|empty|bytes|ENOENT|EISDIR/.exec(message)?.[0]]),
    ).toEqual([
      ['SLACK_BOT_TOKEN', 'as well'],
      ['TEAMS_APP_PASSWORD', 'empty'],
      ['AJAR_PAGERDUTY_TOKEN', 'bytes'],
      ['SLACK_APP_TOKEN', 'ENOENT'],
      ['AJAR_OIDC_CLIENT_SECRET', 'EISDIR'],
    ]);
    expect(JSON.stringify(faults)).not.toContain('hunter2');
    const { faults: all } = examineConfig({ PORT: 'x', SLACK_BOT_TOKEN: 'xoxb-1' }, faults);
    expect(all.map(({ key }) => key)).toEqual(expect.arrayContaining(['PORT', 'SLACK_BOT_TOKEN']));
    expect(all.filter(({ key }) => key === 'SLACK_BOT_TOKEN')).toHaveLength(1);
  });
});

describe('a secret in a key vault', () => {
  it('is asked for by its vault, name and version', async () => {
    const asked: unknown[] = [];
    const { values, faults } = await readVaultSecrets(
      {
        TEAMS_APP_PASSWORD: 'keyvault:https://contoso.vault.azure.net/secrets/teams-app',
        AJAR_HOOK_X: `keyvault:https://contoso.vault.usgovcloudapi.net/secrets/x/${'0'.repeat(32)}`,
        SLACK_BOT_TOKEN: 'xoxb-1',
      },
      async (secret) => {
        asked.push(secret);
        return { value: `of ${secret.name}` };
      },
    );
    expect(faults).toEqual([]);
    expect(values).toEqual({ TEAMS_APP_PASSWORD: 'of teams-app', AJAR_HOOK_X: 'of x' });
    expect(asked).toEqual([
      { vault: 'https://contoso.vault.azure.net', name: 'teams-app' },
      { vault: 'https://contoso.vault.usgovcloudapi.net', name: 'x', version: '0'.repeat(32) },
    ]);
  });

  it.each([
    ['TEAMS_APP_PASSWORD', 'keyvault:https://evil.example/secrets/x'],
    ['TEAMS_APP_PASSWORD', 'keyvault:https://contoso.vault.azure.net.evil.example/secrets/x'],
    ['TEAMS_APP_PASSWORD', 'keyvault:https://evil.example.vault.azure.net/secrets/x'],
    ['TEAMS_APP_PASSWORD', 'keyvault:http://contoso.vault.azure.net/secrets/x'],
    ['TEAMS_APP_PASSWORD', 'keyvault:https://contoso.vault.azure.net:8443/secrets/x'],
    ['TEAMS_APP_PASSWORD', 'keyvault:https://a:b@contoso.vault.azure.net/secrets/x'],
    ['TEAMS_APP_PASSWORD', 'keyvault:https://contoso.vault.azure.net/keys/x'],
    ['TEAMS_APP_PASSWORD', 'keyvault:contoso/x'],
    ['AZURE_CLIENT_SECRET', 'keyvault:https://contoso.vault.azure.net/secrets/x'],
    ['AJAR_ADMINS', 'keyvault:https://contoso.vault.azure.net/secrets/x'],
  ])('is asked for nowhere else, and for no other setting (%s=%s)', async (key, value) => {
    const { values, faults } = await readVaultSecrets({ [key]: value }, () => {
      throw new Error('asked');
    });
    expect([values, faults.map((fault) => fault.key)]).toEqual([{}, [key]]);
  });
});

it('what is masked is masked in JSON, in addresses and in parts', () => {
  const secrets = ['line one\n"two"', 'line one\n"two" and more', 'short', 'p@ss/word'];
  const text = `${JSON.stringify({ a: secrets[0], b: secrets[1] })} https://x?y=${encodeURIComponent('p@ss/word')} short`;
  expect(masked(text, secrets)).toBe('{"a":"(hidden)","b":"(hidden)"} https://x?y=(hidden) short');
});
