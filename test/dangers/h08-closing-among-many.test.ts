import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createRunner } from '../../src/flow/deeds/run.ts';
import type { Order, Provider, Sighting } from '../../src/ports/provider.ts';
import { createStoryClock } from '../fakes/clock.ts';
import { createWorld, VMS } from '../fakes/world.ts';
import { along, closing, fresh, grant, minute, open, pending } from '../store/samples.ts';

const MANY = 60;
const READ_MS = 1_000;

it('H8: what is to be closed has the next turn at its port, however many others hold that and are compared', async () => {
  const { runner, store } = createWorld();
  const [vm] = VMS;
  if (!vm) throw new Error('There is no VM.');
  const held = { ...grant('any', 'open'), vm, obstacle: '', target: 'nsg|any', provider: 'nsg' as const };
  for (let at = 0; at < MANY; at += 1) {
    const own = open({ ...pending(`aj-${String(at).padStart(6, '0')}`), grants: [held] });
    const request = { ...own, until: minute(600), warnedAt: minute(1) };
    await store.create(fresh(request, minute(29)), along(request, 'opened'));
  }
  let isClosed = false;
  let reads = 0;
  const see = ({ grants }: Order, state: Sighting['state']): readonly Sighting[] =>
    grants.map(({ key }) => ({ key, state, traces: [] }));
  const read: Provider['read'] = async (order) => {
    reads += 1;
    await sleep(READ_MS);
    return see(order, 'open');
  };
  const close: Provider['close'] = async (order) => {
    isClosed = true;
    return see(order, 'closed');
  };
  const { nudge: _, ...deps } = runner.deps;
  const nsg = { ...deps.providers.nsg, read, close };
  const clock = createStoryClock(1, minute(30).toISOString());
  const clockwork = createRunner({ ...deps, clock, providers: { ...deps.providers, nsg } });
  clockwork.start();
  await expect.poll(() => reads).toBe(1);
  const ended = closing({ ...pending('aj-ended0'), grants: [held] });
  await store.create(fresh(ended, clock.now()), along(ended, 'expire'));
  clockwork.nudge();
  await expect.poll(() => isClosed, { timeout: 10 * READ_MS }).toBe(true);
  await expect.poll(() => reads, { timeout: 5 * READ_MS }).toBeGreaterThan(2); // the others have their turn after it
  await clockwork.stop();
});
