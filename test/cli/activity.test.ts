import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/azure/sandbox.ts';
import { demo } from '../../sandbox/scenarios/demo.ts';
import { ajar } from './terminal.ts';

let cwd: string;
let sandbox: Sandbox;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ajar-activity-'));
  sandbox = await createSandbox({ scenario: demo, settings: { activityLagMs: 0 } });
});
afterAll(async () => {
  await sandbox.close();
  await rm(cwd, { recursive: true });
});

const run = (...args: readonly string[]) =>
  ajar(['activity', ...args], {
    cwd,
    env: { AJAR_DATA: cwd, AJAR_AZURE_ENDPOINT: sandbox.arm, ...sandbox.env },
  });

describe('ajar activity', () => {
  it('ends with 0 where nothing but Defender did anything', async () => {
    const { code, out, err } = await run('vm-prod-01');
    expect(out).toContain('Activity: vm-prod-01: Nothing was done outside of Ajar');
    expect(out).toContain('Defender wrote the rule "MicrosoftDefenderForCloud-JITRule_');
    expect(out).toContain("Note: Azure's activity log is some minutes late");
    expect(err).toContain("nothing is tied to Ajar's own record");
    expect(code).toBe(0);
  });

  it('ends with 1 where somebody opened a port by hand', async () => {
    const nsg = sandbox.vms[0]!.id.replace(
      /\/providers\/.*/,
      '/providers/Microsoft.Network/networkSecurityGroups/nsg-prod',
    );
    const properties = { priority: 300, access: 'Allow' } as const;
    sandbox.edit({ kind: 'put-rule', nsg, name: 'quick-fix', properties, by: '=HYPERLINK("x")@contoso.com' });
    const text = await run('vm-prod-01', '--since', '1d');
    expect(text.out).toContain('One thing was done outside of Ajar.');
    expect(text.out).toContain('=HYPERLINK("x")@contoso.com wrote the rule "quick-fix" of nsg-prod.');
    expect(text.code).toBe(1);
  });

  it('is a table in which nothing runs (H23), or JSON', async () => {
    const table = await run('vm-prod-01', '--csv');
    expect(table.out).toMatch(/^at,origin,deed,name,group/);
    expect(table.out).toContain(`outside,rule-write,quick-fix,nsg-prod`);
    expect(table.out).toContain(`"'=HYPERLINK(""x"")`);
    const json = JSON.parse((await run('vm-prod-01', '--json')).out) as { rows: { origin: string }[] };
    expect(json.rows.map(({ origin }) => origin)).toContain('outside');
    expect(table.code).toBe(1);
  });

  it('ends with 1 where the log cannot be read, which does not mean that nothing was done', async () => {
    sandbox.edit({ kind: 'permissions', actions: ['*'], notActions: ['Microsoft.Insights/*'] });
    const { code, err } = await run('vm-prod-01');
    sandbox.edit({ kind: 'permissions', actions: ['*'] });
    expect(err).toContain('lacks the permission Microsoft.Insights/eventtypes/values/read');
    expect(code).toBe(1);
  });

  it('ends with 2 where no VM is called so', async () => {
    const { code, err } = await run('nowhere-01');
    expect([code, err]).toEqual([2, expect.stringContaining('There is no VM called nowhere-01')]);
  });
});
