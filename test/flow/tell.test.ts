import { describe, expect, it } from 'vitest';
import { ADA } from '../../sandbox/demo/people.ts';
import type { Bulletin } from '../../src/access/bulletin.ts';
import { tell } from '../../src/flow/cards/tell.ts';
import { createWorld, type World } from '../fakes/world.ts';
import { event, NOW } from '../store/samples.ts';

const BULLETIN: Bulletin = { status: 'told', at: NOW, loud: true, title: 'Look', sentences: ['It is open.'] };
const PLACE = { app: 'teams', service: '', conversation: 'on-call' };

const told = async (world: World, bulletin = BULLETIN): Promise<boolean> => {
  const first = await tell(world.runner.deps, {
    ...{ id: 'drift/1', bulletin, places: [PLACE], event: event('drift', { request: 'aj-000009' }) },
  });
  await world.settle();
  return first;
};

const shown = (world: World) => world.stage.messages.filter(({ card }) => card.card === 'bulletin');

describe('a bulletin', () => {
  it('is shown in its places, with one line in the audit log', async () => {
    const world = createWorld();
    expect(await told(world)).toBe(true);
    expect(shown(world)).toMatchObject([
      { card: { bulletin: BULLETIN }, place: { conversation: 'on-call' } },
    ]);
    expect(await world.store.events({ limit: 9 })).toHaveLength(1);
  });

  it('is told once, however often it is found', async () => {
    const world = createWorld();
    await told(world);
    expect(await told(world)).toBe(false);
    expect(shown(world)).toHaveLength(1);
    expect(await world.store.events({ limit: 9 })).toHaveLength(1);
  });

  it('goes to the admins where a loud one cannot be shown', async () => {
    const world = createWorld();
    world.stage.shut.add('on-call');
    await told(world);
    expect(shown(world).map(({ place }) => place.privateTo)).toEqual([ADA.id]);
  });

  it('goes to nobody else where a quiet one cannot be shown', async () => {
    const world = createWorld();
    world.stage.shut.add('on-call');
    await told(world, { ...BULLETIN, loud: false });
    expect(shown(world)).toEqual([]);
  });
});
