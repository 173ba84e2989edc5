import { createDeliveries } from '../../simulation/deliveries.ts';
import { mourn } from '../../simulation/faults.ts';
import { startInstance } from '../../simulation/instance.ts';
import { withTimersOf } from '../../simulation/real-timers.ts';
import { rest, run } from '../../simulation/simulate.ts';
import { createWorld } from '../../simulation/world.ts';
import { type Story, tell } from './stories.ts';

export interface Death {
  /** The call at which it died, such as `after store.save aj-000001`; undefined where it lived to the end. */
  readonly at: string | undefined;
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  /** Every kind of audit event that there was. */
  readonly kinds: readonly string[];
  readonly worstOpenMs: number;
}

/** When nobody does anything any more. */
const ACTS_MS = 105_000;

/** One story in which the process dies at one call of a port, and another is started over what it left. */
export async function dieAt(
  story: Story,
  port: number,
  call: number,
  when: 'before' | 'after',
  /** Where its store is, otherwise in memory, and who is told at that moment. */
  kept?: { readonly file: string; readonly died: () => void },
): Promise<Death> {
  const world = createWorld(1, kept?.file);
  let at: string | undefined;
  const to = createDeliveries(world);
  try {
    await withTimersOf(world.timeline, async () => {
      const first = startInstance(world, 'a');
      world.instances.push(first);
      first.life.doom = { at: call, when };
      mourn(world, first.life, (where) => {
        at = where;
        kept?.died();
      });
      tell(world, atPort(to, port), story);
      await run(world, ACTS_MS);
      await rest(world, to);
    });
    const { violations, overruns } = world.watch;
    const kinds = (await world.store.events({ limit: 1_000 })).map(({ kind }) => kind);
    return { at, violations, kinds, trace: world.trace, worstOpenMs: overruns.worstMs };
  } finally {
    for (const { life } of world.instances) life.alive = false;
    await world.close();
  }
}

/** The same story of another port, and so of another provider. */
const atPort = (to: ReturnType<typeof createDeliveries>, port: number): typeof to => ({
  ...to,
  say: (person, text) => to.say(person, text.replace('PORT', String(port))),
});
