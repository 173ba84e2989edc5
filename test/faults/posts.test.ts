import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import { createRunner } from '../../src/flow/deeds/run.ts';
import type { ClickVerb } from '../../src/ports/chat.ts';
import { createWorld } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-123';

it('of two processes that find the same new card to be posted, one posts it', async () => {
  const world = createWorld();
  const other = createRunner(world.runner.deps);
  await world.flow.said({ key: 'd1', person: RILEY, text: ASK, place: world.stage.room(RILEY.id) });
  await Promise.all([world.runner.sweep(), other.sweep()]);
  await world.pass(10_000, 2_000);
  const posted = world.stage.messages.map(({ card, place }) => `${card.card} ${place.conversation}`);
  expect(posted).toContain(`approval dm-${AVERY.id}`);
  expect(new Set(posted).size).toBe(posted.length);
});

it('a card that a process died in posting is posted by another, within a lease', async () => {
  const world = createWorld();
  const { show } = world.stage;
  let calls = 0;
  // It never comes back from its first post, and nothing of it goes on.
  world.stage.show = (...args) => {
    calls += 1;
    return calls === 1 ? new Promise(() => undefined) : show(...args);
  };
  const dead = createRunner(world.runner.deps);
  await world.flow.said({ key: 'd1', person: RILEY, text: ASK, place: world.stage.room(RILEY.id) });
  void dead.sweep();
  await world.pass(40_000, 2_000);
  expect(await world.store.behind(new Date(8.64e15), 9)).toEqual([]);
});

it('of two processes that redraw the same card, the slower one does not put what was over what is', async () => {
  const world = createWorld();
  const slow = createRunner(world.runner.deps);
  await world.say(RILEY, ASK);
  const { show } = world.stage;
  const [onItsWay, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let calls = 0;
  const seen: string[] = [];
  world.stage.show = async (card, place, replaces, mentions) => {
    if (card.card === 'request' && replaces !== undefined) {
      calls += 1;
      if (calls === 1) {
        onItsWay.resolve();
        await goOn.promise;
      }
      seen.push(card.request.status);
    }
    return show(card, place, replaces, mentions);
  };
  await click(world, AVERY, 'approve');
  const swept = slow.sweep();
  await onItsWay.promise;
  await world.pass(10_000, 2_000);
  goOn.resolve();
  await swept;
  await world.pass(40_000, 2_000);
  expect(seen.filter((status, at) => status !== seen[at - 1])).toEqual(['opening', 'open']);
});

/** Answered, and nothing is drawn yet. */
function click({ flow, card, key }: ReturnType<typeof createWorld>, person: Person, verb: ClickVerb) {
  const message = card('approval', person);
  if (!message) throw new Error(`${person.name} sees no card.`);
  const where = { place: message.place, message: message.id, request: 'aj-000001', terms: 1 };
  return flow.clicked({ key: key(), person, verb, fields: {}, ...where });
}
