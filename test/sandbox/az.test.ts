import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/azure/sandbox.ts';
import { IDS, JIT, NET } from './jit.ts';

const run = promisify(execFile);
const AZ = 'az';
const installed = spawnSync(AZ, ['--version'], { timeout: 30_000 }).status === 0;

interface Rule {
  readonly access: string;
  readonly priority: number;
}

let sandbox: Sandbox;
let folder: string;

/** Runs `az` as it is, with a configuration folder of its own, and reads its JSON. */
async function az(...args: readonly string[]): Promise<unknown> {
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    AZURE_CONFIG_DIR: folder,
    AZURE_CORE_COLLECT_TELEMETRY: '0',
    REQUESTS_CA_BUNDLE: sandbox.certificate,
    MSI_ENDPOINT: sandbox.identity,
    MSI_SECRET: sandbox.identityHeader,
    IDENTITY_ENDPOINT: sandbox.identity,
    IDENTITY_HEADER: sandbox.identityHeader,
    APPSETTING_WEBSITE_SITE_NAME: 'x',
  };
  const { stdout } = await run(AZ, [...args, '--output', 'json'], { env });
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
}

/** Some builds of az fall over their own packaging before they ask anything; then `az rest` asks the same. */
async function listRules(): Promise<readonly string[]> {
  const before = sandbox.calls().length;
  try {
    const rules = await az('network', 'nsg', 'rule', 'list', '-g', 'rg-prod', '--nsg-name', 'nsg-prod');
    return (rules as Rule[]).map((rule) => `${rule.access} ${rule.priority}`);
  } catch (error) {
    if (sandbox.calls().length > before) throw error;
    const url = `${sandbox.arm}${IDS.nsg}/securityRules${NET}`;
    const { value } = (await az('rest', '--method', 'get', '--url', url)) as {
      value: { properties: Rule }[];
    };
    return value.map(({ properties: rule }) => `${rule.access} ${rule.priority}`);
  }
}

describe.skipIf(!installed)("Microsoft's az, unchanged (skipped where it is not installed)", () => {
  beforeAll(async () => {
    sandbox = await createSandbox();
    folder = await mkdtemp(path.join(tmpdir(), 'ajar-az-'));
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  it('signs in, lists JIT policies and rules, and initiates', { timeout: 180_000 }, async () => {
    const { arm } = sandbox;
    const endpoints = ['resource-manager', 'active-directory', 'active-directory-resource-id', 'management'];
    const flags = [...endpoints, 'active-directory-graph-resource-id'].flatMap((name) => [
      `--endpoint-${name}`,
      arm,
    ]);
    await az('cloud', 'register', '-n', 'Sandbox', ...flags);
    await az('cloud', 'set', '-n', 'Sandbox');
    expect(await az('login', '--identity')).toMatchObject([{ state: 'Enabled' }, { state: 'Enabled' }]);
    await az('account', 'set', '--subscription', IDS.prodSubscription);
    const policies = (await az('security', 'jit-policy', 'list')) as { resourceGroup: string }[];
    expect(policies.map((policy) => policy.resourceGroup)).toEqual(['rg-prod', 'rg-web']);
    expect(await listRules()).toContain('Deny 4096');
    const endTimeUtc = new Date(Date.now() + 3_600_000).toISOString();
    const ports = [{ number: 3389, endTimeUtc, allowedSourceAddressPrefix: '203.0.113.7' }];
    const body = JSON.stringify({ virtualMachines: [{ id: IDS.vm01, ports }], justification: 'by az' });
    const url = `${arm}${IDS.prodPolicy}/initiate${JIT}`;
    expect(await az('rest', '--method', 'post', '--url', url, '--body', body)).toMatchObject({
      justification: 'by az',
      virtualMachines: [{ ports: [{ status: 'Initiating' }] }],
    });
  });
});
