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
  cwd = await mkdtemp(join(tmpdir(), 'ajar-check-'));
  sandbox = await createSandbox({ scenario: demo });
});
afterAll(async () => {
  await sandbox.close();
  await rm(cwd, { recursive: true });
});

const run = (...args: readonly string[]) =>
  ajar(['check', ...args], {
    cwd,
    env: { AJAR_DATA: cwd, AJAR_AZURE_ENDPOINT: sandbox.arm, ...sandbox.env },
  });

describe('ajar check', () => {
  it('ends with 0 where JIT keeps shut what it names', async () => {
    const { code, out } = await run('vm-prod-01');
    expect(out).toMatch(/^Check of vm-prod-01: Nothing is open that should be shut\.\n/);
    expect(out).toMatch(/^3389\/\w+: Shut\n {2}Shut by JIT's deny rule of nsg-prod/m);
    expect(code).toBe(0);
  });

  it('ends with 1 where an older rule leaves a port open, and says how to mend it', async () => {
    const legacy = sandbox.vms.find(({ id }) => id.endsWith('/legacy-01'))!;
    const { code, out } = await run(legacy.id);
    expect(out).toContain(
      '22/tcp: Open, and should be shut\n  JIT is configured, and yet it is open to anybody, by the rule "default-allow-ssh"',
    );
    expect(out).toContain('To mend it: Remove the rule "default-allow-ssh" of nsg-legacy');
    expect(code).toBe(1);
  });

  it('looks at the ports that are named alone, as JSON for programs', async () => {
    const { code, out } = await run('vm-prod-01', 'rdp', '443', '--json');
    const { id, ports, summary } = JSON.parse(out) as Record<string, unknown>;
    expect(id).toMatch(/\/vm-prod-01$/);
    expect(ports).toMatchObject([{ ports: '3389/tcp', state: 'shut' }, { ports: '443/tcp' }]);
    expect(summary).toBe('Nothing is open that should be shut.');
    expect(code).toBe(0);
  });

  it('says whether one address gets in and by which rule, with the answer of Azure beside it when asked to', async () => {
    const plain = await run('vm-prod-01', '3389', '--from', '203.0.113.7');
    expect(plain.out).toMatch(
      /^Note: From 203\.0\.113\.7 to 3389\/tcp: kept out, by JIT's deny rule of nsg-prod \(priority \d+\)\.$/m,
    );
    expect(plain.out).not.toContain('IP flow verify');
    const asked = await run('vm-prod-01', '3389', '--from', '203.0.113.7', '--verify');
    expect(asked.out).toMatch(
      /Azure's IP flow verify keeps out 203\.0\.113\.7 on 3389\/tcp of 10\.10\.1\.4, by securityRules\/\S+: the same as Ajar's answer\./,
    );
    expect([plain.code, asked.code]).toEqual([0, 0]);
  });

  it('ends with 1 and says so first where Azure and Ajar disagree', async () => {
    sandbox.order({ match: { pathEnds: '/ipFlowVerify' }, fault: { kind: 'lie' } });
    const { code, out } = await run('vm-prod-01', '3389', '--from', '203.0.113.7', '--verify');
    expect(out).toContain("Check of vm-prod-01: Azure's own answer is another than Ajar's");
    expect(out).toMatch(
      /Note: AZURE AND AJAR DISAGREE\. Azure's IP flow verify lets in .* it is kept out, by/,
    );
    expect(code).toBe(1);
  });

  it('ends with 2 where Azure is to be asked about nobody, or about what is no address', async () => {
    const nobody = await run('vm-prod-01', '--verify');
    expect([nobody.code, nobody.err]).toEqual([2, expect.stringContaining('add --from')]);
    const wrong = await run('vm-prod-01', '--from', '010.0.0.1');
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('leading zeros')]);
  });

  it('ends with 2 where no VM is called so, or what is named is no port', async () => {
    const nobody = await run('nowhere-01');
    expect([nobody.code, nobody.err]).toEqual([
      2,
      expect.stringContaining('There is no VM called nowhere-01'),
    ]);
    const port = await run('vm-prod-01', 'sesame');
    expect([port.code, port.err]).toEqual([2, expect.stringContaining('"sesame" is not a port')]);
  });

  it('H11: ends with 1 where it cannot tell', async () => {
    const notActions = ['Microsoft.Network/networkSecurityGroups/securityRules/read'];
    sandbox.edit({ kind: 'permissions', actions: ['*'], notActions });
    const { code, out } = await run('vm-prod-01');
    sandbox.edit({ kind: 'permissions', actions: ['*'] });
    expect(out).toContain('It cannot be told whether these are shut');
    expect(out).not.toMatch(/: Shut$/m);
    expect(out).toContain('Note: Ajar may not read the network security group "nsg-prod"');
    expect(code).toBe(1);
  });
});
