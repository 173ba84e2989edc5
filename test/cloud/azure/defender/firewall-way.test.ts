import { describe, expect, it } from 'vitest';
import type { FirewallDocument } from '../../../../sandbox/azure/cloud/documents.ts';
import { knock } from '../../../../sandbox/demo/knock.ts';
import { AVERY, BLAKE, RILEY } from '../../../../sandbox/demo/people.ts';
import { findingsOf } from '../../../../src/access/check/judge.ts';
import { createWorld } from '../../../fakes/world.ts';
import { ids, nsgId, startAzure } from '../sandbox-azure.ts';
import { classic, FIREWALL, INSIDE, PUBLIC } from './classic.ts';

async function desk(firewallNsgSource: 'asked' | 'firewall-subnet') {
  const { azure, sandbox, clock } = await startAzure({ scenario: classic, settings: { firewallNsgSource } });
  await azure.inventory.refresh();
  const vm = await azure.inventory.fresh(ids.web01);
  const world = createWorld({ azure: { ...azure, clock } });
  world.runner.deps.inspector.inspect = azure.inspector.inspect;
  /** By the firewall's own address, or at the VM: whoever comes from there. */
  const lets = async (address: string): Promise<boolean> => {
    const doors = (await sandbox.doors()).filter(
      ({ vm: id, port }) => id === FIREWALL || (id === ids.web01 && port === '3389/tcp'),
    );
    const tried = await Promise.all(doors.map(({ socket }) => knock(socket, { address })));
    return tried.some((each) => typeof each === 'object');
  };
  const natRules = () =>
    ((sandbox.document(FIREWALL) as FirewallDocument).properties.natRuleCollections ?? []).flatMap(
      ({ properties }) => properties.rules,
    );
  const open = async (): Promise<void> => {
    await world.say(RILEY, 'open 3389 on web-01 for 1h from 203.0.113.7 because patching');
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    await world.settle();
  };
  const check = async () =>
    findingsOf(await azure.inspector.inspect(vm!), [{ number: 3389, protocol: 'tcp' }]);
  return { world, sandbox, lets, natRules, open, check };
}

describe('a port behind a classic firewall, through JIT, where Azure writes the source that was asked', () => {
  it('is open and says that nothing will connect, and why, and nothing does', async () => {
    const { world, lets, open } = await desk('asked');
    await open();
    const { status, grants } = await world.request();
    expect([status, await lets('203.0.113.7')]).toEqual(['open', false]);
    expect(grants[0]?.obstacle).toContain('is open, but nothing will connect, because');
    expect(grants[0]?.obstacle).toContain(`leads there from ${PUBLIC}:`);
    expect(grants[0]?.obstacle).toMatch(
      /the security groups \(.*nsg-nic.*\) see the firewall's own addresses/,
    );
    expect(grants[0]?.obstacle).toContain(`(${INSIDE}) and keep them out`);
    expect(world.errors).toEqual([]);
  });
});

describe('a port behind a classic firewall, through JIT, where Azure writes the subnet of the firewall', () => {
  it('connects at the firewall, and only for the one who asked', async () => {
    const { world, lets, open, natRules, check } = await desk('firewall-subnet');
    await open();
    const { status, grants } = await world.request();
    const port = Number(natRules()[0]?.destinationPorts[0]);
    expect(status).toBe('open');
    expect(grants).toMatchObject([{ state: 'open', obstacle: '', connect: { address: PUBLIC, port } }]);
    expect([await lets('203.0.113.7'), await lets('203.0.113.8')]).toEqual([true, false]);
    const { remarks, ports } = await check();
    expect(remarks.join(' ')).toContain(`${PUBLIC}:${port} leads to 3389 on web-01 for 203.0.113.7`);
    expect(ports[0]).toMatchObject({ state: 'open' });
    // What is as it was made is no change by somebody else.
    await world.pass(300_000, 60_000);
    expect(await world.request()).toMatchObject({ status: 'open', grants: [{ state: 'open' }] });
    expect(grants[0]?.note).toBeUndefined();
    await world.pass(3_600_000, 300_000);
    expect(await world.request()).toMatchObject({ status: 'closed' });
    expect([natRules(), await lets('203.0.113.7')]).toEqual([[], false]);
    expect(world.errors).toEqual([]);
  });

  it('lets nobody in after an early close, although the firewall keeps its rule until the end, which is said', async () => {
    const { world, lets, open, natRules } = await desk('firewall-subnet');
    await open();
    expect(await lets('203.0.113.7')).toBe(true);
    await world.say(RILEY, 'close aj-000001');
    await world.pass(10_000, 2_000);
    const { status, grants } = await world.request();
    expect([status, natRules().length, await lets('203.0.113.7')]).toEqual(['closed', 1, false]);
    expect(grants[0]?.note).toContain("The firewall's own rule for");
    expect(grants[0]?.note).toContain(
      'it leads nowhere, because the security groups behind it keep the firewall out',
    );
    const events = await world.store.events({ limit: 1_000 });
    expect(JSON.stringify(events.find(({ kind }) => kind === 'closed'))).toContain('it leads nowhere');
    // Its card shows no way in any more.
    expect(JSON.stringify(world.card('request', RILEY)?.card)).not.toContain('"status":"open"');
    await world.pass(3_600_000, 300_000);
    expect([natRules(), await lets('203.0.113.7')]).toEqual([[], false]);
  });

  it.each([
    ['its end', '15m', false],
    ['an early close', '1h', true],
  ])('with a second person at the port: after %s of the first nobody stays in who was shut out', async (_, span, early) => {
    const { world, lets, natRules } = await desk('firewall-subnet');
    await world.say(RILEY, `open 3389 on web-01 for ${span} from 203.0.113.7 because patching`);
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    await world.say(AVERY, 'open 3389 on web-01 for 1h from 203.0.113.8 because looking');
    await world.click(BLAKE, 'approve', 'approval');
    await world.opened();
    expect([await lets('203.0.113.7'), await lets('203.0.113.8')]).toEqual([true, true]);
    if (early) await world.say(RILEY, 'close aj-000001');
    await world.pass(early ? 150_000 : 1_200_000, 15_000);
    expect([(await world.request('aj-000001')).status, await lets('203.0.113.7')]).toEqual(['closed', false]);
    // The rules in the groups name nobody: an early close takes all of them, and the other is told.
    const second = await world.request('aj-000002');
    expect([second.status, await lets('203.0.113.8')]).toEqual(early ? ['closed', false] : ['open', true]);
    if (early) expect(second).toMatchObject({ ending: { kind: 'gone' } });
    expect(natRules()).toHaveLength(early ? 2 : 1);
  });

  it('never says that what is left leads nowhere where somebody lets the firewall in', async () => {
    const { world, sandbox, open } = await desk('firewall-subnet');
    await open();
    for (const nsg of ['nsg-nic', 'nsg-subnet'])
      sandbox.edit({
        ...{ kind: 'put-rule', nsg: nsgId(nsg), name: 'hub', by: 'somebody@contoso.com' },
        properties: {
          ...{ priority: 300, access: 'Allow', direction: 'Inbound', protocol: '*', sourcePortRange: '*' },
          ...{ destinationPortRange: '*', sourceAddressPrefix: '10.1.0.0/28', destinationAddressPrefix: '*' },
        },
      });
    await world.say(RILEY, 'close aj-000001');
    await world.pass(10_000, 2_000);
    const [grant] = (await world.request()).grants;
    expect(grant?.note).not.toContain('leads nowhere');
    expect(grant?.note).toContain('Ajar cannot tell');
  });
});
