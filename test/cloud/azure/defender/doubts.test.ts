import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../../sandbox/azure/sandbox.ts';
import { ids, nsgId, OTHER_SUB, orderFor, planned, startAzure } from '../sandbox-azure.ts';
import { alter, nameless, withStatus } from './requests.ts';

const rulesOf = (sandbox: Sandbox): readonly string[] =>
  sandbox.document(nsgId('nsg-subnet'))?.properties.securityRules.map(({ name }: { name: string }) => name);

async function opened() {
  const cloud = await startAzure();
  const { azure, clock } = cloud;
  await azure.provider.open(orderFor(clock, await planned(azure, ids.web02, '22')));
  return cloud;
}

describe('what may be ours and cannot be judged', () => {
  it("is an app's opening of which Azure kept no reason", async () => {
    const { azure, sandbox } = await opened();
    alter(sandbox, nameless);
    const { found, doubts } = await azure.findOurs();
    expect(found).toEqual([]);
    expect(doubts).toEqual([
      {
        sentence: expect.stringMatching(/^Port 22 of web-02 from 203\.0\.113\.7 until .*: an app opened it/),
        until: new Date('2026-03-02T13:00:00Z'),
      },
    ]);
  });

  it('is such an opening past its end only while its rule stands', async () => {
    const { azure, sandbox, clock } = await opened();
    alter(sandbox, nameless);
    sandbox.edit({ kind: 'lock', resource: nsgId('nsg-subnet'), locked: true });
    clock.pass(3_600_001);
    await azure.provider.read(orderFor(clock, []));
    alter(sandbox, withStatus('Initiated'));
    expect((await azure.findOurs()).doubts).toHaveLength(1);
    const names = rulesOf(sandbox).filter((name) => name.includes('JITRule'));
    for (const name of names) sandbox.edit({ kind: 'delete-rule', nsg: nsgId('nsg-subnet'), name });
    expect((await azure.findOurs()).doubts).toEqual([]);
  });

  it("is never a person's opening, which has the name of its requestor", async () => {
    const { azure, sandbox } = await opened();
    alter(sandbox, (asked) => {
      nameless(asked);
      asked.requestor = 'mina@example.com';
    });
    expect(await azure.findOurs()).toEqual({ found: [], doubts: [] });
  });

  it('is an opening of ours whose source cannot be read', async () => {
    const { azure, sandbox } = await opened();
    alter(sandbox, (asked) => {
      for (const port of asked.virtualMachines.flatMap((vm) => vm.ports))
        port.allowedSourceAddressPrefix = 'Storage';
    });
    const { found, doubts } = await azure.findOurs();
    expect(found).toEqual([]);
    expect(doubts[0]?.sentence).toContain('(aj-7k2m9q): Azure\'s record gives "Storage"');
  });

  it('is an opening on a VM that is gone, until Azure revoked it', async () => {
    const { sandbox, again, clock } = await opened();
    sandbox.edit({ kind: 'delete-vm', vm: ids.web02 });
    const { found, doubts } = await again().findOurs();
    expect(found).toEqual([]);
    expect(doubts).toMatchObject([
      { sentence: expect.stringContaining('Azure does not know the VM any more'), until: expect.any(Date) },
    ]);
    clock.pass(3_600_001);
    expect(await again().findOurs()).toEqual({ found: [], doubts: [] });
  });

  it('is not a VM that the list lacks and Azure knows by its id: that is found and can be closed', async () => {
    const { sandbox, again, clock } = await opened();
    const vm = sandbox.document(ids.web02);
    sandbox.edit({ kind: 'delete-vm', vm: ids.web02 });
    const other = again();
    await other.inventory.all();
    if (vm) sandbox.put(vm);
    const { found, doubts } = await other.findOurs();
    expect(doubts).toEqual([]);
    expect(found).toMatchObject([{ request: 'aj-7k2m9q', vm: 'web-02' }]);
    const order = orderFor(clock, [found[0]!.grant]);
    expect(await other.provider.close(order, new Set())).toMatchObject([{ state: 'closed' }]);
  });

  it('is a VM that may not be read by its id either', async () => {
    const { sandbox, again } = await opened();
    sandbox.edit({ kind: 'delete-vm', vm: ids.web02 });
    sandbox.order({
      match: { method: 'GET', pathContains: '/virtualMachines/web-02', times: 0 },
      fault: { kind: 'status', status: 403 },
    });
    expect((await again().findOurs()).doubts).toMatchObject([
      { sentence: expect.stringContaining('Microsoft.Compute/virtualMachines/read') },
    ]);
  });

  it('is a whole subscription that cannot be read, and does not hold up the others', async () => {
    const { sandbox, again } = await opened();
    sandbox.order({
      match: { pathContains: `${OTHER_SUB}/providers/Microsoft.Security`, times: 0 },
      fault: { kind: 'status', status: 500 },
    });
    const { found, doubts } = await again().findOurs();
    expect(found).toHaveLength(1);
    expect(doubts).toEqual([{ sentence: expect.stringMatching(/subscription Old could not be read/) }]);
  });

  it('is everything where no subscription is shown', async () => {
    const { again } = await startAzure({ scenario: EMPTY });
    expect((await again().findOurs()).doubts).toMatchObject([
      { sentence: expect.stringContaining('no subscription') },
    ]);
  });
});

const EMPTY = { subscriptions: {}, groups: {}, nsgs: [], networks: [], vms: [], policies: [] };
