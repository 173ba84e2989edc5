import { expect, it } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import { createClock } from '../../src/clock.ts';
import { createRunner } from '../../src/flow/deeds/run.ts';
import { createWorld } from '../fakes/world.ts';

it('a clockwork that is stopped amid a look begins no deed of what it finds, and has ended when it says so', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7');
  const [waiting] = await world.store.list({ requester: RILEY.id, limit: 1 });
  const [looking, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const written: string[] = [];
  const noting = (name: string) => async (): Promise<never> => {
    written.push(name);
    throw new Error('The store is closed.');
  };
  const { nudge: _nudge, ...deps } = world.runner.deps;
  const store = {
    ...world.store,
    due: async () => {
      looking.resolve();
      await held.promise;
      return waiting ? [waiting] : [];
    },
    ...{ save: noting('save'), lease: noting('lease'), release: noting('release') },
  };
  const runner = createRunner({ ...deps, store, clock: createClock() });
  runner.start();
  await looking.promise;
  const stopped = runner.stop();
  held.resolve();
  await stopped;
  await new Promise((resolve) => setImmediate(resolve));
  expect([waiting?.request.status, written]).toEqual(['opening', []]);
});
