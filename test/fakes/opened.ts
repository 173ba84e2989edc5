import { expect } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { obstacles } from '../../src/chat/basics.ts';
import { createWorld, type World } from './world.ts';

export const ASK = 'open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-123';

/** A world in which 3389 on vm-prod-01 was just opened for Riley, with what was prepared before that. */
export async function opened(prepare: (world: World) => void): Promise<World> {
  const world = createWorld();
  prepare(world);
  await world.say(RILEY, ASK);
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  expect((await world.request()).status).toBe('open');
  return world;
}

/** The VM of it. */
export const openedVm = (world: World) => world.cloud.vms.find(({ name }) => name === 'vm-prod-01')!;

/** Why nothing will connect, as Riley's connect card says it. */
export function obstaclesShown(world: World): readonly string[] {
  const card = world.card('connect', RILEY)?.card;
  return card?.card === 'connect' ? obstacles(card.request) : ['no card'];
}
