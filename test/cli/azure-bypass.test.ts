import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/azure/sandbox.ts';
import { demo } from '../../sandbox/scenarios/demo.ts';
import { endOf, looked } from '../../src/cli/azure-bypass.ts';
import { ajar } from './terminal.ts';

const OPS = '10000004-0000-4000-8000-000000000000';
const RILEY = '10000001-0000-4000-8000-000000000000';
let cwd: string;
let sandbox: Sandbox;
let scope: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ajar-bypass-'));
  sandbox = await createSandbox({ scenario: demo });
  scope = sandbox.vms.find(({ id }) => id.endsWith('/vm-prod-01'))!.id.replace(/\/providers\/.*/, '');
});
afterAll(async () => {
  await sandbox.close();
  await rm(cwd, { recursive: true });
});

const run = (...args: readonly string[]) =>
  ajar(['azure', 'bypass', '--vm', 'vm-prod-01', ...args], {
    cwd,
    env: { AJAR_DATA: cwd, AJAR_AZURE_ENDPOINT: sandbox.arm, ...sandbox.env },
  });

describe('ajar azure bypass', () => {
  it('ends with 0 where nobody but Ajar could', async () => {
    const nobody = await run();
    expect([nobody.out, nobody.code]).toEqual(['Nobody but Ajar could open ports of 1 VM.\n', 0]);
  });

  it('ends with 1 where somebody could, and says by what and how to end it', async () => {
    sandbox.edit({ kind: 'person', id: RILEY, name: '=Riley', upn: 'riley@contoso.com' });
    sandbox.edit({ kind: 'group', id: OPS, name: 'ops', members: [RILEY] });
    sandbox.edit({ kind: 'assign', principal: OPS, role: 'Contributor', scope });
    const somebody = await run();
    expect(somebody.out).toContain('Of 1 VM, these could open ports without Ajar: 1 person, 0 apps.');
    expect(somebody.out).toContain(`=Riley (riley@contoso.com) (person, ${RILEY})\n  can open ports through`);
    expect(somebody.out).toMatch(/- Contributor on \/subscriptions\/.*, through the group ops: vm-prod-01/);
    expect(somebody.out).toContain(
      `az role assignment delete --ids '${scope}/providers/Microsoft.Authorization`,
    );
    expect(somebody.code).toBe(1);
  });

  it('is a table in which nothing runs (H23)', async () => {
    const table = await run('--csv');
    expect(table.out).toMatch(/^name,kind,id,ways,role/);
    expect(table.out).toContain("'=Riley (riley@contoso.com),person");
  });

  it('H11: ends with 2 where it cannot be told who is in a group', async () => {
    sandbox.edit({ kind: 'graph-rights', rights: [] });
    const hidden = await run('--json');
    expect(JSON.parse(hidden.out)).toMatchObject({ somebody: [{ kind: 'group', id: OPS }] });
    expect(hidden.code).toBe(2);
  });

  it('ends with 2 where Azure does not even show the VMs, since 1 would say that somebody could', async () => {
    sandbox.edit({ kind: 'permissions', actions: [] });
    const { code, out, err } = await run();
    sandbox.edit({ kind: 'permissions', actions: ['*'] });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Microsoft.ResourceGraph/resources/read');
  });
});

it('an id that Azure would not make reaches no shell', () => {
  const path = {
    ways: [],
    role: '',
    scope: '',
    inherited: false,
    eligible: false,
    conditional: false,
    vms: [],
  };
  expect(endOf({ ...path, assignment: "/subscriptions/a'; rm -rf ~" })).toBe(
    'remove the assignment in the portal',
  );
  expect(endOf({ ...path, assignment: '/subscriptions/a/rg-(1)' })).toContain(
    "--ids '/subscriptions/a/rg-(1)'",
  );
});

it('calls nothing well that it did not look at, such as scale sets alone', () => {
  const none = { somebody: [], own: [], doubts: [], remarks: [] };
  expect(() => looked({ ...none, vms: 0 })).toThrow(/scale sets and classic VMs are not looked at/);
  expect(looked({ ...none, vms: 1 })).toMatchObject({ vms: 1 });
});
