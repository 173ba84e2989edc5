import { describe, expect, it } from 'vitest';
import { asSent, ids, nsgId, orderFor, planned, startAzure } from '../sandbox-azure.ts';
import { POLICY, readPolicy } from './requests.ts';

const none = new Set<string>();
const NOTHING = { found: [], doubts: [] };

describe('what is ours, found in the cloud alone', () => {
  it('can be closed by an Ajar that has no store', async () => {
    const { azure, again, sandbox, clock } = await startAzure();
    await azure.provider.open(orderFor(clock, await planned(azure, ids.web02, '22')));
    sandbox.edit({ kind: 'lock', resource: nsgId('nsg-subnet'), locked: true });
    clock.pass(3_600_001);
    await azure.provider.read(orderFor(clock, []));
    const other = again();
    const { found } = await other.findOurs();
    expect(found).toMatchObject([
      { request: 'aj-7k2m9q', vm: 'web-02', port: { number: 22, protocol: 'tcp' }, source: '203.0.113.7' },
    ]);
    sandbox.edit({ kind: 'lock', resource: nsgId('nsg-subnet'), locked: false });
    const { request, until, grant } = found[0]!;
    const order = orderFor(clock, [grant], { request, until });
    expect(await other.provider.close(order, none)).toMatchObject([{ state: 'closed' }]);
    expect(await other.findOurs()).toEqual(NOTHING);
  });

  it('leaves out what other people opened and what is over', async () => {
    const { azure, clock } = await startAzure();
    const grants = await planned(azure, ids.web01, '22');
    await azure.provider.open({ ...orderFor(clock, grants), justification: 'patching, see ajar aj-7k2m9q' });
    expect(await azure.findOurs()).toEqual(NOTHING);
    await azure.provider.open(orderFor(clock, await planned(azure, ids.web01, '3389')));
    expect((await azure.findOurs()).found).toHaveLength(1);
    clock.pass(3_600_001);
    expect(await azure.findOurs()).toEqual(NOTHING);
  });

  it('H9: leaves out an older opening that a newer one has continued', async () => {
    const { azure, clock } = await startAzure();
    const grants = await planned(azure, ids.web01, '22');
    await azure.provider.open(orderFor(clock, grants, { request: 'aj-aaaaaa' }));
    clock.pass(1000);
    await azure.provider.open(
      orderFor(clock, grants, { request: 'aj-bbbbbb', until: new Date('2026-03-02T14:00:00Z') }),
    );
    expect((await azure.findOurs()).found.map(({ request }) => request)).toEqual(['aj-bbbbbb']);
    expect(
      await azure.provider.read(orderFor(clock, asSent(grants), { request: 'aj-aaaaaa' })),
    ).toMatchObject([{ state: 'open' }]);
  });

  it('H9: leaves it out also where the newer one is in another policy of the subscription', async () => {
    const { azure, sandbox, clock } = await startAzure();
    await azure.provider.open(orderFor(clock, await planned(azure, ids.web01, '22')));
    const policy = structuredClone(readPolicy(sandbox));
    for (const asked of policy.properties.requests) {
      asked.justification = 'ajar aj-bbbbbb for Mina Kim';
      for (const port of asked.virtualMachines.flatMap((vm) => vm.ports))
        port.endTimeUtc = '2026-03-02T14:00:00.000Z';
    }
    sandbox.put({ ...policy, id: POLICY.replace('/default', '/second'), name: 'second' });
    expect((await azure.findOurs()).found.map(({ request }) => request)).toEqual(['aj-bbbbbb']);
  });
});
