import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createSandbox } from '../../sandbox/azure/sandbox.ts';
import type { RoleDefinition } from '../../src/cloud/azure/roles.ts';
import type { Check } from '../../src/ports/check.ts';
import { ajar, spawnedAjar } from './terminal.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ajar-role-'));
});
afterAll(() => rm(cwd, { recursive: true }));

const SUB = '11111111-2222-4333-8444-555555555555';
const WRITE = 'Microsoft.Network/networkSecurityGroups/securityRules/write';
const role = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  ajar(['azure', 'role', ...args], { cwd, env });
const read = (out: string): RoleDefinition => JSON.parse(out);

describe('ajar azure role', () => {
  it('writes roles that the doctor and the sweep of a real process are well with', async () => {
    const sandbox = await createSandbox();
    onTestFinished(() => sandbox.close());
    const env = { AJAR_DATA: cwd, AJAR_AZURE_ENDPOINT: sandbox.arm, ...sandbox.env };
    const as = async (can: string, args: readonly string[]) => {
      const { Actions } = read((await role(['--can', can])).out);
      sandbox.edit({ kind: 'permissions', actions: [...Actions] });
      return spawnedAjar(args, { cwd, env });
    };
    const { out } = await as('open', ['doctor', '--json']);
    const checks: readonly Check[] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const ofAzure = checks.filter(({ what }) => what.startsWith('azure'));
    expect(ofAzure.length).toBeGreaterThan(5);
    expect(ofAzure.filter(({ ok }) => ok !== true)).toEqual([]);
    expect(await as('sweep', ['sweep', '--once'])).toMatchObject({ code: 0, err: '' });
    const { code, out: vms } = await as('read', ['vms', '--json']);
    expect([code, vms.includes('"vm-prod-01"')]).toEqual([0, true]);
  });

  it('writes what Azure takes, for the scopes that it is given', async () => {
    const scopes = [`/subscriptions/${SUB}`, `/subscriptions/${SUB}/resourceGroups/rg-web`];
    const { code, out, err } = await role(['--can', 'open', '--scope', ...scopes]);
    expect([code, err]).toEqual([0, '']);
    expect(read(out)).toMatchObject({ Name: 'Ajar open', AssignableScopes: scopes });
    expect(read(out).Actions).not.toContain(WRITE);
  });

  it('takes scopes and providers from the settings, and needs no others', async () => {
    const env = { AJAR_AZURE_SUBSCRIPTIONS: SUB, AJAR_NSG: 'on', PORT: 'x' };
    const { code, out, err } = await role(['--can', 'open', '--json'], env);
    expect([code, err]).toEqual([0, '']);
    expect(read(out).AssignableScopes).toEqual([`/subscriptions/${SUB}`]);
    expect(read(out).Actions).toContain(WRITE);
    expect(read((await role(['--can', 'open', '--nsg'])).out).Actions).toContain(WRITE);
  });

  it('warns where nobody said on which scope, so that what is piped on stays JSON', async () => {
    const { code, out, err } = await role(['--can', 'sweep']);
    expect([code, read(out).Name]).toEqual([0, 'Ajar sweep']);
    expect(err).toContain('--scope');
  });

  it('says of each action what it is for', async () => {
    const { out } = await role(['--can', 'configure', '--text']);
    expect(out).toMatch(/^Ajar configure: .*Off by default/);
    for (const line of out.split('\n').filter((each) => each.startsWith('  Microsoft.')))
      expect(line).toMatch(/^ {2}Microsoft\.[\w./]+ +to \S/);
  });

  it.each([
    ['no ability', [], '--can'],
    ['another ability', ['--can', 'fly'], 'read, open, configure, audit, sweep'],
    ['a scope that is none', ['--can', 'read', '--scope', '/subscriptions/mine'], '/subscriptions/<id>'],
    ['a single VM', ['--can', 'read', '--scope', `/subscriptions/${SUB}/resourceGroups/a/b`], 'is no scope'],
  ])('ends with 2 for %s', async (_, args, said) => {
    const { code, out, err } = await role(args);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(said)]);
  });

  it('ends with 2 where a setting that counts is wrong', async () => {
    const { code, err } = await role(['--can', 'read'], { AJAR_NSG: 'maybe' });
    expect([code, err]).toEqual([2, expect.stringContaining('AJAR_NSG')]);
  });
});
