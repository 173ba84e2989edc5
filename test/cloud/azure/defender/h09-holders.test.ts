import { describe, expect, it } from 'vitest';
import { holdOf } from '../../../../src/access/grant.ts';
import { asSent, ids, nsgId, orderFor, planned, startAzure } from '../sandbox-azure.ts';
import { addLike, alter, nameless, withStatus } from './requests.ts';

const A = { request: 'aj-aaaaaa' };
const B = { request: 'aj-bbbbbb', until: new Date('2026-03-02T14:00:00.000Z') };

describe('H9: two requests for the same port of the same VM', () => {
  it('the older one closing leaves the rule to the newer one from the same source', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const grants = await planned(azure, ids.web02, '22');
    const held = asSent(grants);
    await azure.provider.open(orderFor(clock, grants, A));
    clock.pass(1000);
    await azure.provider.open(orderFor(clock, grants, B));
    expect(await azure.provider.read(orderFor(clock, held, A))).toMatchObject([{ state: 'open' }]);

    const keep = new Set([holdOf(held[0]!)]);
    expect(await azure.provider.close(orderFor(clock, held, A), keep)).toMatchObject([
      { state: 'closed', note: expect.stringContaining('Another request') },
    ]);
    expect(await azure.provider.read(orderFor(clock, held, B))).toMatchObject([{ state: 'open' }]);

    expect(await azure.provider.close(orderFor(clock, held, B), new Set())).toMatchObject([
      { state: 'closed' },
    ]);
    const door = (await sandbox.doors()).find((each) => each.vm === ids.web02);
    expect(door).toMatchObject({ open: false });
  });

  it('one that Azure may still be opening is not left to whoever else holds the port', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const grants = await planned(azure, ids.web02, '22');
    const held = asSent(grants);
    const keep = new Set([holdOf(held[0]!)]);
    // What was sent and does not stand in the policy yet may come all the same.
    const unseen = { ...A, request: 'aj-cccccc', until: new Date('2026-03-02T14:30:00.000Z') };
    await azure.provider.open(orderFor(clock, grants, A));
    expect(await azure.provider.close(orderFor(clock, held, unseen), keep)).toMatchObject([
      { state: 'sent', note: expect.stringContaining('may still be opening') },
    ]);
    alter(sandbox, withStatus('Initiating'));
    expect(await azure.provider.close(orderFor(clock, held, A), keep)).toMatchObject([{ state: 'sent' }]);
    alter(sandbox, withStatus('Initiated'));
    expect(await azure.provider.close(orderFor(clock, held, A), keep)).toMatchObject([{ state: 'closed' }]);
  });

  it('the one from another source keeps its own rule when the first is closed', async () => {
    const { azure, clock } = await startAzure();
    const mine = asSent(await planned(azure, ids.web02, '22'));
    const theirs = asSent(await planned(azure, ids.web02, '22', '203.0.113.8/32'));
    await azure.provider.open(orderFor(clock, asPlanned(mine), A));
    await azure.provider.open(orderFor(clock, asPlanned(theirs), B));
    expect(await azure.provider.close(orderFor(clock, mine, A), new Set())).toMatchObject([
      { state: 'closed' },
    ]);
    expect(await azure.provider.read(orderFor(clock, theirs, B))).toMatchObject([{ state: 'open' }]);
  });

  it('one that Azure drops for a newer source is told as closed, with the reason', async () => {
    const { azure, clock } = await startAzure({ settings: { supersedes: 'same-port' } });
    const mine = asSent(await planned(azure, ids.web02, '22'));
    const theirs = asSent(await planned(azure, ids.web02, '22', '203.0.113.8/32'));
    await azure.provider.open(orderFor(clock, asPlanned(mine), A));
    await azure.provider.open(orderFor(clock, asPlanned(theirs), B));
    const [seen] = await azure.provider.read(orderFor(clock, mine, A));
    expect(seen).toMatchObject({ state: 'closed', note: expect.stringContaining('newer request') });
  });

  it('what somebody opened in the portal, with a reason of their own, stays open', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const mine = asSent(await planned(azure, ids.web02, '22'));
    await azure.provider.open(orderFor(clock, asPlanned(mine), A));
    const portal = { ...orderFor(clock, asPlanned(mine), B), request: 'portal', justification: 'patching' };
    await azure.provider.open(portal);
    const before = ruleCount(sandbox);
    const [closed] = await azure.provider.close(orderFor(clock, mine, A), new Set());
    expect(closed).toMatchObject({ state: 'closed', note: expect.stringContaining('without Ajar') });
    expect(ruleCount(sandbox)).toBe(before);
  });

  it('what a person opened in the portal without a reason stays open too', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const mine = asSent(await planned(azure, ids.web02, '22'));
    await azure.provider.open(orderFor(clock, asPlanned(mine), A));
    addLike(sandbox, (asked) => {
      nameless(asked);
      asked.requestor = 'Mina Kim';
      for (const port of asked.virtualMachines.flatMap((vm) => vm.ports))
        port.endTimeUtc = '2026-03-02T18:00:00.000Z';
    });
    const before = ruleCount(sandbox);
    const [closed] = await azure.provider.close(orderFor(clock, mine, A), new Set());
    expect(closed).toMatchObject({ state: 'closed', note: expect.stringContaining('without Ajar, until') });
    expect(ruleCount(sandbox)).toBe(before);
  });

  it('our own with a blank reason is closed, and not taken for somebody else', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const mine = asSent(await planned(azure, ids.web02, '22'));
    await azure.provider.open(orderFor(clock, asPlanned(mine), A));
    alter(sandbox, (asked) => {
      asked.justification = '';
    });
    const before = ruleCount(sandbox);
    const [closed] = await azure.provider.close(orderFor(clock, mine, A), new Set());
    expect(closed).toMatchObject({ state: 'closed' });
    expect(closed).not.toHaveProperty('note');
    expect(ruleCount(sandbox)).toBe(before - 1);
  });
});

const asPlanned = (grants: Awaited<ReturnType<typeof planned>>) =>
  grants.map((grant) => ({ ...grant, state: 'planned' as const }));

const ruleCount = (sandbox: Awaited<ReturnType<typeof startAzure>>['sandbox']): number =>
  sandbox.document(nsgId('nsg-subnet'))?.properties.securityRules.length;
