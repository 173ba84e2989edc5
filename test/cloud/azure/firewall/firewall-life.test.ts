import { describe, expect, it } from 'vitest';
import { asSent, learnt, NOBODY } from '../../../contracts/provider/stand.ts';
import { nsgId } from '../sandbox-azure.ts';
import { groupId, INSIDE, natRules, POLICY, PUBLIC } from './scenario.ts';
import { atVm, FOUR_MINUTES } from './stand.ts';

const slow = { settings: { firewallMs: FOUR_MINUTES } };

describe('a port opened through a firewall with a firewall policy', () => {
  it('is let in by one DNAT rule, for this source, to this VM and port alone', async () => {
    const { plan, open, sandbox } = await atVm();
    const [held] = await open(await plan());
    expect(held).toMatchObject({ state: 'open', connect: { address: PUBLIC } });
    expect(natRules(sandbox)).toEqual([
      {
        ...{ ruleType: 'NatRule', name: 'ajar-aj-7k2m9q-g1-20260302T130000Z', ipProtocols: ['TCP'] },
        ...{ sourceAddresses: ['203.0.113.7'], sourceIpGroups: [], destinationAddresses: [PUBLIC] },
        ...{ destinationPorts: [String(held?.connect?.port)] },
        ...{ translatedAddress: '10.0.0.4', translatedPort: '8080' },
        description:
          'ajar aj-7k2m9q until 2026-03-02T13:00:00.000Z for Mina Kim, approved by Jon Park: INC-1',
      },
    ]);
    expect(sandbox.document(groupId('ajar'))?.properties).toMatchObject({
      priority: 150,
      ruleCollections: [{ name: 'ajar', action: { type: 'DNAT' } }],
    });
  });

  it('FACTS 4.3: the groups behind it let in the subnet of the firewall, which is what the VM sees, for the time of the grant', async () => {
    const { plan, open, provider, order, sandbox, lets, rules } = await atVm();
    const before = rules();
    const held = await open(await plan());
    for (const nsg of ['nsg-nic', 'nsg-subnet'])
      expect(sandbox.document(nsgId(nsg))?.properties.securityRules).toContainEqual(
        expect.objectContaining({
          name: 'ajar-aj-7k2m9q-g1-20260302T130000Z',
          properties: expect.objectContaining({
            ...{ sourceAddressPrefix: INSIDE, destinationAddressPrefix: '10.0.0.4', access: 'Allow' },
            destinationPortRange: '8080',
          }),
        }),
      );
    expect(await lets('203.0.113.7')).toBe(true);
    await provider.close(order(held), NOBODY);
    expect(rules()).toEqual(before);
  });

  it('is not open for minutes, says since when, and is open only when Azure is done', async () => {
    const { plan, provider, order, clock, lets } = await atVm(slow);
    const grants = await plan();
    const [first] = await provider.open(order(grants));
    expect(first).toMatchObject({
      state: 'sent',
      note: 'Azure changes the firewall, which takes 3 to 5 minutes; begun at 12:00 UTC.',
    });
    const held = learnt(asSent(grants), [first!]);
    clock.pass(FOUR_MINUTES - 2_000);
    expect(await provider.open(order(held))).toMatchObject([{ state: 'sent' }]);
    expect(await lets('203.0.113.7')).toBe(false);
    clock.pass(2_000);
    expect(await provider.open(order(held))).toMatchObject([{ state: 'open' }]);
    expect(await lets('203.0.113.7')).toBe(true);
  });

  it('shuts at once where a group is before the VM, and is called closed when the firewall has let go of it too', async () => {
    const { plan, open, provider, order, clock, lets, sandbox, rules } = await atVm(slow);
    const before = rules();
    const grants = await open(await plan());
    clock.pass(FOUR_MINUTES);
    const held = learnt(grants, await provider.open(order(grants)));
    expect(held).toMatchObject([{ state: 'open' }]);
    const [closing] = await provider.close(order(held), NOBODY);
    expect(closing).toMatchObject({ state: 'sent', note: expect.stringContaining('3 to 5 minutes') });
    expect(rules()).toEqual(before);
    expect(await lets('203.0.113.7')).toBe(false);
    clock.pass(FOUR_MINUTES);
    expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'closed' }]);
    expect(sandbox.document(groupId('ajar'))).toBeUndefined();
  });

  it('closes also where Azure heeds the etag in a way of its own', async () => {
    const { plan, open, provider, order, sandbox } = await atVm({
      settings: { firewallHeedsEtag: 'as-another' },
    });
    const held = await open(await plan());
    expect(held).toMatchObject([{ state: 'open' }]);
    expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'closed' }]);
    expect(natRules(sandbox)).toEqual([]);
  });

  it('needs no rule in a group where none is before the VM', async () => {
    const { planFor, open, provider, order, lets } = await atVm({ vm: 'bare-01' });
    const held = await open(await planFor('8080'));
    expect(held).toMatchObject([{ state: 'open' }]);
    expect(await lets('203.0.113.7')).toBe(true);
    expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'closed' }]);
    expect(await lets('203.0.113.7')).toBe(false);
  });

  it('H13: is sent, and not forgotten, where the policy of another firewall in the same request cannot be read', async () => {
    const { plan, provider, order, sandbox } = await atVm();
    const [mine] = asSent(await plan());
    sandbox.order({
      match: { pathContains: 'Pol-Hub-gone', times: 0 },
      fault: { kind: 'status', status: 403, code: 'AuthorizationFailed' },
    });
    const elsewhere = { ...mine!, key: 'g2', cloud: { ...mine!.cloud, policy: `${POLICY}-gone` } };
    const seen = await provider.open(
      order([
        { ...mine!, state: 'planned' },
        { ...elsewhere, state: 'planned' },
      ]),
    );
    expect(natRules(sandbox)).toMatchObject([{ name: 'ajar-aj-7k2m9q-g1-20260302T130000Z' }]);
    expect(seen).toMatchObject([
      { key: 'g1', state: expect.stringMatching(/sent|open/) },
      { key: 'g2', state: 'sent', unsent: true, note: expect.any(String) },
    ]);
    expect(seen[0]).not.toHaveProperty('unsent');
  });

  it('H13: is tried again, and not given up, where the policy of another firewall may not be read and its own is busy', async () => {
    const { plan, provider, order, sandbox } = await atVm();
    const [mine] = asSent(await plan());
    sandbox.order({
      match: { pathContains: 'Pol-Hub-gone', times: 0 },
      fault: { kind: 'status', status: 403, code: 'AuthorizationFailed' },
    });
    sandbox.order({
      match: { pathContains: 'firewallPolicies', times: 0 },
      fault: { kind: 'status', status: 429, code: 'TooManyRequests' },
    });
    const elsewhere = { ...mine!, key: 'g2', cloud: { ...mine!.cloud, policy: `${POLICY}-gone` } };
    const opening = provider.open(
      order([
        { ...elsewhere, state: 'planned' },
        { ...mine!, state: 'planned' },
      ]),
    );
    await expect(opening).rejects.toMatchObject({ kind: 'busy', nothingSent: true });
  });

  it('is not served, nor planned, unless it is switched on, and is closed all the same', async () => {
    const { plan, open, again, order, azure } = await atVm();
    const held = await open(await plan());
    const off = again({ firewall: false });
    await off.inventory.refresh();
    const vm = (await azure.inventory.all()).find(({ name }) => name === 'web-01')!;
    const provider = off.providers['azure-firewall'];
    const port = { number: 8080, protocol: 'tcp' } as const;
    expect(provider.serves(vm, port, ['203.0.113.7/32'])).toBe(false);
    expect(provider.plan(vm, [port], ['203.0.113.7/32'], 3_600_000)).toMatchObject({
      refused: expect.stringContaining('AJAR_FIREWALL=on'),
    });
    expect(await provider.close(order(held), NOBODY)).toMatchObject([{ state: 'closed' }]);
  });
});
