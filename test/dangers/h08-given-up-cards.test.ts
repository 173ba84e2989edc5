import { expect, it } from 'vitest';
import { ADA, AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import { createRunner } from '../../src/flow/deeds/run.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

/** Another process, which can write no new cards until it is mended: as far as they go it dies before them. */
function failing(world: ReturnType<typeof createWorld>) {
  const state = { mended: false, shown: 0 };
  const { nudge: _, ...deps } = world.runner.deps;
  const addCopies: typeof world.store.addCopies = async (...given) => {
    if (!state.mended) throw new Error('killed');
    await world.store.addCopies(...given);
  };
  const { stage } = world;
  const place: typeof stage.place = async (name) => {
    if (stage.shut.has(name)) state.shown += 1;
    return stage.place(name);
  };
  const chats = new Map([[stage.app, { ...stage, place }]]);
  const runner = createRunner({ ...deps, chats, store: { ...world.store, addCopies } });
  const pass = async (ms: number, stepMs: number): Promise<void> => {
    for (let left = ms; left > 0; left -= stepMs) {
      world.clock.pass(stepMs);
      await runner.sweep();
    }
  };
  return { state, pass };
}

it('H8: an alarm that a place cannot be shown reaches the admins, whoever dies where it is given up', async () => {
  const world = createWorld();
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.opened();
  const other = failing(world);
  world.stage.shut.add('on-call');
  world.cloud.revoke('aj-000001');
  await other.pass(2 * 60_000, 3_000);
  const alarmed = () =>
    world.stage.messages.flatMap(({ card, place }) => (card.card === 'alert' ? [place.privateTo] : []));
  expect(alarmed()).toEqual([RILEY.id]);
  expect(other.state.shown).toBeLessThan(10);
  other.state.mended = true;
  await other.pass(10 * 60_000, 30_000);
  expect(alarmed()).toEqual([RILEY.id, ADA.id]);
});

it('H8: a request that its place cannot be shown is asked of people, whoever dies where that is given up', async () => {
  const world = createWorld({ policy: POLICY.replace('ask: [direct]', "ask: ['teams:ask']") });
  world.stage.shut.add('ask');
  const other = failing(world);
  const key = 'ask';
  const text = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';
  await world.flow.said({ key, person: RILEY, text, place: world.stage.room(RILEY.id) });
  await other.pass(60_000, 3_000);
  other.state.mended = true;
  await other.pass(10 * 60_000, 30_000);
  const asked = world.stage.messages.flatMap(({ card, place }) =>
    card.card === 'approval' ? [place.privateTo] : [],
  );
  expect(asked).toEqual([AVERY.id, BLAKE.id]);
});
