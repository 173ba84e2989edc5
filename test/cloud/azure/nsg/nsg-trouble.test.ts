import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../../sandbox/azure/sandbox.ts';
import { asSent, learnt, NOBODY } from '../../../contracts/provider/stand.ts';
import { nsgId, SUB } from '../sandbox-azure.ts';
import { atVm, rulesOf } from './stand.ts';

const PUT = { method: 'PUT', pathContains: '/securityRules/' };
const inGroup = (nsg: string) => ({ method: 'PUT', pathContains: `${nsg}/securityRules/` });

describe('rules of our own that cannot be written at once', () => {
  it('where no priority before a deny rule is free: the rule that is in the way is named', async () => {
    const { plan, provider, order, sandbox, ours } = await atVm();
    const deny = { priority: 100, access: 'Deny' as const };
    for (const nsg of ['nsg-nic', 'nsg-subnet'])
      sandbox.edit({ kind: 'put-rule', nsg: nsgId(nsg), name: 'deny-all', properties: deny });
    expect(await provider.open(order(await plan()))).toMatchObject([
      { state: 'failed', note: expect.stringContaining('"deny-all" (100)') },
    ]);
    expect([...ours('nsg-nic'), ...ours('nsg-subnet')]).toEqual([]);
  });

  it('where the group has as many rules as Azure takes', async () => {
    const { plan, provider, order, sandbox, ours } = await atVm();
    fill(sandbox, 'nsg-nic');
    fill(sandbox, 'nsg-subnet');
    expect(await provider.open(order(await plan()))).toMatchObject([
      { state: 'failed', note: expect.stringContaining('1000 rules') },
    ]);
    expect(ours('nsg-nic')).toEqual([]);
  });

  it('in one group and are in the other: that is not called failed, since it must be closed', async () => {
    const { plan, provider, order, sandbox, ours } = await atVm();
    fill(sandbox, 'nsg-subnet');
    const grants = await plan();
    const [seen] = await provider.open(order(grants));
    expect(seen).toMatchObject({ state: 'sent', note: expect.stringContaining('1000 rules') });
    expect(seen).not.toHaveProperty('unsent');
    expect(ours('nsg-nic')).toHaveLength(1);
    const sentAt = order(grants).now;
    const held = asSent(grants).map((grant) => ({ ...grant, sentAt }));
    await provider.close(order(held), NOBODY);
    expect(ours('nsg-nic')).toEqual([]);
  });

  it('because another group was put before the VM since it was asked', async () => {
    const { plan, provider, order, sandbox } = await atVm({ vm: 'both-01', port: '443' });
    const grants = await plan();
    const nic = sandbox.document(nicOf('both-01'))!;
    nic.properties.networkSecurityGroup = { id: nsgId('nsg-nic') };
    sandbox.put(nic);
    expect(await provider.open(order(grants))).toMatchObject([
      { state: 'failed', note: expect.stringContaining('were changed since this was asked') },
    ]);
  });

  it('because Azure locks the group for a moment: what is asked in between waits for its turn', async () => {
    const { planFor, open, ours, sandbox } = await atVm();
    sandbox.order({
      match: { ...PUT, times: 3 },
      fault: { kind: 'status', status: 429, code: 'RetryableErrorDueToAnotherOperation' },
    });
    const [one] = await planFor('web-01', '8080');
    const [other] = await planFor('web-01', '8081');
    const [first, second] = await Promise.all([
      open([one!], { request: 'aj-aaaaaa' }),
      open([other!], { request: 'aj-bbbbbb' }),
    ]);
    expect([first, second]).toMatchObject([[{ state: 'open' }], [{ state: 'open' }]]);
    expect(ours('nsg-nic').map(({ properties }) => properties.priority)).toEqual([200, 201]);
  });

  it('where two processes write, which know nothing of each other', async () => {
    const { planFor, open, providerOf, ours } = await atVm();
    const ports = ['8080', '8081', '8082', '8083'];
    const asked = await Promise.all(ports.map(async (port) => (await planFor('web-01', port))[0]!));
    const held = await Promise.all(
      asked.map((grant, at) => open([grant], { request: `aj-00000${at + 1}` }, providerOf())),
    );
    expect(held.flat().map(({ state }) => state)).toEqual(ports.map(() => 'open'));
    const priorities = ours('nsg-nic').map(({ properties }) => properties.priority);
    expect(new Set(priorities).size).toBe(ports.length);
  });

  it('at the priority that another writer took at the same moment', async () => {
    const { plan, open, sandbox } = await atVm();
    const fault = { kind: 'status', status: 400, code: 'SecurityRuleConflict' } as const;
    sandbox.order({ match: { ...inGroup('nsg-nic'), times: 2 }, fault });
    expect(await open(await plan())).toMatchObject([{ state: 'open' }]);
  });

  it('in time: an operation that goes on is waited for, and called open once a read shows it', async () => {
    const { plan, hasty, order, clock, lets } = await atVm({ settings: { operationMs: 60_000 } });
    const provider = hasty({ callTimeoutMs: 6000 });
    const grants = await plan();
    const [first] = await provider.open(order(grants));
    expect(first).toMatchObject({ state: 'sent' });
    expect(await lets('203.0.113.7')).toBe(false);
    clock.pass(61_000);
    expect(await provider.open(order(asSent(grants)))).toMatchObject([{ state: 'open' }]);
    expect(await lets('203.0.113.7')).toBe(true);
  });
});

describe('closing rules of our own', () => {
  it('finds them in a group that was moved, rules and all', async () => {
    const { plan, open, provider, order, sandbox } = await atVm({ vm: 'six-01', port: '22' });
    const held = await open(await plan());
    const moved = sandbox.document(nsgId('nsg-second'))!;
    const id = moved.id.replace('rg-Web', 'rg-moved');
    sandbox.put({ ...moved, id });
    const nic = sandbox.document(nicOf('six-01'))!;
    nic.properties.networkSecurityGroup = { id };
    sandbox.put(nic);
    sandbox.edit({ kind: 'remove', resource: nsgId('nsg-second') });
    expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'closed' }]);
    const left = sandbox.document(id)?.properties.securityRules as { name: string }[];
    expect(left.filter(({ name }) => name.startsWith('ajar-'))).toEqual([]);
  });

  it('finds them where the group was moved, and the VM with its interface too', async () => {
    const { plan, open, provider, order, sandbox } = await atVm({ vm: 'six-01', port: '22' });
    const held = await open(await plan());
    const moved = sandbox.document(nsgId('nsg-second'))!;
    const id = moved.id.replace('rg-Web', 'rg-moved');
    sandbox.put({ ...moved, id });
    for (const resource of [nsgId('nsg-second'), nicOf('six-01')]) sandbox.edit({ kind: 'remove', resource });
    expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'closed' }]);
    const left = sandbox.document(id)?.properties.securityRules as { name: string }[];
    expect(left.filter(({ name }) => name.startsWith('ajar-'))).toEqual([]);
    expect(left).not.toHaveLength(0);
  });

  it('is closed where all of it is gone, and is not while groups cannot be listed', async () => {
    const { plan, open, provider, order, sandbox } = await atVm({ vm: 'six-01', port: '22' });
    const held = await open(await plan());
    for (const resource of [nsgId('nsg-second'), nicOf('six-01')]) sandbox.edit({ kind: 'remove', resource });
    const pathContains = `${SUB}/providers/Microsoft.Network/networkSecurityGroups`;
    sandbox.order({
      match: { method: 'GET', pathContains, times: 9 },
      fault: { kind: 'status', status: 429 },
    });
    await expect(provider.close(order(held), NOBODY)).rejects.toMatchObject({ kind: 'busy' });
    sandbox.clearFaults();
    expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'closed' }]);
  });

  it('H8: goes on with the others when one cannot be removed', async () => {
    const { planFor, open, provider, order, sandbox, ours } = await atVm();
    const grants = [
      { ...(await planFor('web-01', '8080'))[0]!, key: 'g1' },
      { ...(await planFor('six-01', '22'))[0]!, key: 'g2' },
    ];
    const held = await open(grants);
    sandbox.edit({ kind: 'lock', resource: nsgId('nsg-nic'), locked: true });
    const seen = await provider.close(order(held), NOBODY);
    expect(seen).toMatchObject([
      { key: 'g1', state: 'sent', note: expect.stringContaining('lock') },
      { key: 'g2', state: 'closed' },
    ]);
    expect(ours('nsg-second')).toEqual([]);
  });

  it('is proven by a later look, when what was sent and never seen can no more come', async () => {
    const { plan, provider, order, clock } = await atVm();
    const sentAt = clock.now();
    const held = asSent(await plan()).map((grant) => ({ ...grant, sentAt }));
    expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'sent' }]);
    clock.pass(120_000);
    expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'closed' }]);
  });

  it('removes what Azure had taken although its answer was lost', async () => {
    const { plan, provider, order, sandbox, clock, ours } = await atVm();
    sandbox.order({ match: { ...PUT, times: 2 }, fault: { kind: 'drop-answer' } });
    const grants = await plan();
    const held = learnt(asSent(grants), await provider.open(order(grants)));
    clock.pass(1000);
    expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'closed' }]);
    expect([...ours('nsg-nic'), ...ours('nsg-subnet')]).toEqual([]);
  });

  it('leaves a rule that only looks like ours', async () => {
    const { plan, open, provider, order, sandbox } = await atVm();
    const allow = { priority: 900, access: 'Allow' as const, sourceAddressPrefix: '203.0.113.7' };
    const name = 'ajar-aj-7k2m9q-g1-20260302T130000Z-kept';
    sandbox.edit({ kind: 'put-rule', nsg: nsgId('nsg-nic'), name, properties: allow });
    const held = await open(await plan());
    await provider.close(order(held), NOBODY);
    expect(rulesOf(sandbox, 'nsg-nic').map((rule) => rule.name)).toContain(name);
  });
});

const nicOf = (vm: string): string =>
  nsgId('x').replace('networkSecurityGroups/x', `networkInterfaces/${vm}-nic`);

/** As many rules as Azure takes, outbound ones among them. */
function fill(sandbox: Sandbox, nsg: string): void {
  for (let at = rulesOf(sandbox, nsg).length; at < 1000; at += 1)
    sandbox.edit({
      ...{ kind: 'put-rule', nsg: nsgId(nsg), name: `filler-${at}` },
      properties: { priority: 1000 + at, access: 'Allow', direction: 'Outbound' },
    });
}
