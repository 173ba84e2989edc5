import { describe, expect, it } from 'vitest';
import type { FirewallDocument, JitPolicy, Nsg } from '../../sandbox/azure/cloud/documents.ts';
import type { Settings } from '../../sandbox/azure/cloud/world.ts';
import { classic, FIREWALL, INSIDE, PUBLIC } from '../cloud/azure/defender/classic.ts';
import { POLICY } from '../cloud/azure/defender/requests.ts';
import { ids, nsgId, startAzure } from '../cloud/azure/sandbox-azure.ts';
import { initiate } from './jit.ts';
import { openWire } from './wire.ts';

async function start(settings: Partial<Settings> = {}) {
  const { sandbox, clock } = await startAzure({ scenario: classic, settings });
  const wire = await openWire(sandbox);
  const ask = (source = '203.0.113.7', number = 3389) =>
    initiate(wire, clock.now(), { policy: POLICY, vm: ids.web01, number, source });
  const natRules = () =>
    ((sandbox.document(FIREWALL) as FirewallDocument).properties.natRuleCollections ?? []).flatMap(
      ({ properties }) => properties.rules,
    );
  const sources = (): readonly (string | undefined)[] =>
    (sandbox.document(nsgId('nsg-nic')) as Nsg).properties.securityRules
      .filter(({ name, properties }) => name.includes('JITRule-') && properties.access === 'Allow')
      .map(({ properties }) => properties.sourceAddressPrefix);
  return { sandbox, clock, ask, natRules, sources, policy: () => sandbox.document(POLICY) as JitPolicy };
}

describe('an opening through JIT behind a classic firewall', () => {
  it('says its port and the public address at once, and writes a DNAT rule under Defender’s name', async () => {
    const { ask, natRules, policy, clock } = await start();
    const { status, body } = await ask();
    expect(status).toBe(202);
    const { mappedPort } = body.virtualMachines[0].ports[0];
    clock.pass(1000);
    expect(policy().properties.virtualMachines[0]?.publicIpAddress).toBe(PUBLIC);
    expect(policy().properties.requests[0]?.virtualMachines[0]?.ports[0]).toMatchObject({ mappedPort });
    expect(natRules()).toMatchObject([
      {
        ...{ sourceAddresses: ['203.0.113.7'], destinationAddresses: [PUBLIC] },
        ...{ destinationPorts: [String(mappedPort)], translatedAddress: '10.0.0.4', translatedPort: '3389' },
      },
    ]);
    expect(natRules()[0]?.name).toMatch(/^MDC-JIT-/);
  });

  it('takes the rule away at its end, and only its own', async () => {
    const { ask, natRules, clock } = await start();
    await ask();
    await ask('203.0.113.8', 22);
    clock.pass(1000);
    const ports = natRules().flatMap(({ destinationPorts }) => destinationPorts);
    expect(new Set(ports).size).toBe(2);
    clock.pass(61 * 60_000);
    expect(natRules()).toEqual([]);
  });

  it.each([
    ['asked', '203.0.113.7'],
    ['firewall-subnet', INSIDE],
  ] as const)('lets in behind it as it is set: %s', async (firewallNsgSource, source) => {
    const { ask, sources, clock } = await start({ firewallNsgSource });
    await ask();
    clock.pass(1000);
    expect(sources()).toEqual([source]);
  });

  it('has the names of before May 2023 by a setting, and keeps the port of a request that takes its place', async () => {
    const { ask, natRules, clock } = await start({ firewallNames: 'ASC' });
    const first = await ask();
    clock.pass(1000);
    const second = await ask();
    clock.pass(1000);
    const [a, b] = [first, second].map(({ body }) => body.virtualMachines[0].ports[0].mappedPort);
    expect(b).toBe(a);
    expect(natRules()).toHaveLength(1);
    expect(natRules()[0]?.name).toMatch(/^ASC-JIT-/);
  });
});
