import { act, HABIT_NAMES } from './actors.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { FAULTS, type Figures, PUT_OFF_MS, readPolicies, revive } from './faults.ts';
import { startInstance } from './instance.ts';
import { checkAtRest, isAtRest } from './invariants/at-rest.ts';
import { withTimersOf } from './real-timers.ts';
import { WORLD } from './timeline.ts';
import type { Membership } from './town.ts';
import { clearUp } from './weather.ts';
import { createWorld, type Spans, type World } from './world.ts';

export interface Options {
  /** How long people act and things go wrong, in minutes of simulated time. */
  readonly minutes: number;
  /** On average, in milliseconds. */
  readonly actEveryMs: number;
  readonly faultEveryMs: number;
  /** Up to so many act within one second; one unless said. */
  readonly atOnce?: number;
  /** Who is in the groups at the beginning. */
  readonly membership?: Membership;
  /** Only these, where the seed is not to choose. */
  readonly faults?: readonly string[];
  /** How many of all faults a seed has; it chooses one of these. */
  readonly shares?: readonly number[];
  readonly habits?: readonly string[];
  readonly instances?: number;
  readonly spellsLast?: number;
  readonly spans?: Spans;
  /** These are rare: one of them now and then, on average after so many milliseconds. */
  readonly rare?: { readonly faults: readonly string[]; readonly everyMs: number };
  /** Told of every hour that has passed. */
  readonly passed?: (hour: number) => void;
}

export interface Report extends Figures {
  readonly seed: number;
  readonly requests: number;
  readonly opened: number;
  /** Openings that the cloud took. */
  readonly sent: number;
  readonly steps: number;
  readonly deliveries: number;
  readonly violations: readonly string[];
  readonly worstOpenMs: number;
  readonly worstAtAllMs: number;
  readonly worstLateMs: number;
  readonly trace: readonly string[];
}

/** One whole story from a seed: people and faults for a while, then peace until everything has come to rest. */
export async function simulate(seed: number, options: Options): Promise<Report> {
  const world = createWorld(seed);
  world.spellsLast = options.spellsLast ?? 1;
  world.spans = options.spans ?? world.spans;
  if (options.membership) world.move(options.membership);
  const figures: Figures = { faults: 0, crashes: 0 };
  try {
    const deliveries = createDeliveries(world);
    await withTimersOf(world.timeline, () => live(world, deliveries, figures, options));
    return reportOf(world, deliveries, figures);
  } finally {
    for (const { life } of world.instances) life.alive = false;
    await world.close();
  }
}

async function live(world: World, deliveries: Deliveries, figures: Figures, options: Options): Promise<void> {
  const { dice } = world;
  const end = options.minutes * 60_000;
  const names = ['a', 'b', 'c'].slice(0, options.instances ?? dice.between(1, 3));
  for (const name of names) world.instances.push(startInstance(world, name));
  readPolicies(world);
  // Every seed has habits and faults of its own: with all of them at once, what one needs the other never lets be.
  const habits = options.habits ?? ['ask', 'approve', 'choose', ...some(world, HABIT_NAMES, 0.5)];
  const faults = options.faults ?? some(world, Object.keys(FAULTS), dice.pick(options.shares ?? SHARES));
  world.note(`${names.length} instances; ${faults.join(', ') || 'no faults'}; ${habits.join(', ')}`);
  every(world, options.actEveryMs, end, () => {
    const most = options.atOnce ?? 1;
    for (let left = most === 1 ? 1 : dice.between(1, most); left > 0; left -= 1)
      act(world, deliveries, habits);
  });
  if (faults.length > 0) every(world, options.faultEveryMs, end, () => strike(world, figures, faults));
  if (options.rare) {
    const { faults: rare, everyMs } = options.rare;
    every(world, everyMs, end, () => strike(world, figures, rare));
  }
  for (let hour = 1; hour * HOUR_MS < end; hour += 1) {
    await run(world, hour * HOUR_MS);
    if (world.watch.violations.length === 0) options.passed?.(hour);
  }
  await run(world, end);
  await rest(world, deliveries);
}

const SHARES = [0, 0.15, 0.3, 0.6];

function strike(world: World, figures: Figures, faults: readonly string[]): void {
  const name = world.dice.pick(faults);
  figures.faults += 1;
  world.watch.records.struck.add(name);
  FAULTS[name]?.(world, figures);
}

const HOUR_MS = 3_600_000;

const some = ({ dice }: World, names: readonly string[], share: number): readonly string[] =>
  names.filter(() => dice.chance(share));

function every({ timeline, dice }: World, ms: number, end: number, deed: () => void): void {
  const next = (): void => {
    timeline.after(dice.between(1, 2 * ms), WORLD, () => {
      if (timeline.now() >= end) return;
      deed();
      next();
    });
  };
  next();
}

export async function run(world: World, until: number): Promise<void> {
  const { timeline, watch } = world;
  while (watch.violations.length === 0 && (await timeline.step(until))) watch.step();
}

/** Long enough for everything that waits to lapse, end and be closed. */
const REST_MS = 3 * 3_600_000;
const LOOK_MS = 30_000;

/** Nothing goes wrong any more and nobody does anything: everything comes to its end. */
export async function rest(world: World, deliveries: Deliveries): Promise<void> {
  const { timeline, weather, watch, instances } = world;
  clearUp(weather);
  watch.records.lastHindered = timeline.now() + PUT_OFF_MS;
  for (const { life } of instances) {
    life.skewMs = 0;
    delete life.doom;
    if (!life.alive) revive(world, life.name);
  }
  world.note('peace');
  const end = timeline.now() + REST_MS;
  while (watch.violations.length === 0) {
    await run(world, timeline.now() + LOOK_MS);
    if (timeline.now() >= end || (await isQuiet(world, deliveries))) break;
  }
  if (watch.violations.length === 0) await checkAtRest(world, deliveries);
}

async function isQuiet(world: World, { waiting }: Deliveries): Promise<boolean> {
  const { watch, store, cloud } = world;
  if (waiting > 0 || cloud.open().length > 0) return false;
  if (![...watch.records.last.values()].every(({ request }) => isAtRest(request, world))) return false;
  return (await store.behind(new Date(8.64e15), 1)).length === 0;
}

function reportOf(
  { seed, timeline, watch, trace, cloud }: World,
  { all }: Deliveries,
  figures: Figures,
): Report {
  const { last } = watch.records;
  return {
    ...{ seed, ...figures, requests: last.size, steps: timeline.steps, deliveries: all.length },
    sent: cloud.initiated,
    opened: [...last.values()].filter(({ request }) => 'openedAt' in request && request.openedAt).length,
    ...{ violations: watch.violations, trace },
    ...{
      worstOpenMs: watch.overruns.worstMs,
      worstAtAllMs: watch.overruns.worstAtAllMs,
      worstLateMs: watch.overruns.worstLateMs,
    },
  };
}
