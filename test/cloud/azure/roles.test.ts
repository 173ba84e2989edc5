import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ABILITIES, type Ability, missingFrom, neededFor } from '../../../src/cloud/azure/permissions.ts';
import { roleFor } from '../../../src/cloud/azure/roles.ts';
import { openWire } from '../../sandbox/wire.ts';
import {
  allowed,
  auditRights,
  leaveOpen,
  openAndClose,
  putAndTakeOut,
  see,
  startGuarded,
  sweepOnce,
} from './role-stand.ts';
import { SUB } from './sandbox-azure.ts';

const ALL_ON = { nsg: true, nsgWhole: true, firewall: true, ipFlow: true };
/** What asking Azure takes is for seeing. */
const OPENING = { ...ALL_ON, ipFlow: false };
const SCOPES = [`/subscriptions/${SUB}`];
const roleOf = (ability: Ability) => roleFor(ability, SCOPES, ALL_ON).Actions;
const JIT = 'Microsoft.Security/locations/jitNetworkAccessPolicies';
const POLICY = `/subscriptions/${SUB}/resourceGroups/rg-Web/providers/${JIT.replace('locations', 'locations/koreacentral')}/default`;

describe('an identity with exactly the printed role', () => {
  it.each([
    'read',
    'open',
    'configure',
  ] as const)('%s: sees all that one with every right sees', async (can) => {
    const at = await startGuarded();
    const all = await see(at);
    at.may(roleOf(can));
    expect(await see(at)).toEqual(all);
  });

  it('open: opens and closes early by every provider, is refused nothing, and is well by the doctor', async () => {
    const at = await startGuarded();
    at.may(roleOf('open'));
    expect(await openAndClose(at)).toEqual(CLOSED);
    expect((await at.again().checks()).filter(({ ok }) => ok !== true)).toEqual([]);
  });

  it('audit: sees who could go round Ajar as one with every right does, and is refused nothing', async () => {
    const at = await startGuarded();
    const all = await auditRights(at);
    at.may(roleOf('audit'));
    expect(await auditRights(at)).toEqual(all);
    expect(all).toMatchObject({ found: { doubts: [], remarks: [] } });
  });

  it('sweep: closes what is past its end by deleting alone', async () => {
    const at = await startGuarded();
    await leaveOpen(at);
    expect(allowed(at)).toHaveLength(5);
    at.may(roleOf('sweep'));
    const before = at.sandbox.calls().length;
    expect(await sweepOnce(at)).toMatchObject({ clean: true, allowed: [], refusals: 0 });
    const sent = at.sandbox.calls().slice(before);
    const others = sent.filter(
      ({ method, path }) => method !== 'GET' && !path.endsWith('ResourceGraph/resources'),
    );
    expect(others.map(({ method }) => method)).toEqual(Array(5).fill('DELETE'));
  });

  it.each(['read', 'configure', 'sweep', 'audit'] as const)('%s: opens nothing', async (can) => {
    const at = await startGuarded();
    at.may(roleOf(can));
    const before = at.sandbox.calls().length;
    await openAndClose(at);
    const tried = at.sandbox
      .calls()
      .slice(before)
      .filter(({ method, path }) => method === 'PUT' || path.endsWith('/initiate'));
    expect(new Set(tried.map(({ status }) => status))).toEqual(new Set([403]));
    expect(allowed(at)).toEqual([]);
  });

  it.each([
    ['read', 403],
    ['open', 403],
    ['sweep', 403],
    ['audit', 403],
    ['configure', 200],
  ] as const)('%s: writing a JIT policy is answered with %i', async (can, status) => {
    const { sandbox, may } = await startGuarded();
    may(roleOf(can));
    const { location, properties, kind } = sandbox.document(POLICY)!;
    const { virtualMachines } = properties;
    const wire = await openWire(sandbox);
    const body = { kind, location, properties: { virtualMachines } };
    expect((await wire('PUT', `${POLICY}?api-version=2020-01-01`, body)).status).toBe(status);
  });
});

describe('every action of a printed role', () => {
  const without = (can: Ability, action: string) => roleOf(can).filter((each) => each !== action);
  const writes = ['Microsoft.Compute/virtualMachines/write', `${JIT}/write`, `${JIT}/delete`];

  it('is missed by who sees', async () => {
    const at = await startGuarded();
    const all = await see(at);
    const idle: string[] = [];
    for (const action of roleOf('read')) {
      at.may(without('read', action));
      if (isDeepStrictEqual(await see(at), all)) idle.push(action);
    }
    expect(idle).toEqual([]);
  });

  it.each(
    neededFor('open', OPENING).filter((action) => !neededFor('read', OPENING).includes(action)),
  )('is missed by who opens: %s', async (action) => {
    const at = await startGuarded();
    at.may(without('open', action));
    expect(await openAndClose(at)).not.toEqual(CLOSED);
  });

  it.each(roleOf('audit'))('is missed by who audits: %s', async (action) => {
    const at = await startGuarded();
    const all = await auditRights(at);
    at.may(without('audit', action));
    expect(await auditRights(at)).not.toEqual(all);
  });

  it.each(roleOf('sweep'))('is missed by who sweeps: %s', async (action) => {
    const at = await startGuarded();
    await leaveOpen(at);
    at.may(without('sweep', action));
    const { clean, allowed: left, refusals } = await sweepOnce(at);
    expect({ clean, left, refusals }).not.toEqual({ clean: true, left: [], refusals: 0 });
  });

  it('is for seeing or for writing policies where it is to configure', () => {
    const beyond = neededFor('configure', ALL_ON).filter(
      (action) => !neededFor('read', ALL_ON).includes(action),
    );
    expect(new Set(beyond)).toEqual(new Set(writes));
  });

  it('is missed by who configures', async () => {
    const at = await startGuarded();
    at.may(roleOf('configure'));
    expect(await putAndTakeOut(at)).toEqual(['kept', 'out', { refusals: 0 }]);
    for (const action of writes) {
      at.may(without('configure', action));
      expect(await putAndTakeOut(at), action).not.toEqual(['kept', 'out', { refusals: 0 }]);
    }
  });
});

describe('the printed roles', () => {
  it.each(ABILITIES)('%s: has the form that Azure takes, and no star', (can) => {
    const role = roleFor(can, SCOPES, ALL_ON);
    expect(role).toMatchObject({ Name: `Ajar ${can}`, NotActions: [], AssignableScopes: SCOPES });
    expect(Object.keys(role)).toEqual([
      ...['Name', 'IsCustom', 'Description', 'Actions', 'NotActions', 'AssignableScopes'],
    ]);
    expect(role.Actions.join()).not.toContain('*');
    expect(new Set(role.Actions).size).toBe(role.Actions.length);
    expect(missingFrom([{ actions: role.Actions, notActions: [] }], can, ALL_ON)).toEqual([]);
  });

  it('say of configuring that it is off by default', () => {
    expect(roleFor('configure', SCOPES, ALL_ON).Description).toContain('Off by default');
  });

  it.each(ABILITIES)('%s: has no action that docs/azure.md does not explain', (can) => {
    const page = readFileSync(new URL('../../../docs/azure.md', import.meta.url), 'utf8');
    expect(roleOf(can).filter((action) => !page.includes(`\`${action}\``))).toEqual([]);
  });

  const having = (action: string, nsg: boolean) =>
    ABILITIES.filter((can) => roleFor(can, SCOPES, { nsg }).Actions.some((each) => each === action));

  it('have the right to write rules only where Ajar is to write them, and only to open', () => {
    const write = 'Microsoft.Network/networkSecurityGroups/securityRules/write';
    expect([having(write, false), having(write, true)]).toEqual([[], ['open']]);
  });

  it('have the right to write whole groups only where Ajar is to do that', () => {
    const write = 'Microsoft.Network/networkSecurityGroups/write';
    expect(having(write, true)).toEqual([]);
    expect(roleOf('open')).toContain(write);
  });

  it('have the right to open or to remove only where they are for that', () => {
    expect(having(`${JIT}/initiate/action`, false)).toEqual(['open']);
    const remove = 'Microsoft.Network/networkSecurityGroups/securityRules/delete';
    expect(having(remove, false)).toEqual(['open', 'sweep']);
  });
});

const CLOSED = {
  // Of each provider, and of a whole group.
  each: Array(4).fill(['open', 'closed']),
  doubts: [],
  refusals: 0,
};
