import { describe, expect, it } from 'vitest';
import type { Nic } from '../../../sandbox/azure/cloud/documents.ts';
import type { Sandbox } from '../../../sandbox/azure/sandbox.ts';
import { AVERY, RILEY } from '../../../sandbox/demo/people.ts';
import { createWorld } from '../../fakes/world.ts';
import { ids, nsgId, SUB, startAzure } from './sandbox-azure.ts';

const NIC = `/subscriptions/${SUB}/resourceGroups/rg-Web/providers/Microsoft.Network/networkInterfaces/web-01-nic`;

/** What may happen to a VM between asking and closing, past Ajar. */
const CHANGES: Readonly<Record<string, (sandbox: Sandbox) => void>> = {
  deleted: (sandbox) => sandbox.edit({ kind: 'delete-vm', vm: ids.web01 }),
  'made anew under the same name': (sandbox) => sandbox.edit({ kind: 'replace-vm', vm: ids.web01 }),
  're-addressed': (sandbox) => {
    const nic = sandbox.document(NIC) as Nic;
    const [first] = nic.properties.ipConfigurations;
    if (first) first.properties.privateIPAddress = '10.0.0.77';
    sandbox.put(nic);
  },
  'moved to another group': (sandbox) => sandbox.edit({ kind: 'move-vm', vm: ids.web01, group: 'rg-new' }),
};

const ANOTHER = 'is not the VM any more that was asked for: it was replaced, moved or re-addressed';

/** Ajar at a sandbox, with a request for 22 on web-01 that waits for its approval. */
async function asked() {
  const { azure, sandbox, clock } = await startAzure();
  await azure.inventory.refresh();
  // The libraries take their time to load once, and a click waits for no look-up longer than 2 s.
  await azure.inventory.fresh(ids.web01);
  const world = createWorld({ azure: { ...azure, clock } });
  await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7 because patching');
  const rules = (): number =>
    ['nsg-nic', 'nsg-subnet']
      .flatMap(
        (nsg) =>
          sandbox.document(nsgId(nsg))?.properties.securityRules as { properties: { access: string } }[],
      )
      .filter(({ properties }) => properties.access === 'Allow').length;
  const sent = (): number =>
    sandbox.calls().filter(({ path, status }) => path.endsWith('/initiate') && status === 202).length;
  return { world, sandbox, rules, sent };
}

describe.each(Object.entries(CHANGES))('a VM that is %s', (_, change) => {
  it('lets a pending request lapse, and whoever approves is told why', async () => {
    const { world, sandbox, sent } = await asked();
    change(sandbox);
    const answer = await world.click(AVERY, 'approve', 'approval');
    expect(answer.sentence).toContain(ANOTHER);
    expect(await world.request()).toMatchObject({ status: 'lapsed', why: expect.stringContaining(ANOTHER) });
    expect(sent()).toBe(0);
    expect(world.errors).toEqual([]);
  });

  it('is not opened when it happens between approval and opening', async () => {
    const { world, sandbox, rules, sent } = await asked();
    const busy = { kind: 'status', status: 429, code: 'TooManyRequests', retryAfter: 4 } as const;
    sandbox.order({ match: { method: 'POST', pathContains: '/initiate' }, fault: busy });
    await world.click(AVERY, 'approve', 'approval');
    expect((await world.request()).status).toBe('opening');
    change(sandbox);
    await world.pass(20_000, 2_000);
    expect(await world.request()).toMatchObject({
      ...{ status: 'closed', ending: { kind: 'failed', why: expect.stringContaining(ANOTHER) } },
      grants: [{ state: 'failed' }],
    });
    expect([sent(), rules()]).toEqual([0, 0]);
    expect(world.errors).toEqual([]);
  });

  it('is closed when it was open, its rules go, and its requester and on-call are told', async () => {
    const { world, sandbox, rules } = await asked();
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    expect([(await world.request()).status, rules()]).toEqual(['open', 2]);
    change(sandbox);
    await world.pass(150_000, 15_000);
    const gone = { kind: 'gone', why: expect.stringContaining(ANOTHER) };
    expect(await world.request()).toMatchObject({ status: 'closed', ending: gone });
    expect(rules()).toBe(0);
    expect(world.card('request', RILEY)?.card).toMatchObject({ request: { status: 'closed', ending: gone } });
    const notices = world.stage.messages.filter(({ card }) => card.card === 'notice');
    expect(notices.at(-1)?.card).toMatchObject({ request: { status: 'closed', ending: gone } });
    expect(world.errors).toEqual([]);
  });
});
