import { expect, it } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import { vmOf } from '../fakes/vms.ts';
import { createWorld, type World } from '../fakes/world.ts';

function told(world: World, who = AVERY) {
  const card = world.card('approval', who)?.card;
  if (card?.card !== 'approval') throw new Error('There is no approval card.');
  return card.facts;
}

it('an approver reads what is not as it was the last times', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.7');
  expect(told(world).remarks).toEqual(["It is Riley Requester's first time on vm-prod-01."]);
  expect(told(world).tags).toEqual(['env=prod']);
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  await world.say(RILEY, 'open 5986 on vm-prod-01 for 1h from 203.0.113.9');
  expect(told(world).remarks).toEqual(['203.0.113.9 is a new address of theirs.']);
});

it('an approver reads that a VM is stopped', async () => {
  const world = createWorld();
  const cloud = await world.cloud.inventory.all();
  const stopped = vmOf('vm-prod-01', [3389], { tags: { env: 'prod' }, power: 'stopped' });
  world.runner.deps.inventory.all = async () => cloud.map((vm) => (vm.id === stopped.id ? stopped : vm));
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.7');
  expect(told(world).remarks).toContain('vm-prod-01 is stopped.');
});

it('less time than was asked for is offered, never more', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.7');
  expect(told(world, BLAKE).approveFor).toEqual([900_000, 1_800_000]);
});
