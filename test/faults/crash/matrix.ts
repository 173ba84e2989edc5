import type { Store } from '../../../src/ports/store.ts';
import { createDeliveries } from '../../simulation/deliveries.ts';
import { mourn } from '../../simulation/faults.ts';
import { startInstance } from '../../simulation/instance.ts';
import { withTimersOf } from '../../simulation/real-timers.ts';
import { rest, run } from '../../simulation/simulate.ts';
import { BEHIND_FIREWALL } from '../../simulation/town.ts';
import { createWorld, storeInMemory, type World } from '../../simulation/world.ts';
import { type Story, tell } from './stories.ts';

/** By port, for that is what decides it. */
export const PROVIDERS = { defender: 22, nsg: 8080, 'azure-firewall': BEHIND_FIREWALL } as const;

export interface Death {
  /** The call at which it died, such as `after store.save aj-000001`; undefined where it lived to the end. */
  readonly at: string | undefined;
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  /** Every kind of audit event that there was. */
  readonly kinds: readonly string[];
  readonly worstOpenMs: number;
}

/** Where a process dies: before the effect of a call of a port, or after it and before its answer. */
export interface Point {
  readonly call: number;
  readonly when: 'before' | 'after';
}

const LASTS_SECONDS = 105;

/** One story in which the process dies at one call of a port, and another is started over what it left. */
export async function dieAt(
  story: Story,
  port: number,
  point: Point,
  store: Store = storeInMemory(),
): Promise<Death> {
  const world = createWorld(1, store);
  let at: string | undefined;
  try {
    await withTimersOf(world.timeline, async () => {
      const to = begin(world, story, port, point);
      const [first] = world.instances;
      mourn(world, first!.life, (where) => {
        at = where;
      });
      await run(world, (story.lasts ?? LASTS_SECONDS) * 1_000);
      await rest(world, to);
    });
    const { violations, overruns } = world.watch;
    const kinds = (await store.events({ limit: 1_000 })).map(({ kind }) => kind);
    return { at, violations, kinds, trace: world.trace, worstOpenMs: overruns.worstMs };
  } finally {
    for (const { life } of world.instances) life.alive = false;
    await world.close();
  }
}

/** The same, and nobody is started over what it left: `died` is told at that moment. */
export async function dieAlone(
  story: Story,
  port: number,
  point: Point,
  store: Store,
  died: (at: string) => void,
): Promise<void> {
  const world = createWorld(1, store);
  await withTimersOf(world.timeline, async () => {
    begin(world, story, port, point);
    const [first] = world.instances;
    first!.life.onDeath = died;
    await run(world, (story.lasts ?? LASTS_SECONDS) * 1_000);
  });
}

function begin(world: World, story: Story, port: number, { call, when }: Point) {
  const to = createDeliveries(world);
  const first = startInstance(world, 'a');
  world.instances.push(first);
  first.life.doom = { at: call, when };
  tell(world, atPort(to, port), story);
  return to;
}

/** The same story of another port, and so of another provider. */
const atPort = (to: ReturnType<typeof createDeliveries>, port: number): typeof to => ({
  ...to,
  say: (person, text) => to.say(person, text.replace('PORT', String(port))),
});

/** Deaths at every so many-th call from `first` on, each before or after it, until the story ends without one. */
export async function* dieEverywhere(
  story: Story,
  port: number,
  { first, every }: { readonly first: number; readonly every: number },
  open: () => Promise<Store> | Store = storeInMemory,
): AsyncGenerator<Death & { readonly call: number }> {
  for (let call = first, turn = 0; ; call += every, turn += 1) {
    const when = (turn + first) % 2 === 1 ? 'after' : 'before';
    const death = await dieAt(story, port, { call, when }, await open());
    yield { ...death, call };
    if (death.at === undefined) return;
  }
}
