import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../sandbox/azure/cloud/world.ts';
import { AVERY, RILEY } from '../../../sandbox/demo/people.ts';
import { sweep } from '../../../src/cli/sweep.ts';
import { createWorld } from '../../fakes/world.ts';
import { atVm } from './nsg/stand.ts';
import { ids } from './sandbox-azure.ts';

const HOUR_MS = 3_600_000;
const MINUTES_MS = 300_000;

/** Ajar as it runs, with a port of Defender and one of its own open for an hour. */
async function opened(settings: Partial<Settings>) {
  const there = await atVm({ settings });
  const { azure, clock, sandbox } = there;
  await azure.inventory.refresh();
  // The libraries are loaded at the first call, which takes longer than a look-up may while somebody waits.
  await azure.inventory.fresh(ids.web01.toLowerCase());
  const world = createWorld({ azure: { ...azure, clock: { ...azure.clock, pass: clock.pass } } });
  await world.say(RILEY, 'open 22 and 8080 on web-01 for 1h from 203.0.113.7 because patching');
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  const policyId = ids.web01.replace(
    /providers.*$/,
    'providers/Microsoft.Security/locations/koreacentral/jitNetworkAccessPolicies/default',
  );
  return {
    ...there,
    world,
    /** Azure's own record of what it opened. */
    entry: () => sandbox.document(policyId)?.properties.requests[0].virtualMachines[0].ports[0],
    states: async () => (await world.request()).grants.map(({ state }) => state),
  };
}

describe.each([0, MINUTES_MS, -MINUTES_MS])("with Azure's clock %i ms ahead of ours", (skewMs) => {
  it("gives Defender and its rules their end in Azure's time, and shuts both then", async () => {
    const { azure, entry, ours, world, states, clock } = await opened({ skewMs });
    const { until } = (await world.request()) as unknown as { until: Date };
    const inAzure = clock.now().getTime() + skewMs + HOUR_MS;
    expect(Date.parse(entry().endTimeUtc)).toBe(until.getTime());
    expect(Math.abs(until.getTime() - inAzure)).toBeLessThan(60_000);
    const [, digits = ''] = /-(\d{8}T\d{6})Z$/.exec(ours('nsg-nic')[0]!.name) ?? [];
    expect(until.toISOString().replace(/[-:]/g, '').slice(0, 13)).toBe(digits.slice(0, 13));
    expect(await sweep(azure, azure.clock.now(), () => undefined)).toBe(true);
    expect(await states()).toEqual(['open', 'open']);
    await world.pass(HOUR_MS - 60_000, 60_000);
    expect(await states()).toEqual(['open', 'open']);
    await world.pass(90_000, 10_000);
    expect(await world.request()).toMatchObject({ status: 'closed', ending: { kind: 'expired' } });
    expect(entry()).toMatchObject({ status: 'Revoked', statusReason: 'Expired' });
    expect(ours('nsg-nic')).toEqual([]);
  });
});

describe('an end that Azure was given', () => {
  it('is read for 20 s and then enforced where Azure forgets it; rules of our own go at once', async () => {
    const { world, states, entry, sandbox, ours, lets } = await opened({ expireMs: 86_400_000 });
    const deletes = () =>
      sandbox.calls().filter(({ method, path }) => method === 'DELETE' && path.includes('JITRule'));
    await world.pass(HOUR_MS - 5_000, 300_000);
    await world.pass(12_000, 1_000);
    expect(await states()).toEqual(['open', 'closed']);
    expect([deletes(), ours('nsg-nic')]).toEqual([[], []]);
    await world.pass(18_000, 1_000);
    expect(await states()).toEqual(['closed', 'closed']);
    expect(deletes()).toHaveLength(2);
    expect(entry().status).toBe('Initiated');
    expect(await lets('203.0.113.7')).toBe(false);
    expect(await world.request()).toMatchObject({ status: 'closed', ending: { kind: 'expired' } });
  });

  it('is left to Azure where it keeps it: nothing of Defender is removed by us', async () => {
    const { world, states, sandbox } = await opened({ expireMs: 6_000 });
    await world.pass(HOUR_MS - 5_000, 300_000);
    await world.pass(30_000, 1_000);
    expect(await states()).toEqual(['closed', 'closed']);
    expect(
      sandbox.calls().filter(({ method, path }) => method === 'DELETE' && path.includes('JITRule')),
    ).toEqual([]);
  });
});
