import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { foreseen, mustBeAccepted } from '../../src/cli/consent.ts';
import { carryOut } from '../../src/cli/jit-carry-out.ts';
import { type JitVerb, planFor } from '../../src/cli/jit-plan.ts';
import { linesOf, outcomeAsJson } from '../../src/cli/jit-text.ts';
import { addPort, addSource, type JitWish } from '../../src/cli/jit-wish.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { atSetup, DEFAULT } from '../cloud/azure/setup/stand.ts';
import { ajar } from './terminal.ts';

/** The command's work in this process: against the sandbox, with a store of its own. */
async function atDesk() {
  const stand = await atSetup();
  const folder = mkdtempSync(join(tmpdir(), 'ajar-jit-change-'));
  const store = createSqliteStore({ file: join(folder, 'ajar.db') });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const { jitSetup: setup, inventory } = stand.azure;
  const plan = async (verb: JitVerb, name: string, wish: JitWish = {}) => {
    const vm = (await inventory.all()).find((each) => each.name === name);
    return planFor(setup, vm!, verb, wish);
  };
  const carry = async (verb: JitVerb, name: string, wish: JitWish = {}, accept = true) =>
    carryOut(
      { setup, store, clock: stand.clock, verb, accept, reason: 'INC-7', policy: 'c'.repeat(64) },
      await plan(verb, name, wish),
    );
  const log = async () => [...(await store.events({ limit: 50 }))].reverse();
  return { ...stand, plan, carry, log };
}

const OFFICE: JitWish = {
  port: addPort('rdp', addPort('22/tcp')),
  source: addSource('203.0.113.0/24,198.51.100.7'),
  max: 7_200_000,
};

describe('a change of just-in-time access at the command line', () => {
  it('is of no VM where a variable of a script was empty: a part of every name would be all of them', async () => {
    for (const which of ['--subscription', '--resource-group']) {
      const { code, err } = await ajar(['jit', 'disable', which, '', '--yes', '--accept']);
      expect([code, err]).toEqual([2, expect.stringContaining(`'${which} <name>' argument '' is invalid`)]);
    }
  });

  it('is looked at first: what would be, who would lose access, and that it must be accepted', async () => {
    const { plan, writes } = await atDesk();
    const seen = await plan('enable', 'new-01', { defaults: true });
    expect(mustBeAccepted(seen)).toBe(true);
    const lines = linesOf(foreseen(seen), 'enable');
    expect(lines.slice(0, 2)).toEqual([
      'new-01 (rg-web, Web): would be put under just-in-time access',
      '  policy "default": 22/any up to 3 h from any source',
    ]);
    expect(lines[2]).toMatch(/^ {2}22\/any is open to the virtual network and what is connected to it/);
    expect(outcomeAsJson(foreseen(seen), 'enable')).toMatchObject({
      ...{ name: 'new-01', change: 'enable', state: 'would', losing: [{ fate: 'denied' }] },
      policies: [{ rules: [{ port: '22/any', longest: 'PT3H', sources: ['*'] }], before: [] }],
    });
    expect(writes()).toEqual([]);
  });

  it('is held back where it was not accepted, and that is written down', async () => {
    const { carry, log, writes } = await atDesk();
    expect(await carry('enable', 'new-01', OFFICE, false)).toMatchObject({ state: 'held' });
    expect(writes()).toEqual([]);
    expect(await log()).toMatchObject([{ kind: 'refused', ports: ['22/tcp', '3389/tcp'] }]);
  });

  it('has its order in the audit log before it is sent, and its outcome after', async () => {
    const { carry, log, around, entries } = await atDesk();
    const seen: string[] = [];
    around.before = async ({ method }) => {
      if (method === 'PUT') seen.push(...(await log()).map(({ kind }) => kind));
    };
    expect(await carry('enable', 'new-01', OFFICE)).toMatchObject({ state: 'done', note: '' });
    expect(entries().at(-1)?.ports).toMatchObject([
      {
        number: 22,
        allowedSourceAddressPrefixes: ['203.0.113.0/24', '198.51.100.7'],
        maxRequestAccessDuration: 'PT2H',
      },
      { number: 3389 },
    ]);
    expect(seen).toEqual(['jitOrdered']);
    expect(await log()).toMatchObject([
      {
        ...{ kind: 'jitOrdered', actor: { id: 'ajar' }, ports: ['22/tcp', '3389/tcp'] },
        detail: 'At the command line: to be put under just-in-time access: INC-7',
      },
      { kind: 'jitWritten', traces: [expect.any(String)] },
    ]);
  });

  it('changes the ports that it names, leaves the others, and says who gets in on one that is dropped', async () => {
    const { carry, plan, look } = await atDesk();
    const rules = async () => (await look('web-01')).policies[0]?.rules;
    const changed = await plan('edit', 'web-01', { port: addPort('22/tcp'), max: 3_600_000 });
    expect(mustBeAccepted(changed)).toBe(false);
    await carry('edit', 'web-01', { port: addPort('22/tcp'), max: 3_600_000 }, false);
    expect(await rules()).toMatchObject([
      { number: 22, maxDurationMs: 3_600_000 },
      { number: 3389, maxDurationMs: 28_800_000 },
    ]);
    const dropped = await plan('edit', 'web-01', { drop: addPort('3389/any') });
    expect(dropped.exposing).toEqual([expect.stringContaining('3389/any becomes open to')]);
    await carry('edit', 'web-01', { drop: addPort('3389/any'), port: addPort('443') });
    expect(await rules()).toMatchObject([{ number: 22 }, { number: 443 }]);
  });

  it('takes a VM out of every policy that it is in', async () => {
    const { carry, look, names } = await atDesk();
    await carry('disable', 'web-01');
    expect((await look('web-01')).policies).toEqual([]);
    expect(names(DEFAULT)).toEqual(['web-02', 'both-01']);
  });

  it.each([
    ['enable', 'web-01', { defaults: true }, 'It is under just-in-time access already'],
    ['edit', 'new-01', { max: 3_600_000 }, 'No JIT policy names it'],
    ['disable', 'new-01', {}, 'No JIT policy names it'],
    ['enable', 'old-01', { defaults: true }, 'It is a classic VM'],
    ['edit', 'web-02', { max: 10_800_000 }, 'It is so already'],
  ] as const)('%s leaves %s as it is, with why: %j', async (verb, name, wish, why) => {
    const { carry, log } = await atDesk();
    expect(await carry(verb, name, wish)).toMatchObject({
      state: 'left',
      note: expect.stringContaining(why),
    });
    expect(await log()).toEqual([]);
  });

  it('tells all faults of its rules at once, and where nothing would be left', async () => {
    const { carry } = await atDesk();
    const ports = { port: addPort('22/any', addPort('22/udp')), max: 60_000 };
    const { state, note } = await carry('enable', 'new-01', ports);
    expect(state).toBe('failed');
    expect(note).toMatch(/22\/udp: the longest time is 1 min.*22\/any: .*overlap/);
    expect(await carry('edit', 'web-02', { drop: addPort('22/tcp') })).toMatchObject({
      ...{ state: 'failed', note: expect.stringContaining('ajar jit disable') },
    });
  });

  it('fails for one VM alone, with why in the audit log', async () => {
    const { carry, sandbox, log, names } = await atDesk();
    const fault = { kind: 'status' as const, status: 403, code: 'AuthorizationFailed' };
    sandbox.order({ match: { method: 'PUT', pathContains: '/jitNetworkAccessPolicies/' }, fault });
    const outcomes = [await carry('enable', 'new-01', OFFICE), await carry('enable', 'new-02', OFFICE)];
    expect(outcomes.map(({ state }) => state)).toEqual(['failed', 'done']);
    expect((await log()).map(({ kind }) => kind)).toEqual([
      ...['jitOrdered', 'jitFailed', 'jitOrdered', 'jitWritten'],
    ]);
    expect(names()).toContain('new-02');
  });
});
