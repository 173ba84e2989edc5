import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSandbox } from '../../sandbox/azure/sandbox.ts';
import { foreseen, mustBeAccepted } from '../../src/cli/consent.ts';
import { addPort } from '../../src/cli/jit-wish.ts';
import { type BaselineVerb, carryOutBaseline, planBaseline } from '../../src/cli/nsg-plan.ts';
import { baselineAsJson, baselineLines } from '../../src/cli/nsg-text.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { atBaseline, INSIDE } from '../cloud/azure/nsg/baseline-stand.ts';
import { nsgId, scenario } from '../cloud/azure/sandbox-azure.ts';
import { ajar } from './terminal.ts';

/** The command's work in this process: against the sandbox, with a store of its own. */
async function atDesk() {
  const stand = await atBaseline();
  const folder = mkdtempSync(join(tmpdir(), 'ajar-nsg-baseline-'));
  const store = createSqliteStore({ file: join(folder, 'ajar.db') });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const { azure, baseline, clock, id } = stand;
  const plan = async (verb: BaselineVerb, port = '8080') => {
    const vm = (await azure.inventory.all()).find((each) => each.id === id);
    return planBaseline(baseline, vm!, verb, addPort(port));
  };
  const carry = async (verb: BaselineVerb, { accept = true, port = '8080' } = {}, by = baseline) =>
    carryOutBaseline(
      { baseline: by, store, clock, policy: 'c'.repeat(64), verb, accept, reason: 'CHG-17' },
      await plan(verb, port),
    );
  const log = async () => [...(await store.events({ limit: 50 }))].reverse();
  return { ...stand, plan, carry, log };
}

describe('the deny baseline at the command line', () => {
  it('is looked at first: which rules, who would lose access, and that it must be accepted', async () => {
    const { plan, writes } = await atDesk();
    const seen = await plan('make');
    expect(mustBeAccepted(seen)).toBe(true);
    const lines = baselineLines(foreseen(seen), 'make');
    expect(lines[0]).toBe("web-01 (rg-web, Web): would be shut by deny rules of Ajar's own");
    expect(lines.slice(1, 3).sort()).toEqual([
      expect.stringMatching(
        /^ {2}rule "ajar-baseline-\w+-8080-tcp" of nsg-nic, priority \d+: 8080\/tcp to 10/,
      ),
      expect.stringMatching(/^ {2}rule "ajar-baseline-\w+-8080-tcp" of nsg-subnet, priority/),
    ]);
    expect(lines[3]).toMatch(/^ {2}8080\/tcp is open to the virtual network and what is connected to it/);
    expect(baselineAsJson(foreseen(seen), 'make')).toMatchObject({
      ...{ name: 'web-01', change: 'make', state: 'would', losing: [{ fate: 'denied' }] },
      rules: [{ port: '8080/tcp', addresses: ['10.0.0.4'] }, {}],
    });
    expect(writes(0)).toEqual([]);
  });

  it('is held back where it was not accepted, and that is written down', async () => {
    const { carry, log, writes, lets } = await atDesk();
    expect(await carry('make', { accept: false })).toMatchObject({ state: 'held' });
    expect(writes(0)).toEqual([]);
    expect(await lets(INSIDE)).toBe(true);
    expect(await log()).toMatchObject([{ kind: 'refused', ports: ['8080/tcp'] }]);
  });

  it('has its order in the audit log before it is sent, and its outcome after', async () => {
    const { carry, log, baseline, lets } = await atDesk();
    const seen: string[][] = [];
    const watched = {
      ...baseline,
      write: async (...order: Parameters<typeof baseline.write>) => {
        seen.push((await log()).map(({ kind }) => kind));
        return baseline.write(...order);
      },
    };
    expect(await carry('make', {}, watched)).toMatchObject({ state: 'done', note: '' });
    expect(seen).toEqual([['baselineOrdered'], ['baselineOrdered']]);
    expect(await log()).toMatchObject([
      {
        ...{ kind: 'baselineOrdered', actor: { id: 'ajar' }, ports: ['8080/tcp'] },
        detail: "At the command line: to be shut by deny rules of Ajar's own: CHG-17",
      },
      { kind: 'baselineWritten', traces: [expect.any(String), expect.any(String)] },
    ]);
    expect(await lets(INSIDE)).toBe(false);
    expect(await carry('make')).toMatchObject({ state: 'left', note: 'It is so already.' });
  });

  it('is taken out as it was made: who gets in is shown and must be accepted', async () => {
    const { carry, plan, lets, log } = await atDesk();
    await carry('make');
    const seen = await plan('remove');
    expect(seen.exposing).toEqual([
      expect.stringMatching(/^8080\/tcp becomes open to the virtual network and what is connected to it/),
    ]);
    expect(await carry('remove', { accept: false })).toMatchObject({ state: 'held' });
    expect(await lets(INSIDE)).toBe(false);
    expect(await carry('remove')).toMatchObject({ state: 'done' });
    expect(await lets(INSIDE)).toBe(true);
    expect((await log()).slice(-2).map(({ kind }) => kind)).toEqual(['baselineOrdered', 'baselineWritten']);
    expect(await carry('remove')).toMatchObject({
      ...{ state: 'left', note: "There is none of Ajar's deny rules for it." },
    });
  });

  it('tells why it cannot be, and what was done before it failed', async () => {
    const { carry, log, sandbox } = await atDesk();
    expect(await carry('make', { port: '22/tcp' })).toMatchObject({
      ...{ state: 'failed', note: expect.stringContaining('A JIT policy keeps 22/tcp of it') },
    });
    expect(await log()).toEqual([]);
    sandbox.order({
      match: { method: 'PUT', pathContains: 'nsg-subnet/securityRules/' },
      fault: { kind: 'status', status: 403, code: 'AuthorizationFailed' },
    });
    const { state, note } = await carry('make');
    expect(state).toBe('failed');
    // Which of the two groups is first is Azure's to say.
    expect(note).toMatch(/nsg-subnet/);
    expect((await log()).map(({ kind }) => kind)).toEqual(['baselineOrdered', 'baselineFailed']);
  });
});

describe('ajar nsg baseline', { timeout: 120_000 }, () => {
  it('says what to set where it is switched off, and ends with 2', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'ajar-nsg-'));
    onTestFinished(() => rmSync(cwd, { recursive: true }));
    const env = { AJAR_DATA: cwd, AJAR_AZURE_ENDPOINT: 'https://127.0.0.1:9' };
    const { code, err } = await ajar(['nsg', 'baseline', 'web-01', '--port', '22/tcp'], { cwd, env });
    expect(err).toContain('AJAR_NSG=on');
    expect(err).toContain('AJAR_CONFIGURE=on');
    expect(code).toBe(2);
  });

  it('looks, and with --yes and --accept does it, from the shell to the security group', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'ajar-nsg-'));
    onTestFinished(() => rmSync(cwd, { recursive: true }));
    const sandbox = await createSandbox({ scenario, settings: { operationMs: 0 } });
    onTestFinished(() => sandbox.close());
    const on = { AJAR_NSG: 'on', AJAR_CONFIGURE: 'on' };
    const env = { AJAR_DATA: cwd, AJAR_AZURE_ENDPOINT: sandbox.arm, ...on, ...sandbox.env };
    const run = (...more: readonly string[]) =>
      ajar(['nsg', 'baseline', 'web-01', '--port', '8080', ...more], { cwd, env });
    const seen = await run();
    expect(seen.out).toMatch(
      /Nothing is changed yet\. To change it, write it again with --yes --accept\.\n$/,
    );
    expect(seen.code).toBe(0);
    const done = await run('--yes', '--accept', '--json');
    expect(JSON.parse(done.out)).toMatchObject({ name: 'web-01', change: 'make', state: 'done' });
    expect(done.code).toBe(0);
    const names = sandbox
      .document(nsgId('nsg-nic'))
      ?.properties.securityRules.map(({ name }: { name: string }) => name);
    expect(names).toContainEqual(expect.stringMatching(/^ajar-baseline-/));
  });
});
