import { describe, expect, it } from 'vitest';
import { sweep } from '../../../../src/cli/sweep.ts';
import { nsgId } from '../sandbox-azure.ts';
import { atVm } from './stand.ts';

describe('rules of our own, found in the cloud alone', () => {
  it('are told with request, VM, port, source and end, in every group that has one', async () => {
    const { plan, open, azure } = await atVm();
    await open(await plan());
    const { found, doubts } = await azure.findOurs();
    expect(doubts).toEqual([]);
    expect(found).toHaveLength(2);
    for (const each of found)
      expect(each).toMatchObject({
        ...{ request: 'aj-7k2m9q', vm: 'web-01', port: { number: 8080, protocol: 'tcp' } },
        ...{ source: '203.0.113.7', until: new Date('2026-03-02T13:00:00Z') },
      });
  });

  it('are closed also when the provider was switched off since', async () => {
    const { plan, open, again, clock, ours } = await atVm();
    await open(await plan());
    clock.pass(3_600_001);
    expect(await sweep(again({ nsg: false }), clock.now(), () => undefined)).toBe(true);
    expect([...ours('nsg-nic'), ...ours('nsg-subnet')]).toEqual([]);
  });

  it('are closed where the VM is gone, and where somebody widened them', async () => {
    const { plan, open, azure, sandbox, clock, ours, place } = await atVm();
    await open(await plan());
    const { name, properties } = ours('nsg-nic')[0]!;
    const wide = { ...properties, sourceAddressPrefix: '*', priority: 200, access: 'Allow' as const };
    sandbox.edit({ kind: 'put-rule', nsg: nsgId('nsg-nic'), name, properties: wide });
    sandbox.edit({ kind: 'delete-vm', vm: place.vm });
    clock.pass(3_600_001);
    expect(await sweep(azure, clock.now(), () => undefined)).toBe(true);
    expect([...ours('nsg-nic'), ...ours('nsg-subnet')]).toEqual([]);
  });

  it('are a doubt where the groups may not be read, and none where rules were never to be written', async () => {
    const { azure, again, sandbox, clock } = await atVm();
    const hidden = 'Microsoft.Network/networkSecurityGroups/read';
    sandbox.edit({ kind: 'permissions', actions: ['*'], notActions: [hidden] });
    expect((await azure.findOurs()).doubts.map(({ sentence }) => sentence)).toContainEqual(
      expect.stringContaining("Ajar's rules in the subscription Web could not be looked for."),
    );
    expect(await sweep(azure, clock.now(), () => undefined)).toBe(false);
    expect((await again({ nsg: false }).findOurs()).doubts).toEqual([]);
  });

  it('are a doubt where one that was made by hand in an emergency has a name without an end: nothing else would ever close it', async () => {
    const { azure, sandbox, clock } = await atVm();
    const rule = (access: 'Allow' | 'Deny', priority: number) => ({
      ...{ access, priority, direction: 'Inbound', protocol: 'Tcp', sourcePortRange: '*' },
      ...{ sourceAddressPrefix: '203.0.113.7', destinationAddressPrefix: '*', destinationPortRange: '22' },
    });
    const [long, without] = ['ajar-aj-000000-mina.kim-20260302T150000Z', 'ajar-aj-000000-mina'];
    const put = (name: string, properties: ReturnType<typeof rule>) =>
      sandbox.edit({ kind: 'put-rule', nsg: nsgId('nsg-nic'), name, properties });
    put(long, rule('Allow', 190));
    put(without, rule('Allow', 191));
    put('ajar-aj-000000-none', rule('Deny', 192));
    const { found, doubts } = await azure.findOurs();
    expect(found).toEqual([]);
    expect(doubts.map(({ sentence }) => /"(ajar-[^"]+)" of .* "nsg-nic" /.exec(sentence)?.[1])).toEqual([
      long,
      without,
    ]);
    expect(await sweep(azure, clock.now(), () => undefined)).toBe(false);
  });
});
