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
  cwd = await mkdtemp(join(tmpdir(), 'ajar-jit-'));
  sandbox = await createSandbox({ scenario: demo, settings: { operationMs: 0 } });
});
afterAll(async () => {
  await sandbox.close();
  await rm(cwd, { recursive: true });
});

const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  ajar(['jit', ...args], {
    cwd,
    env: { AJAR_DATA: cwd, AJAR_AZURE_ENDPOINT: sandbox.arm, AJAR_CONFIGURE: 'on', ...sandbox.env, ...more },
  });

async function events() {
  const store = createSqliteStore({ file: join(cwd, 'ajar.db'), mustExist: true });
  try {
    const all = await store.events({ limit: 100 });
    return [...all].reverse();
  } finally {
    await store.close();
  }
}

const json = (out: string): Record<string, unknown>[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Each run is a process that loads the libraries. */
const LONG = { timeout: 180_000 };

describe('ajar jit', LONG, () => {
  it('changes nothing at first, and says what would be, who would lose access, and how to go on', async () => {
    const before = sandbox.calls().length;
    const { code, out } = await run(['enable', 'fresh-01', '--defaults']);
    expect(out).toMatch(
      /^fresh-01 \(.*\): would be put under just-in-time access\n {2}policy "default": \d+\/any up to 3 h from any source\n/,
    );
    expect(out).toMatch(/is open to the virtual network and what is connected to it/);
    expect(out).toMatch(/Nothing is changed yet\. To change it, write it again with --yes --accept\.\n$/);
    expect(code).toBe(0);
    expect(
      sandbox
        .calls()
        .slice(before)
        .filter(({ method }) => method === 'PUT'),
    ).toEqual([]);
  });

  it('holds back what was not accepted, and writes that down', async () => {
    const { code, out, err } = await run(['enable', 'fresh-01', '--defaults', '--yes', '--json']);
    expect(err).toContain(
      `There was no store at ${join(cwd, 'ajar.db')}: the audit log of this begins there.`,
    );
    expect(code).toBe(1);
    expect(json(out)).toMatchObject([{ name: 'fresh-01', state: 'held' }]);
    expect((await events()).map(({ kind }) => kind)).toEqual(['refused']);
  });

  it('enables one, and lists it', async () => {
    const rules = ['--port', '22/tcp', '--source', '203.0.113.0/24', '--max', '2h'];
    const { out, err, code } = await run(['enable', 'fresh-01', ...rules, '--yes', '--accept']);
    expect(err).toBe('');
    expect(out).toMatch(/^fresh-01 .*: is under just-in-time access$/m);
    expect(out).toMatch(/1 done, 0 left as they are, 0 held back, 0 could not be done\.\n$/);
    expect(code).toBe(0);
    expect((await run(['list', 'fresh-01'])).out).toContain(
      '  policy "default": 22/tcp up to 2 h from 203.0.113.0/24\n1 VM.\n',
    );
    expect((await events()).map(({ kind }) => kind)).toEqual(['refused', 'jitOrdered', 'jitWritten']);
  });

  it.each([
    [['enable', 'fresh-01'], 'Say which ports'],
    [['edit', 'fresh-01'], 'Say what to change'],
    [['enable', 'fresh-01', '--port', 'sesame'], '"sesame" is not a port'],
    [['disable'], 'Name the VMs'],
    [['disable', 'fresh-01', '--tag', 'env=lab'], 'one of the two'],
    [['disable', '--tag', 'env=nowhere'], 'No VM fits'],
  ])('ends wrong usage with 2: %j', async (args, said) => {
    expect(await run(args)).toMatchObject({ code: 2, err: expect.stringContaining(said) });
  });

  it('ends with 2 where it is not switched on, and says how it is', async () => {
    const off = await run(['disable', 'fresh-01'], { AJAR_CONFIGURE: 'off' });
    expect(off).toMatchObject({ code: 2, err: expect.stringContaining('AJAR_CONFIGURE=on') });
  });
});
