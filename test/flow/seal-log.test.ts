import { expect, it } from 'vitest';
import { OLLY } from '../../sandbox/demo/people.ts';
import { createRunner } from '../../src/flow/deeds/run.ts';
import { BrokenLog } from '../../src/ports/store.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

it('a log that lacks an event is told to on-call once a day, and what is due is done all the same (H8)', async () => {
  const world = createWorld({ policy: `onCall: [{ id: ${OLLY.id}, name: Olly }]\n${POLICY}` });
  const broken = {
    ...world.store,
    seal: async () => {
      throw new BrokenLog('Audit event 3 is missing: nothing after it is sealed. Run "ajar audit verify".');
    },
  };
  const { nudge: _nudge, ...deps } = world.runner.deps;
  const runner = createRunner({ ...deps, store: broken });
  const told = () =>
    world.stage.messages.flatMap(({ card, place }) =>
      card.card === 'bulletin' && place.privateTo === OLLY.id ? [card.bulletin] : [],
    );
  for (let n = 0; n < 3; n += 1) await runner.sweep();
  expect(runner.lookedAt()).toEqual(world.clock.now());
  expect(told()).toMatchObject([
    {
      title: 'The audit log is broken',
      sentences: [expect.stringContaining('Audit event 3 is missing'), expect.any(String)],
    },
  ]);
  world.clock.pass(86_400_000);
  for (let n = 0; n < 3; n += 1) await runner.sweep();
  expect(told()).toHaveLength(2);
});
