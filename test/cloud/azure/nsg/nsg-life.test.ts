import { describe, expect, it } from 'vitest';
import { learnt, NOBODY } from '../../../contracts/provider/stand.ts';
import { nsgId } from '../sandbox-azure.ts';
import { atVm } from './stand.ts';

describe('a port opened by rules of our own', () => {
  it('is let in by one rule in each group, for this source, this port and this VM alone', async () => {
    const { plan, open, ours } = await atVm();
    await open(await plan());
    for (const nsg of ['nsg-nic', 'nsg-subnet']) {
      const [rule, ...others] = ours(nsg);
      expect(others).toEqual([]);
      expect(rule?.name).toBe('ajar-aj-7k2m9q-g1-20260302T130000Z');
      expect(rule?.properties).toMatchObject({
        ...{ access: 'Allow', direction: 'Inbound', protocol: 'Tcp', sourcePortRange: '*' },
        ...{ sourceAddressPrefix: '203.0.113.7', sourceAddressPrefixes: [] },
        ...{
          destinationAddressPrefix: '10.0.0.4',
          destinationAddressPrefixes: [],
          destinationPortRange: '8080',
        },
        description:
          'ajar aj-7k2m9q until 2026-03-02T13:00:00.000Z for Mina Kim, approved by Jon Park: INC-1',
      });
      expect(rule?.properties.priority).toBeLessThan(1000);
    }
  });

  it('has a description that Azure takes, whatever people wrote', async () => {
    const { plan, open, ours } = await atVm();
    await open(await plan(), { justification: `ajar aj-7k2m9q <b>"${'ü'.repeat(300)}` });
    const text = String(ours('nsg-nic')[0]?.properties.description);
    expect(text).toMatch(/^ajar aj-7k2m9q until 2026-03-02T13:00:00.000Z bü+$/);
    expect(text).toHaveLength(140);
  });

  it('is opened before every interface, and closed before each of them', async () => {
    const { plan, open, ours, provider, order } = await atVm({ vm: 'both-01', port: '443' });
    const held = await open(await plan());
    expect(held).toMatchObject([{ state: 'open' }]);
    expect(ours('nsg-subnet')[0]?.properties.destinationAddressPrefix).toBe('10.0.0.6');
    expect(ours('nsg-second')[0]?.properties.destinationAddressPrefix).toBe('10.0.1.6');
    expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'closed' }]);
    expect([...ours('nsg-subnet'), ...ours('nsg-second')]).toEqual([]);
  });

  it('lets IPv6 in to the IPv6 address alone', async () => {
    const { plan, open, ours, lets, provider, order } = await atVm({ vm: 'six-01', port: '22' });
    const held = await open(await plan('2001:db8:1::5/128'));
    expect(held).toMatchObject([{ state: 'open' }]);
    expect(ours('nsg-second')[0]?.properties).toMatchObject({
      ...{ sourceAddressPrefix: '2001:db8:1::5', destinationAddressPrefix: 'fd00::7' },
    });
    expect(await lets('2001:db8:1::5')).toBe(true);
    expect(await lets('2001:db8:1::6')).toBe(false);
    expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'closed' }]);
    expect(await lets('2001:db8:1::5')).toBe(false);
  });

  it('takes a range for a source, as it was asked', async () => {
    const { plan, open, ours, lets } = await atVm();
    expect(await open(await plan('203.0.113.0/29'))).toMatchObject([{ state: 'open' }]);
    expect(ours('nsg-nic')[0]?.properties.sourceAddressPrefix).toBe('203.0.113.0/29');
    expect([await lets('203.0.113.6'), await lets('203.0.113.9')]).toEqual([true, false]);
  });

  it('beats deny rules of others with a number before theirs', async () => {
    const { plan, open, ours, lets, sandbox } = await atVm();
    const deny = { priority: 150, access: 'Deny' as const };
    sandbox.edit({ kind: 'put-rule', nsg: nsgId('nsg-nic'), name: 'deny-all', properties: deny });
    expect(await open(await plan())).toMatchObject([{ state: 'open' }]);
    expect(ours('nsg-nic')[0]?.properties.priority).toBe(149);
    expect(ours('nsg-subnet')[0]?.properties.priority).toBe(200);
    expect(await lets('203.0.113.7')).toBe(true);
  });

  it('shares a group with others: each has a rule and a priority of its own', async () => {
    const { planFor, open, ours, sandbox } = await atVm();
    const grants = await Promise.all(
      [8080, 8081, 8082].map(async (port) => ({
        ...(await planFor('web-01', String(port)))[0]!,
        key: `g${port}`,
      })),
    );
    expect((await open(grants)).map(({ state }) => state)).toEqual(['open', 'open', 'open']);
    expect(ours('nsg-nic').map(({ properties }) => properties.priority)).toEqual([200, 201, 202]);
    const puts = sandbox.calls().filter(({ method }) => method === 'PUT');
    expect(puts.map(({ status }) => status)).toEqual(Array(6).fill(201)); // in turn, never against one another
  });

  it('H19: tells that a rule of somebody else now stands before ours', async () => {
    const { plan, open, provider, order, sandbox } = await atVm();
    const held = await open(await plan());
    const deny = { priority: 120, access: 'Deny' as const };
    sandbox.edit({ kind: 'put-rule', nsg: nsgId('nsg-nic'), name: 'freeze', properties: deny });
    expect(await provider.read(order(held))).toMatchObject([
      { state: 'open', changed: true, note: expect.stringContaining('"freeze" (priority 120)') },
    ]);
  });

  it('is not served, nor planned, unless it is switched on', async () => {
    const { azure, again } = await atVm();
    const port = { number: 8080, protocol: 'tcp' } as const;
    const ask = async ({ inventory, providers: { nsg } }: typeof azure) => {
      const vm = (await inventory.all()).find(({ name }) => name === 'web-01')!;
      return {
        serves: nsg.serves(vm, port, ['203.0.113.7/32']),
        plan: nsg.plan(vm, [port], ['203.0.113.7/32'], 60_000),
      };
    };
    expect(await ask(azure)).toMatchObject({ serves: true, plan: { grants: [{ provider: 'nsg' }] } });
    expect(await ask(again({ nsg: false }))).toEqual({
      ...{ serves: false, plan: { refused: expect.stringContaining('AJAR_NSG=on') } },
    });
  });

  it('H19: tells that a rule of ours was widened by hand, and removes it all the same', async () => {
    const { plan, open, provider, order, sandbox, ours, lets } = await atVm();
    const held = await open(await plan());
    const { name, properties } = ours('nsg-nic')[0]!;
    const wide = { ...properties, sourceAddressPrefix: '*', priority: 200, access: 'Allow' as const };
    sandbox.edit({ kind: 'put-rule', nsg: nsgId('nsg-nic'), name, properties: wide });
    const seen = await provider.read(order(held));
    expect(seen).toMatchObject([
      { state: 'open', changed: true, note: expect.stringContaining('Somebody changed') },
    ]);
    expect(await provider.close(order(learnt(held, seen)), NOBODY)).toMatchObject([{ state: 'closed' }]);
    expect(ours('nsg-nic')).toEqual([]);
    expect(await lets('203.0.113.7')).toBe(false);
  });

  it('H19: tells that the rule is missing from one of its groups', async () => {
    const { plan, open, provider, order, sandbox, ours } = await atVm();
    const held = await open(await plan());
    const { name } = ours('nsg-nic')[0]!;
    sandbox.edit({ kind: 'delete-rule', nsg: nsgId('nsg-nic'), name });
    expect(await provider.read(order(held))).toMatchObject([
      { state: 'open', changed: true, note: expect.stringContaining('missing from') },
    ]);
  });
});
