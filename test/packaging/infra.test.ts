import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type RoleDefinition, roleFor } from '../../src/cloud/azure/roles.ts';
import { examineConfig } from '../../src/config.ts';
import { isSecret } from '../../src/secrets/names.ts';

// There is no Bicep compiler here: what these look at is less than what it would.
const read = (file: string): string => readFileSync(new URL(`../../infra/${file}`, import.meta.url), 'utf8');
const FILES = ['main.bicep', 'roles.bicep'];
const main = read('main.bicep');

/** Without comments, and with what stands in strings left out apart from what is put into them. */
const bare = (text: string): string =>
  text
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(
      /'(?:[^'\\\n]|\\.)*'/g,
      (string) => `'${[...string.matchAll(/\$\{([^}]*)\}/g)].map(([, put]) => ` ${put} `).join('')}'`,
    );

const SAME = [
  ['role-open.json', 'open', {}],
  ['role-open-nsg.json', 'open', { nsg: true }],
  ['role-sweep.json', 'sweep', { nsg: true }],
] as const;

describe('infra/', () => {
  it.each(SAME)('%s is the role that "ajar azure role" writes', (file, ability, features) => {
    const role: RoleDefinition = JSON.parse(read(file));
    const { AssignableScopes: _, ...own } = roleFor(ability, [], features);
    expect(role).toMatchObject(own);
    expect(read('roles.bicep')).toContain(`loadJsonContent('${file}')`);
  });

  it('gives the sweep no right to open or write anything', () => {
    const { Actions } = JSON.parse(read('role-sweep.json')) as RoleDefinition;
    expect(Actions.filter((action) => !/\/(read|delete)$/.test(action))).toEqual([]);
    expect(read('roles.bicep')).toMatch(/actions: sweepRole\.Actions[\s\S]*roleDefinitionId: sweeps\.id/);
  });

  it.each(FILES)('%s closes what it opens, and uses all that it names and nothing else', (file) => {
    const text = bare(read(file));
    for (const [open, close] of ['()', '[]', '{}'])
      expect(text.split(open ?? '').length, open).toBe(text.split(close ?? '').length);
    const named = [...text.matchAll(/^(?:param|var|resource|module) (\w+)/gm)].map(([, name]) => name ?? '');
    expect(named.length).toBeGreaterThan(5);
    expect(new Set(named).size).toBe(named.length);
    const leaves = ['roles', 'teams', 'app', 'sweep', 'mayOpen', 'maySweep'];
    const used = (name: string) =>
      (text.match(new RegExp(`(?<![\\w.])${name}\\b(?!:)`, 'g')) ?? []).length > 1;
    expect(named.filter((name) => !leaves.includes(name) && !used(name))).toEqual([]);
    const asked = [
      ...text.matchAll(/(?<![\w.'])([a-z]\w*)\.(?:properties|id|name|listKeys|Actions|Description|Name)\b/g),
    ];
    expect(asked.map(([, name]) => name ?? '').filter((name) => !named.includes(name))).toEqual([]);
  });

  it('names types and versions of which the documentation was read', () => {
    const types = FILES.flatMap((file) =>
      [...read(file).matchAll(/^resource \w+ '([^']+)'/gm)].map(([, type]) => type),
    );
    expect([...new Set(types)].sort()).toEqual([
      'Microsoft.App/containerApps@2024-03-01',
      'Microsoft.App/jobs@2024-03-01',
      'Microsoft.App/managedEnvironments@2024-03-01',
      'Microsoft.Authorization/roleAssignments@2022-04-01',
      'Microsoft.Authorization/roleDefinitions@2022-04-01',
      'Microsoft.BotService/botServices/channels@2022-09-15',
      'Microsoft.BotService/botServices@2022-09-15',
      'Microsoft.Cache/redisEnterprise/databases@2025-04-01',
      'Microsoft.Cache/redisEnterprise@2025-04-01',
      'Microsoft.KeyVault/vaults/secrets@2023-07-01',
      'Microsoft.KeyVault/vaults@2023-07-01',
      'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31',
      'Microsoft.OperationalInsights/workspaces@2023-09-01',
    ]);
  });

  it('sets what Ajar knows, secrets from the vault alone, and probes the listener that nobody else reaches', () => {
    const env = [...main.matchAll(/\{ name: '([A-Z_]+)', value: (.+) \}$/gm)].map(
      ([, name, value]) => [name ?? '', value ?? ''] as const,
    );
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    expect(env.filter(([name]) => !example.includes(name)).map(([name]) => name)).toEqual(
      ['AZURE_CLIENT_ID', 'AZURE_CLIENT_ID'].filter((name) => !example.includes(name)),
    );
    const secrets = env.filter(([name]) => isSecret(name));
    expect(secrets.map(([name]) => name)).toEqual(['REDIS_URL', 'SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET']);
    expect(secrets.filter(([, value]) => !value.startsWith("'keyvault:${vaultSecret}"))).toEqual([]);
    expect(main.match(/targetPort: (\d+)/)?.[1]).toBe('3978');
    expect(
      [...main.matchAll(/path: '(\/\w+)', port: (\d+)/g)].map(([, path, port]) => `${port}${path}`),
    ).toEqual(['3979/healthz', '3979/healthz', '3979/readyz']);
    const { stop } = examineConfig({}).config;
    expect(Number(/terminationGracePeriodSeconds: (\d+)/.exec(main)?.[1]) * 1_000).toBeGreaterThan(
      stop.graceMs + stop.limitMs,
    );
    expect(main).toMatch(/minReplicas: 2/);
    expect(main).toContain("evictionPolicy: 'NoEviction'");
    expect(main).toContain('aofEnabled: true');
    // At most ten failures may be asked for.
    expect([...main.matchAll(/failureThreshold: (\d+)/g)].every(([, times]) => Number(times) <= 10)).toBe(
      true,
    );
  });
});
