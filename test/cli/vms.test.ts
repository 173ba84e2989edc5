import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/azure/sandbox.ts';
import { demo } from '../../sandbox/scenarios/demo.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { sampleEvent, sampleGrant, sampleRequest, sampleVm } from '../contracts/sample-cards.ts';
import { ajar } from './terminal.ts';

const MINUTE = 60_000;
const ago = (minutes: number): Date => new Date(Date.now() - minutes * MINUTE);

let cwd: string;
let sandbox: Sandbox;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ajar-vms-'));
  sandbox = await createSandbox({ scenario: demo, settings: { operationMs: 0 } });
});
afterAll(async () => {
  await sandbox.close();
  await rm(cwd, { recursive: true });
});

const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  ajar(['vms', ...args], {
    cwd,
    env: { AJAR_DATA: cwd, AJAR_AZURE_ENDPOINT: sandbox.arm, ...sandbox.env, ...more },
  });

async function asJson(...args: readonly string[]) {
  const { code, out, err } = await run([...args, '--json']);
  const lines = out === '' ? [] : out.trimEnd().split('\n');
  const vms: Record<string, unknown>[] = lines.map((line) => JSON.parse(line));
  return { code, err, vms, names: vms.map(({ name }) => name) };
}

/** An access of Riley's to vm-prod-01 that is open now, in the store. */
async function keepAccess(): Promise<void> {
  const vm = sandbox.vms.find(({ id }) => id.endsWith('/vm-prod-01'))!;
  const grant = sampleGrant({ state: 'open', vm: sampleVm('vm-prod-01', { id: vm.id.toLowerCase() }) });
  const store = createSqliteStore({ file: join(cwd, 'ajar.db') });
  const request = sampleRequest('open', {
    grants: [grant],
    openedAt: ago(10),
    until: ago(-50),
    askedAt: ago(12),
  });
  const place = { app: 'console', service: 'console', conversation: 'desk' };
  await store.create(
    { request, home: { place, zone: 'UTC' }, work: { attempt: 0, dueAt: ago(0) } },
    { event: sampleEvent() },
  );
  await store.close();
}

describe('ajar vms', () => {
  it('says how just-in-time access stands to every VM, with why where it cannot help', async () => {
    const { code, out } = await run([]);
    expect(code).toBe(0);
    expect(out).toMatch(/^db-prod-01: Configured \(rg-prod, Contoso Production\)$/m);
    expect(out).toMatch(
      /^ {2}Under JIT \(NSG\): 22\/tcp \(up to 3 h from 203\.0\.113\.0\/24 and 198\.51\.100\.128\/25\)\.$/m,
    );
    expect(out).toMatch(/^fresh-01: Not configured/m);
    expect(out).toMatch(/^classic-01: Unsupported .*\n {2}It is a classic VM/m);
    expect(out).toMatch(/^bare-01: Unsupported .*\n {2}No network security group/m);
    expect(out).toMatch(/17 configured, 2 not configured, 2 unsupported\.\n$/);
  });

  it('is narrowed by words and options, and is JSON for programs', async () => {
    expect((await asJson('--not-configured')).names).toEqual(['fresh-01', 'inside-01']);
    expect((await asJson('--unsupported', '--not-configured', '--subscription', 'lab')).names).toEqual([
      ...['fresh-01', 'bare-01', 'classic-01'],
    ]);
    expect((await asJson('jump', '--tag', 'env=lab')).names).toEqual(['jump-01']);
    expect((await asJson('--resource-group', 'RG-OLD')).vms).toMatchObject([
      { name: 'classic-01', protection: 'unsupported', reason: 'classic' },
    ]);
    expect((await asJson('vm-prod-02')).vms).toMatchObject([
      {
        protection: 'configured',
        ports: [{ port: '3389/tcp', longest: 'PT1H', sources: ['*'] }],
        behind: ['nsg'],
      },
    ]);
    expect(await run(['no-such-vm'])).toMatchObject({ code: 0, out: 'No VM fits.\n' });
  });

  it('works without a store, and says what is missing then', async () => {
    const { code, err, vms } = await asJson('vm-prod-01');
    expect(code).toBe(0);
    expect(err).toContain("who had access is told by Azure's record alone");
    expect(vms).toMatchObject([{ approvedLast7Days: 0, openNow: [] }]);
  });

  it('tells who had access, and who has it now', async () => {
    await keepAccess();
    const { err, vms } = await asJson('vm-prod-01');
    expect(err).toBe('');
    expect(vms).toMatchObject([
      {
        ...{ approvedLast7Days: 1, lastUser: 'Riley Requester' },
        openNow: [{ by: 'Riley Requester', ports: ['3389/tcp'], sources: ['203.0.113.7/32'] }],
      },
    ]);
    expect((await run(['vm-prod-01'])).out).toContain(
      'Open now: 3389/tcp for Riley Requester from 203.0.113.7',
    );
  });

  it('ends wrong usage with 2, and with 1 when Azure does not answer', async () => {
    expect(await run(['--tag', '=prod'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('env=prod'),
    });
    const away = await run([], { AJAR_AZURE_ENDPOINT: 'https://127.0.0.1:9' });
    expect(away).toMatchObject({ code: 1, out: '' });
    expect(away.err).toMatch(/^ajar: /);
    expect(away.err).not.toContain('    at ');
  });
});
