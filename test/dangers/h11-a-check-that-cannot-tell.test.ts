import { describe, expect, it } from 'vitest';
import { ADA, AVERY, RILEY } from '../../sandbox/demo/people.ts';
import type { Findings } from '../../src/access/check/findings.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { networkOf } from '../fakes/network.ts';
import { ASK, obstaclesShown, opened, openedVm } from '../fakes/opened.ts';
import { createWorld, type World } from '../fakes/world.ts';

const findings = (world: World): Findings => {
  const card = world.card('check', ADA)?.card;
  if (card?.card !== 'check') throw new Error(`Ada was shown no check, but told: ${world.told(ADA)}`);
  return card.findings;
};
const state = (world: World, ports: string): string | undefined =>
  findings(world).ports.find((finding) => finding.ports === ports)?.state;

describe('H11: a check that cannot tell', () => {
  it('says so, and never that anything is shut', async () => {
    const world = createWorld();
    const vm = openedVm(world);
    world.cloud.networks.set(vm.id, new CloudError('denied', 'Ajar may not read the VM.'));
    await world.say(ADA, 'check vm-prod-01');
    expect(world.card('check', ADA)).toBeUndefined();
    expect(world.told(ADA)).toBe(
      'Nothing can be told of vm-prod-01, which does not mean that it is shut. Ajar may not read the VM.',
    );
    const seen = networkOf(vm);
    const groups = [{ name: 'nsg-web', guards: 'interface' as const, rules: undefined }];
    world.cloud.networks.set(vm.id, { ...seen, entrances: [{ ...seen.entrances[0]!, groups }] });
    await world.say(ADA, 'check vm-prod-01');
    expect(state(world, '3389/tcp') ?? state(world, '3389/any')).toBe('unsure');
    expect(findings(world).ports.map((finding) => finding.state)).not.toContain('shut');
  });
});

describe('H11: a look after the opening that cannot tell', () => {
  it('claims nothing, and keeps the access from none of its other deeds', async () => {
    const world = await opened((each) => {
      each.cloud.networks.set(openedVm(each).id, new CloudError('denied', 'Ajar may not read the VM.'));
    });
    expect(obstaclesShown(world)).toEqual([]);
    world.cloud.revoke('aj-000001');
    await world.pass(3 * 60_000);
    expect(await world.request()).toMatchObject({ status: 'closed', ending: { kind: 'gone' } });
  });

  it('claims nothing by rules that could not be read', async () => {
    const world = await opened((each) => {
      const seen = networkOf(openedVm(each));
      const groups = [{ name: 'nsg-web', guards: 'interface' as const, rules: undefined }];
      const entrances = [{ ...seen.entrances[0]!, groups }];
      each.cloud.networks.set(openedVm(each).id, { ...seen, entrances });
    });
    expect(obstaclesShown(world)).toEqual([]);
    expect(await world.request()).toMatchObject({ grants: [{ obstacle: '' }] });
  });

  it('delays neither the opening nor a close while Azure does not answer', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    await world.click(AVERY, 'approve', 'approval');
    world.cloud.inspector.inspect = () => new Promise(() => undefined);
    await world.opened();
    expect((await world.request()).status).toBe('open');
    expect(world.card('connect', RILEY)).toBeDefined();
    await world.say(RILEY, "I'm done with vm-prod-01");
    await world.pass(10_000);
    expect(world.cloud.open()).toEqual([]);
    expect((await world.request()).status).toBe('closed');
  });
});
