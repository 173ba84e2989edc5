import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/azure/sandbox.ts';
import { demo } from '../../sandbox/scenarios/demo.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { ajar } from './terminal.ts';

let cwd: string;
let sandbox: Sandbox;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ajar-drift-'));
  sandbox = await createSandbox({ scenario: demo, settings: { operationMs: 0 } });
});
afterAll(async () => {
  await sandbox.close();
  await rm(cwd, { recursive: true });
});

const run = (...args: readonly string[]) =>
  ajar(['drift', ...args], {
    cwd,
    env: { AJAR_DATA: cwd, AJAR_AZURE_ENDPOINT: sandbox.arm, ...sandbox.env },
  });

const withStore = async (): Promise<void> => createSqliteStore({ file: join(cwd, 'ajar.db') }).close();

/** A rule that is named as ours, as an Ajar with another store would have made it. */
function leave(end: string): void {
  sandbox.edit({
    ...{ kind: 'put-rule', nsg: demoNsg(), name: `ajar-aj-7k2m9q-g1-${end}` },
    properties: {
      priority: 250,
      access: 'Allow',
      sourceAddressPrefix: '203.0.113.7',
      destinationPortRange: '22',
    },
  });
}

const demoNsg = (): string => {
  const vm = sandbox.vms[0]!.id;
  const group = vm.slice(0, vm.indexOf('/providers/'));
  const name = demo.nsgs.find((nsg) => group.toLowerCase().endsWith(`/${nsg.group.toLowerCase()}`))!.name;
  return `${group}/providers/Microsoft.Network/networkSecurityGroups/${name}`;
};

describe('ajar drift', () => {
  it('ends with 2 where there is no store', async () => {
    const { code, err } = await run();
    expect(code).toBe(2);
    expect(err).toContain('ajar:');
  });

  it('ends with 0 where nothing differs, and with 1 and a line for what is nobody’s', async () => {
    await withStore();
    const good = await run();
    expect({ code: good.code, last: good.out.trimEnd().split('\n').at(-1) }).toEqual({
      ...{ code: 0, last: 'The cloud is as the store has it.' },
    });
    leave('20200101T000000Z');
    const { code, out } = await run();
    expect(code).toBe(1);
    expect(out).toContain('(aj-7k2m9q): no request has it, and it still stands.');
    expect(sandbox.document(demoNsg())?.properties.securityRules).toContainEqual(
      expect.objectContaining({ name: 'ajar-aj-7k2m9q-g1-20200101T000000Z' }),
    );
  });

  it('is one JSON object where that is asked for', async () => {
    const { code, out } = await run('--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      unowned: [{ request: 'aj-7k2m9q', why: 'nobody', source: '203.0.113.7' }],
      ...{ elsewhere: [], differs: [], doubts: [] },
    });
  });
});
