import { expect, it } from 'vitest';
import { OLLY } from '../../sandbox/demo/people.ts';
import { createWorld } from '../fakes/world.ts';

const SENTENCE = 'Guests cannot ask for access.';

it('whom a chat app turns away has an audit line, once, by name where the app knows it', async () => {
  const world = createWorld();
  const place = world.stage.room(OLLY.id);
  const refusal = { key: 'g', person: OLLY, place, sentence: SENTENCE };
  await world.flow.turnedAway(refusal);
  await world.flow.turnedAway(refusal);
  await world.flow.turnedAway({ key: 'n', place, sentence: SENTENCE });
  const events = await world.store.events({ limit: 10 });
  expect(events.map(({ kind, actor, detail }) => [kind, actor.id, detail])).toEqual([
    ['refused', 'unknown', SENTENCE],
    ['refused', OLLY.id, SENTENCE],
  ]);
});

it('an audit line that cannot be saved is the log’s, and no failure of the chat app', async () => {
  const world = createWorld();
  await world.store.close();
  await world.flow.turnedAway({ key: 'g', place: world.stage.room(OLLY.id), sentence: SENTENCE });
  expect(world.errors).toEqual([expect.stringContaining('a refusal could not be recorded')]);
});
