import { describe, expect, it } from 'vitest';
import { openWire } from '../../sandbox/wire.ts';
import { ids, nsgId, orderFor, planned, SUB, startAzure, type TestAzure } from './sandbox-azure.ts';

const DEFENDER_APP = '8edd93e1-2103-40b4-bd70-6e34e586362d';
const POLICY = `/subscriptions/${SUB}/resourceGroups/rg-Web/providers/Microsoft.Security/locations/koreacentral/jitNetworkAccessPolicies/default`;
const INITIATE = 'Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action';
const LONG_AGO = new Date('2026-02-28T12:00:00Z');

const AT_ONCE = { settings: { activityLagMs: 0 } };

async function read({ azure }: Pick<TestAzure, 'azure'>, from = LONG_AGO, also: readonly string[] = []) {
  const vm = (await azure.inventory.all()).find(({ id }) => id === ids.web01.toLowerCase())!;
  return azure.activity.read(vm, from, also);
}

describe("Azure's activity log of a VM", () => {
  it('has what Ajar opened as one deed of its own, with the correlation id that Ajar keeps', async () => {
    const at = await startAzure(AT_ONCE);
    const [grant] = await planned(at.azure, ids.web01, '22');
    const [sight] = await at.azure.provider.open(orderFor(at.clock, [grant!]));
    const { deeds, unread } = await read(at);
    const opened = deeds.filter(({ kind }) => kind === 'jit-open');
    expect(opened).toMatchObject([{ by: 'ajar', name: 'default', outcome: 'accepted' }]);
    expect(sight?.traces).toContain(opened[0]?.trace);
    expect(opened[0]?.justification).toMatch(/^ajar aj-/);
    expect(unread).toEqual([]);
  });

  it("has Defender's own rules as Defender's, by its app id and never by a name", async () => {
    const at = await startAzure(AT_ONCE);
    await at.azure.provider.open(orderFor(at.clock, await planned(at.azure, ids.web01, '22')));
    const resource = `${nsgId('nsg-nic')}/securityRules/x`;
    const action = 'Microsoft.Network/networkSecurityGroups/securityRules/write';
    const by = 'Windows Azure Security Resource Provider';
    at.sandbox.edit({ kind: 'logged', action, resource, by });
    at.sandbox.edit({
      kind: 'logged',
      action,
      resource: `${resource}2`,
      by: 'x',
      app: DEFENDER_APP.toUpperCase(),
    });
    const { deeds } = await read(at);
    expect(deeds.find(({ name }) => name === 'x')).toMatchObject({
      by: 'other',
      caller: by,
      group: 'nsg-nic',
    });
    expect(deeds.find(({ name }) => name === 'x2')).toMatchObject({ by: 'defender' });
    const written = deeds.filter(({ kind, name }) => kind === 'rule-write' && name.includes('JITRule-'));
    expect(new Set(written.map((deed) => deed.by))).toEqual(new Set(['defender']));
  });

  it('has a rule that somebody wrote by hand as theirs, and nothing of other groups', async () => {
    const at = await startAzure(AT_ONCE);
    for (const group of ['nsg-nic', 'nsg-second'])
      at.sandbox.edit({
        ...{ kind: 'put-rule', nsg: nsgId(group), name: `hand-${group}`, by: 'olly@contoso.com' },
        properties: { priority: 200, access: 'Allow' },
      });
    const { deeds } = await read(at);
    const theirs = deeds.filter(({ by }) => by === 'other');
    expect(theirs).toMatchObject([
      { name: 'hand-nsg-nic', caller: 'olly@contoso.com', outcome: 'succeeded' },
    ]);
  });

  it('has a group that was taken away since, where it is asked for it', async () => {
    const at = await startAzure(AT_ONCE);
    const rule = `${nsgId('nsg-second')}/securityRules/old`;
    const action = 'Microsoft.Network/networkSecurityGroups/securityRules/delete';
    at.sandbox.edit({ kind: 'logged', action, resource: rule });
    expect((await read(at)).deeds.filter(({ name }) => name === 'old')).toEqual([]);
    const { deeds } = await read(at, LONG_AGO, [nsgId('nsg-second')]);
    expect(deeds.filter(({ name }) => name === 'old')).toMatchObject([{ kind: 'rule-delete' }]);
  });

  it('lags behind, as Azure does', async () => {
    const at = await startAzure();
    at.sandbox.edit({ kind: 'logged', action: INITIATE, resource: POLICY });
    expect((await read(at)).deeds.filter(({ by }) => by === 'other')).toEqual([]);
    at.clock.pass(180_000);
    expect((await read(at)).deeds.filter(({ by }) => by === 'other')).toHaveLength(1);
  });

  it('is read over all its pages, and folds the states of a deed that lie on several', async () => {
    const at = await startAzure({ settings: { activityLagMs: 0, activityPageSize: 3 } });
    for (let n = 0; n < 12; n += 1) at.sandbox.edit({ kind: 'logged', action: INITIATE, resource: POLICY });
    expect((await read(at)).deeds.filter(({ by }) => by === 'other')).toHaveLength(12);
  });

  it('is waited for where Azure asks to slow down', async () => {
    const at = await startAzure(AT_ONCE);
    const fault = { kind: 'status', status: 429, code: 'TooManyRequests', retryAfter: 0 } as const;
    at.sandbox.order({ match: { pathContains: 'eventtypes', times: 2 }, fault });
    expect((await read(at)).unread).toEqual([]);
  });

  it('says what it could not read, and never that nothing happened', async () => {
    const at = await startAzure(AT_ONCE);
    await at.azure.inventory.all();
    const fault = { kind: 'status', status: 403, code: 'AuthorizationFailed' } as const;
    at.sandbox.order({ match: { pathContains: 'eventtypes', times: 1 }, fault });
    expect((await read(at)).unread).toEqual([
      expect.stringContaining('lacks the permission Microsoft.Insights/eventtypes/values/read'),
    ]);
    at.sandbox.order({ match: { pathContains: 'eventtypes', times: 0 }, fault });
    await expect(read(at)).rejects.toMatchObject({ kind: 'denied' });
  });

  it('says so when more than 90 days are wanted', async () => {
    const at = await startAzure(AT_ONCE);
    const { from, unread } = await read(at, new Date(0));
    expect(unread).toEqual(['Azure keeps its activity log for 90 days: what is older was not read.']);
    expect(from.toISOString()).toBe('2025-12-02T12:01:00.000Z');
  });

  it("takes the deeds of Ajar's other identities for Ajar's", async () => {
    const at = await startAzure(AT_ONCE);
    const sweep = '0f6d7c5e-1111-4222-8333-444455556666';
    at.sandbox.edit({ kind: 'logged', action: INITIATE, resource: POLICY, by: 'someone', app: sweep });
    const azure = at.again({ identities: [sweep] });
    expect((await read(at)).deeds.find(({ caller }) => caller === 'someone')).toMatchObject({ by: 'other' });
    expect((await read({ azure })).deeds.find(({ caller }) => caller === 'someone')).toMatchObject({
      by: 'ajar',
    });
  });
});

describe("the sandbox's activity log", () => {
  const VALUES = `/subscriptions/${SUB}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01`;

  it.each([
    [200, "eventTimestamp ge '2026-03-01T00:00:00Z'"],
    [
      200,
      "eventTimestamp ge '2026-03-01T00:00:00Z' and eventTimestamp le '2026-03-02T00:00:00Z' and resourceUri eq '/x'",
    ],
    [400, ''],
    [400, "resourceGroupName eq 'rg-Web'"],
    [400, "eventTimestamp ge '2026-03-01T00:00:00Z' and operationName eq 'x'"],
    [400, "eventTimestamp ge '2026-03-01T00:00:00Z' and resourceGroupName eq 'a' and resourceUri eq '/x'"],
    [400, "eventTimestamp ge '2025-03-01T00:00:00Z'"],
    [400, "eventTimestamp ge 'yesterday'"],
  ] as const)('answers %i to the filter "%s"', async (status, filter) => {
    const { sandbox } = await startAzure();
    const wire = await openWire(sandbox);
    expect((await wire('GET', `${VALUES}&$filter=${encodeURIComponent(filter)}`)).status).toBe(status);
  });

  it('writes a call that Azure refused as failed, and a read not at all', async () => {
    const at = await startAzure(AT_ONCE);
    const wire = await openWire(at.sandbox);
    await wire('POST', `${POLICY}/initiate?api-version=2020-01-01`, { virtualMachines: [] });
    await wire('GET', `${POLICY}?api-version=2020-01-01`);
    const mine = (await read(at)).deeds.filter(({ kind }) => kind.startsWith('jit'));
    expect(mine).toMatchObject([{ kind: 'jit-open', outcome: 'failed', by: 'ajar' }]);
  });
});
