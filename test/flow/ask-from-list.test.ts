import { describe, expect, it } from 'vitest';
import { ADA, AVERY, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import { matchVms } from '../../src/access/vm-filter.ts';
import type { VmRow } from '../../src/ports/card.ts';
import { policyOf } from '../fakes/policy.ts';
import { vmOf } from '../fakes/vms.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

const rowsOf = (world: World, who: Person): readonly VmRow[] => {
  const card = world.card('vms', who)?.card;
  if (card?.card !== 'vms') throw new Error(`${who.name} was shown no VMs, but told: ${world.told(who)}`);
  return card.list.rows;
};

const press = (world: World, who: Person, listed: NonNullable<VmRow['ask']>) =>
  world.flow.form({ person: who, place: world.stage.room(who.id), listed });

describe('the button "Ask" beside a VM in the list', () => {
  it('is there for each VM that the reader may ask for, and opens the form with exactly that VM', async () => {
    const world = createWorld();
    await world.say(RILEY, 'vms');
    const rows = rowsOf(world, RILEY);
    expect(rows.length).toBeGreaterThan(1);
    for (const { vm, ask } of rows) {
      const form = await press(world, RILEY, ask!);
      expect(form.vm?.name).toBe(vm.name);
    }
  });

  it('is not there where no rule lets the reader ask, though they see the VM, nor where nothing could open it', async () => {
    const world = createWorld();
    world.cloud.vms.push({
      ...vmOf('web-set', [], { resourceGroup: 'rg-web' }),
      protection: { unsupported: 'scale-set' },
    });
    await world.say(ADA, 'vms');
    const names = rowsOf(world, ADA)
      .filter(({ ask }) => ask)
      .map(({ vm }) => vm.name);
    const all = matchVms(world.cloud.vms, { words: [], tags: [] }).map(({ name }) => name);
    expect(all).toContain('secret-01');
    expect(names).not.toContain('secret-01');
    await world.say(ADA, 'vms web-set');
    expect(rowsOf(world, ADA).map(({ ask }) => ask)).toEqual([undefined]);
  });

  it("H1: fills in nothing for whoever presses somebody else's button, or another row than there is", async () => {
    const world = createWorld();
    await world.say(RILEY, 'vms');
    const { ask } = rowsOf(world, RILEY)[0]!;
    for (const [who, listed] of [
      [AVERY, ask!],
      [RILEY, { ...ask!, at: 99 }],
      [RILEY, { list: 'form/1', at: 0 }],
    ] as const) {
      const form = await press(world, who, listed);
      expect(form.vm).toBeUndefined();
      expect(form.notice).toContain('That list is more than an hour old, or it is not yours.');
    }
  });

  it('H1: is judged when it is pressed: a rule that is gone since then lets nobody ask', async () => {
    const world = createWorld();
    await world.say(RILEY, 'vms');
    const { ask } = rowsOf(world, RILEY)[0]!;
    world.policy.now = policyOf(POLICY.replaceAll('engineers]', 'approvers]'));
    expect((await press(world, RILEY, ask!)).vm).toBeUndefined();
  });
});
