import { expect, it } from 'vitest';
import { ADA } from '../../sandbox/demo/people.ts';
import { createRunner } from '../../src/flow/deeds/run.ts';
import type { Provider, Sighting } from '../../src/ports/provider.ts';
import { createWorld } from '../fakes/world.ts';
import { along, closing, fresh, grant, pending } from '../store/samples.ts';

const MANY = 250;

it('while many ports are being closed cards wait, but never for all of them', async () => {
  const world = createWorld();
  const held = Promise.withResolvers<void>();
  let closed = 0;
  const close: Provider['close'] = async ({ grants }) => {
    closed += 1;
    await held.promise;
    return grants.map(({ key }): Sighting => ({ key, state: 'closed', traces: [] }));
  };
  const card = { slot: 'request', card: 'request', place: world.stage.room(ADA.id) } as const;
  await Promise.all(
    Array.from({ length: MANY }, async (_, at) => {
      const id = `aj-${String(at).padStart(6, '0')}`;
      const grants = [{ ...grant(`vm-${at}`, 'open'), target: `nsg|${at}`, provider: 'nsg' as const }];
      const ended = closing({ ...pending(id), grants });
      await world.store.create(fresh(ended), along(ended, 'expire', { copies: [card] }));
    }),
  );
  const { nudge: _nudge, ...deps } = world.runner.deps;
  const nsg = { ...deps.providers.nsg, close };
  const runner = createRunner({ ...deps, providers: { ...deps.providers, nsg } });
  const first = runner.sweep();
  await expect.poll(() => closed).toBe(200);
  await expect.poll(() => world.stage.messages.length).toBe(10);
  const second = runner.sweep();
  await expect.poll(() => closed).toBe(MANY);
  await expect.poll(() => world.stage.messages.length).toBe(20);
  held.resolve();
  await Promise.all([first, second]);
  for (let round = 0; round < 3; round += 1) await runner.sweep();
  expect(world.stage.messages.length).toBe(MANY);
});
