import { describe, expect, it } from 'vitest';
import { asSent, ids, initiates, nsgId, orderFor, planned, seenAs, startAzure } from '../sandbox-azure.ts';

describe('a port opened through Defender', () => {
  it('is opened, read back as open, closed early and proved shut', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const grants = await planned(azure, ids.web01, '3389');
    expect(grants[0]?.opens).toEqual({ number: 3389, protocol: '*' });

    const opened = await azure.provider.open(orderFor(clock, grants));
    const held = seenAs(asSent(grants), opened);
    const seen = await azure.provider.read(orderFor(clock, held));
    expect(seen).toMatchObject([{ key: 'g1', state: 'open' }]);
    expect(opened[0]?.traces).toHaveLength(1);
    const doors = await sandbox.doors();
    expect(doors.find((door) => door.vm === ids.web01 && door.port === '3389/tcp')).toMatchObject({
      open: true,
    });

    const closed = await azure.provider.close(orderFor(clock, seenAs(held, seen)), new Set());
    expect(closed).toMatchObject([{ key: 'g1', state: 'closed' }]);
    expect(rulesFrom(sandbox, 'nsg-nic', '203.0.113.7')).toEqual([]);
    expect(rulesFrom(sandbox, 'nsg-subnet', '203.0.113.7')).toEqual([]);
  });

  it('is sent once however often the opening is repeated', async () => {
    const { azure, again, sandbox, clock } = await startAzure();
    const grants = await planned(azure, ids.web01, '22');
    await azure.provider.open(orderFor(clock, grants));
    await azure.provider.open(orderFor(clock, asSent(grants)));
    const afterCrash = await again().provider.open(orderFor(clock, grants));
    expect(initiates(sandbox)).toBe(1);
    expect(afterCrash).toMatchObject([{ state: 'open' }]);
  });

  it('goes to Azure with several VMs of one JIT policy in one call', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const [a] = await planned(azure, ids.web01, '22');
    const [b] = await planned(azure, ids.web02, '22');
    const [c] = await planned(azure, ids.both, '22');
    const grants = [
      { ...a!, key: 'a' },
      { ...b!, key: 'b' },
      { ...c!, key: 'c' },
    ];
    await azure.provider.open(orderFor(clock, grants));
    expect(initiates(sandbox)).toBe(1);
    const seen = await azure.provider.read(orderFor(clock, asSent(grants)));
    expect(seen.map(({ key, state }) => [key, state])).toEqual([
      ['a', 'open'],
      ['b', 'open'],
      ['c', 'open'],
    ]);
  });

  it('is closed before every interface of the VM, each in its own group', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const grants = await planned(azure, ids.both, '22');
    const held = seenAs(grants, await azure.provider.open(orderFor(clock, grants)));
    const seen = seenAs(held, await azure.provider.read(orderFor(clock, held)));
    expect(rulesFrom(sandbox, 'nsg-second', '203.0.113.7')).toHaveLength(1);
    expect(await azure.provider.close(orderFor(clock, seen), new Set())).toMatchObject([{ state: 'closed' }]);
    expect(rulesFrom(sandbox, 'nsg-second', '203.0.113.7')).toEqual([]);
    expect(rulesFrom(sandbox, 'nsg-subnet', '203.0.113.7')).toEqual([]);
  });

  it('is proved shut at its end, when Azure closes it by itself', async () => {
    const { azure, clock } = await startAzure();
    const grants = await planned(azure, ids.web01, '22');
    await azure.provider.open(orderFor(clock, grants));
    clock.pass(3_600_001);
    const seen = await azure.provider.read(orderFor(clock, asSent(grants)));
    expect(seen).toMatchObject([{ state: 'closed', note: 'Azure closed it at its end.' }]);
  });

  it('is removed at its end when Azure forgets to, and a lock that is in the way is named', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const grants = await planned(azure, ids.web02, '22');
    await azure.provider.open(orderFor(clock, grants));
    const held = asSent(grants);
    sandbox.edit({ kind: 'lock', resource: nsgId('nsg-subnet'), locked: true });
    clock.pass(3_600_001);
    const late = orderFor(clock, held);
    expect(await azure.provider.read(late)).toMatchObject([{ state: 'open' }]);
    await expect(azure.provider.close(late, new Set())).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('lock'),
    });
    sandbox.edit({ kind: 'lock', resource: nsgId('nsg-subnet'), locked: false });
    expect(await azure.provider.close(late, new Set())).toMatchObject([{ state: 'closed' }]);
    expect(rulesFrom(sandbox, 'nsg-subnet', '203.0.113.7')).toEqual([]);
  });

  it('leaves a rule of somebody else alone, and says that the port can still be reached through it', async () => {
    const { azure, sandbox, clock } = await startAzure();
    sandbox.edit({
      kind: 'put-rule',
      nsg: nsgId('nsg-subnet'),
      name: 'allow-all',
      properties: { priority: 300, access: 'Allow' },
    });
    const grants = await planned(azure, ids.web02, '22');
    await azure.provider.open(orderFor(clock, grants));
    const [closed] = await azure.provider.close(orderFor(clock, asSent(grants)), new Set());
    expect(closed).toMatchObject({ state: 'closed', note: expect.stringContaining('"allow-all"') });
    expect(names(sandbox, 'nsg-subnet')).toContain('allow-all');
  });

  it('says it of the groups that are before the VM by now, and finds its rule where it was', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const grants = await planned(azure, ids.web01, '22');
    await azure.provider.open(orderFor(clock, grants));
    const open = seenAs(grants, await azure.provider.read(orderFor(clock, asSent(grants))));
    for (const nsg of ['nsg-second', 'nsg-subnet']) {
      const properties = { priority: 300, access: 'Allow' as const };
      sandbox.edit({ kind: 'put-rule', nsg: nsgId(nsg), name: 'allow-all', properties });
    }
    const nic = sandbox.document(grants[0]!.vm.nicIds[0]!)!;
    sandbox.put({
      ...nic,
      properties: { ...nic.properties, networkSecurityGroup: { id: nsgId('nsg-second') } },
    });
    const [closed] = await azure.provider.close(orderFor(clock, open), new Set());
    expect(closed).toMatchObject({ state: 'closed', note: expect.stringContaining('"allow-all"') });
    expect(rulesFrom(sandbox, 'nsg-nic', '203.0.113.7')).toEqual([]);
  });

  it('is told by the groups that are left where one of them is gone', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const grants = await planned(azure, ids.web01, '22');
    await azure.provider.open(orderFor(clock, grants));
    const open = seenAs(grants, await azure.provider.read(orderFor(clock, asSent(grants))));
    const nic = sandbox.document(grants[0]!.vm.nicIds[0]!)!;
    const { networkSecurityGroup: _, ...properties } = nic.properties;
    sandbox.put({ ...nic, properties });
    sandbox.edit({ kind: 'remove', resource: nsgId('nsg-nic') });
    const [seen] = await azure.provider.read(orderFor(clock, open));
    expect(seen).toMatchObject({ state: 'open' });
    expect(seen).not.toHaveProperty('changed');
    // Another in its place, which lets nobody in.
    const networkSecurityGroup = { id: nsgId('nsg-second') };
    sandbox.put({ ...nic, properties: { ...properties, networkSecurityGroup } });
    expect((await azure.provider.read(orderFor(clock, open)))[0]).toMatchObject({
      state: 'open',
      changed: true,
    });
  });

  it('is not called open while a rule of somebody else keeps it shut', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const rule = { priority: 100, access: 'Deny' as const };
    sandbox.edit({ kind: 'put-rule', nsg: nsgId('nsg-nic'), name: 'deny-all', properties: rule });
    const grants = await planned(azure, ids.web01, '22');
    await azure.provider.open(orderFor(clock, grants));
    const seen = await azure.provider.read(orderFor(clock, asSent(grants)));
    expect(seen).toMatchObject([{ state: 'sent', note: expect.stringContaining('"deny-all"') }]);
  });

  it.each([
    ['a service tag', { sourceAddressPrefix: 'AzureCloud' }],
    [
      'an application security group',
      { destinationAddressPrefix: '', destinationApplicationSecurityGroups: [{ id: '/asg' }] },
    ],
  ])('is not called open while a deny rule before Defender’s may mean it: %s', async (_, side) => {
    const { azure, sandbox, clock } = await startAzure();
    const rule = { priority: 100, access: 'Deny' as const, ...side };
    sandbox.edit({ kind: 'put-rule', nsg: nsgId('nsg-nic'), name: 'deny-some', properties: rule });
    const grants = await planned(azure, ids.web01, '22');
    await azure.provider.open(orderFor(clock, grants));
    const [seen] = await azure.provider.read(orderFor(clock, asSent(grants)));
    expect(seen).toMatchObject({
      state: 'sent',
      note: expect.stringContaining('"deny-some" (priority 100) of nsg-nic may still keep'),
    });
  });

  it('H19: is told when a deny rule was put before it, and is itself again when that is gone', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const grants = await planned(azure, ids.web01, '22');
    await azure.provider.open(orderFor(clock, grants));
    const open = seenAs(grants, await azure.provider.read(orderFor(clock, asSent(grants))));
    const read = async () => (await azure.provider.read(orderFor(clock, open)))[0];
    expect(await read()).not.toHaveProperty('changed');
    // Priorities are never below 100, where Defender's is: somebody moves that behind.
    const [own] = rulesFrom(sandbox, 'nsg-nic', '203.0.113.7');
    const behind = rules(sandbox, 'nsg-nic').find(({ name }) => name === own)!.properties;
    sandbox.edit({
      kind: 'put-rule',
      nsg: nsgId('nsg-nic'),
      name: own!,
      properties: { ...behind, access: 'Allow', priority: 150 },
    });
    const deny = { priority: 120, access: 'Deny' as const };
    sandbox.edit({ kind: 'put-rule', nsg: nsgId('nsg-nic'), name: 'deny-all', properties: deny });
    expect(await read()).toMatchObject({
      state: 'open',
      changed: true,
      note: expect.stringContaining('"deny-all"'),
    });
    expect(await read()).not.toHaveProperty('wider');
    sandbox.edit({ kind: 'delete-rule', nsg: nsgId('nsg-nic'), name: 'deny-all' });
    expect(await read()).not.toHaveProperty('changed');
  });

  it('is not sent when its end has passed', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const grants = await planned(azure, ids.web01, '22');
    const opened = await azure.provider.open(orderFor(clock, grants, { until: clock.now() }));
    expect(opened).toMatchObject([{ state: 'failed' }]);
    expect(initiates(sandbox)).toBe(0);
  });

  it('H19: is told as gone when somebody wiped its rule', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const grants = await planned(azure, ids.web02, '22');
    await azure.provider.open(orderFor(clock, grants));
    const open = seenAs(grants, await azure.provider.read(orderFor(clock, asSent(grants))));
    for (const name of rulesFrom(sandbox, 'nsg-subnet', '203.0.113.7')) {
      sandbox.edit({ kind: 'delete-rule', nsg: nsgId('nsg-subnet'), name });
    }
    const seen = await azure.provider.read(orderFor(clock, open));
    expect(seen).toMatchObject([{ state: 'closed', note: expect.stringContaining('somebody removed it') }]);
  });
});

type Rules = { name: string; properties: { sourceAddressPrefix?: string; access: string } }[];
type Box = Awaited<ReturnType<typeof startAzure>>['sandbox'];
const rules = (sandbox: Box, nsg: string): Rules =>
  sandbox.document(nsgId(nsg))?.properties.securityRules ?? [];
const names = (sandbox: Box, nsg: string): string[] => rules(sandbox, nsg).map(({ name }) => name);
const rulesFrom = (sandbox: Box, nsg: string, source: string): string[] =>
  rules(sandbox, nsg)
    .filter(({ properties }) => properties.sourceAddressPrefix === source)
    .map(({ name }) => name);
