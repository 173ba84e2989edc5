import { describe, expect, it } from 'vitest';
import { asSent, learnt, NOBODY } from '../../../contracts/provider/stand.ts';
import { groupId, natRules, POLICY } from './scenario.ts';
import { atVm, FOUR_MINUTES } from './stand.ts';

const slow = { settings: { firewallMs: FOUR_MINUTES } };
const requestAt = (index: number): string => `aj-00000${'abcdefghjk'[index]}`;

describe('one queue for a firewall policy', () => {
  it('opens ten ports that are asked at once by two changes, and closes them by as few', async () => {
    const { planFor, provider, order, clock, changes, sandbox } = await atVm(slow);
    const ports = Array.from({ length: 10 }, (_, at) => String(8080 + at));
    const asked = await Promise.all(ports.map((port) => planFor(port)));
    const look = (grants: typeof asked) =>
      Promise.all(grants.map((each, at) => provider.open(order(each, { request: requestAt(at) }))));
    let held = asked.map(asSent);
    for (let round = 0; round < 3; round += 1) {
      const seen = await look(held);
      held = held.map((each, at) => learnt(each, seen[at] ?? []));
      clock.pass(FOUR_MINUTES);
    }
    expect(held.flat().map(({ state }) => state)).toEqual(Array(10).fill('open'));
    expect(natRules(sandbox)).toHaveLength(10);
    expect(changes().length).toBeLessThanOrEqual(2);
    const before = changes().length;
    const close = () =>
      Promise.all(held.map((each, at) => provider.close(order(each, { request: requestAt(at) }), NOBODY)));
    for (let round = 0; round < 2; round += 1) {
      await close();
      clock.pass(FOUR_MINUTES);
    }
    expect((await close()).flat().map(({ state }) => state)).toEqual(Array(10).fill('closed'));
    expect(changes().length - before).toBeLessThanOrEqual(2);
  });

  it('H21: never touches a group of somebody else, byte for byte', async () => {
    const { plan, open, provider, order, sandbox } = await atVm();
    const theirs = groupId('DefaultDnatRuleCollectionGroup');
    const before = JSON.stringify(sandbox.document(theirs));
    const held = await open(await plan());
    await provider.close(order(held), NOBODY);
    expect(JSON.stringify(sandbox.document(theirs))).toBe(before);
    const written = sandbox
      .calls()
      .filter(({ method, path }) => method !== 'GET' && path.includes('firewall'));
    for (const { path } of written) expect(path).toMatch(/\/ruleCollectionGroups\/ajar$/);
  });

  it('H21: leaves a group of its name that holds what Ajar did not make, and says so', async () => {
    const { plan, provider, order, sandbox, changes } = await atVm();
    const grants = await plan();
    const foreign = sandbox.document(groupId('DefaultDnatRuleCollectionGroup'))!;
    const properties = { ...foreign.properties, priority: 150 };
    sandbox.put({ ...foreign, id: groupId('ajar'), name: 'ajar', properties });
    expect(await provider.open(order(grants))).toMatchObject([
      { state: 'failed', note: expect.stringContaining('holds what Ajar did not make') },
    ]);
    expect(changes()).toEqual([]);
  });

  it('H5: opens nothing where a NAT rule of somebody else leads to the same port: the group behind would let its people in', async () => {
    const { plan, provider, order, sandbox, changes } = await atVm();
    const grants = await plan();
    const theirs = sandbox.document(groupId('DefaultDnatRuleCollectionGroup'))!;
    const [rule] = theirs.properties.ruleCollections[0].rules;
    Object.assign(rule, { translatedAddress: '10.0.0.4', translatedPort: '8080', sourceAddresses: ['*'] });
    sandbox.put(theirs);
    expect(await provider.open(order(grants))).toMatchObject([
      { state: 'failed', note: expect.stringContaining('leads to port 8080') },
    ]);
    expect(changes()).toEqual([]);
  });

  it.each([
    400, 409,
  ] as const)('waits while Azure is busy with the policy (%i), and opens after', async (firewallBusy) => {
    const { plan, open, sandbox, provider, order } = await atVm({ settings: { firewallBusy } });
    const code = 'FirewallPolicyRuleCollectionGroupUpdateNotAllowedWhenUpdatingOrDeleting';
    const fault = { kind: 'status', status: firewallBusy, code } as const;
    sandbox.order({ match: { method: 'PUT', pathContains: '/ruleCollectionGroups/' }, fault });
    const grants = await plan();
    const [first] = await provider.open(order(grants));
    expect(first).toMatchObject({ state: 'sent', note: expect.stringContaining('busy') });
    expect(first).not.toHaveProperty('unsent');
    expect(await open(grants)).toMatchObject([{ state: 'open' }]);
  });

  it('opens nothing late that was closed while it waited', async () => {
    const { plan, planFor, provider, order, clock, sandbox } = await atVm(slow);
    const theirs = sandbox.document(groupId('DefaultDnatRuleCollectionGroup'))!;
    sandbox.put({ ...theirs, properties: { ...theirs.properties, provisioningState: 'Updating' } });
    const grants = await plan();
    const sentAt = clock.now();
    const held = learnt(asSent(grants), await provider.open(order(grants))).map((each) => ({
      ...each,
      sentAt,
    }));
    expect(held).toMatchObject([{ state: 'sent' }]);
    expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'sent' }]);
    sandbox.put(theirs);
    await provider.open(order(await planFor('8081'), { request: 'aj-bbbbbb' }));
    expect(natRules(sandbox)).toMatchObject([{ name: expect.stringContaining('aj-bbbbbb') }]);
    clock.pass(FOUR_MINUTES);
    expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'closed' }]);
  });

  it.each([
    'as-sent',
    'as-before',
  ] as const)('H13: a change that Azure took and did not do (%s) is made again', async (firewallFailed) => {
    const { plan, provider, order, sandbox, clock, lets } = await atVm({ settings: { firewallFailed } });
    sandbox.order({
      match: { method: 'PUT', pathContains: '/ruleCollectionGroups/' },
      fault: { kind: 'accept-then-fail' },
    });
    const grants = await plan();
    let held = asSent(grants);
    for (let look = 0; look < 4; look += 1) {
      expect(await lets('203.0.113.7')).toBe(held[0]?.state === 'open');
      held = learnt(held, await provider.open(order(held)));
      clock.pass(11_000);
    }
    expect(held).toMatchObject([{ state: 'open' }]);
    expect(sandbox.document(POLICY)?.properties.provisioningState).toBe('Succeeded');
  });
});
