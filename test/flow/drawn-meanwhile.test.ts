import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { createRunner } from '../../src/flow/deeds/run.ts';
import { createWorld, POLICY, UNHURRIED } from '../fakes/world.ts';

it('a card that was being drawn while somebody else opened the same port says so', async () => {
  const world = createWorld({ policy: UNHURRIED + POLICY });
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.opened();
  const held = Promise.withResolvers<void>();
  const { show } = world.stage;
  let isHeld = false;
  world.stage.show = async (...given) => {
    if (given[0].card === 'request' && given[1].privateTo === RILEY.id && !isHeld) {
      isHeld = true;
      await held.promise;
    }
    return show(...given);
  };
  const { nudge: _, ...deps } = world.runner.deps;
  const runner = createRunner(deps);
  const stored = await world.store.find('aj-000001');
  if (!stored) throw new Error('It is not there.');
  const grants = stored.request.grants.map((grant) => ({ ...grant, note: 'Somebody changed its rule.' }));
  await world.store.release({ ...stored, request: { ...stored.request, grants } });
  const first = runner.sweep();
  await expect.poll(() => isHeld).toBe(true);
  const text = 'ssh on web-01 for 1h from 203.0.113.9';
  await world.flow.said({ key: 'ask', person: AVERY, text, place: world.stage.room(AVERY.id) });
  for (let look = 0; look < 5; look += 1) {
    world.clock.pass(2_000);
    void runner.sweep();
    await sleep(50);
  }
  expect(await world.request('aj-000002')).toMatchObject({ status: 'open' });
  held.resolve();
  await first;
  for (let round = 0; round < 3; round += 1) await runner.sweep();
  expect(world.card('request', RILEY)?.card).toMatchObject({
    facts: { remarks: ['Avery Approver has 22/tcp on web-01 open too (aj-000002).'] },
  });
});
