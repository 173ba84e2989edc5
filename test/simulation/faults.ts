import type { Dice } from './dice.ts';
import { type Instance, startInstance } from './instance.ts';
import type { Life } from './life.ts';
import { WORLD } from './timeline.ts';
import { policyFor } from './town.ts';
import type { Weather } from './weather.ts';
import type { World } from './world.ts';

/** What was done to it. */
export interface Figures {
  faults: number;
  crashes: number;
}

const HOUR_MS = 3_600_000;

type Fault = (world: World, figures: Figures) => void;

/** The weather turns bad in one way for a while. */
const spell =
  (name: string, most: number, turn: (weather: Weather, dice: Dice) => () => void): Fault =>
  (world) => {
    const { timeline, dice, weather, note, watch } = world;
    const ms = dice.between(1_000, Math.max(2_000, most * world.spellsLast));
    note(`fault: ${name} for ${Math.round(ms / 1_000)} s`);
    const back = turn(weather, dice);
    timeline.after(ms, WORLD, () => {
      back();
      watch.records.lastHindered = Math.max(watch.records.lastHindered, timeline.now());
      note(`over: ${name}`);
    });
  };

const set =
  <K extends keyof Weather, N extends keyof Weather[K]>(part: K, name: N, value: Weather[K][N]) =>
  (weather: Weather) => {
    const before = weather[part][name];
    weather[part][name] = value;
    return () => {
      weather[part][name] = typeof before === 'number' ? (0 as Weather[K][N]) : (false as Weather[K][N]);
    };
  };

export const FAULTS: Readonly<Record<string, Fault>> = {
  crash: (world, figures) => {
    const { dice } = world;
    const live = world.instances.filter(({ life }) => life.alive);
    if (live.length === 0) return;
    const { life } = dice.pick(live);
    // At any of its next calls, before or after its effect; or at this moment, wherever it waits.
    mourn(world, life, () => {
      figures.crashes += 1;
    });
    if (dice.chance(0.3)) {
      life.alive = false;
      life.onDeath?.('while it waits');
    } else life.doom = { at: life.calls + dice.between(1, 12), when: dice.pick(['before', 'after']) };
  },
  cloudBusy: spell('the cloud is busy', 60_000, set('cloud', 'busy', 0.6)),
  cloudBroken: spell('the cloud is broken', 60_000, set('cloud', 'broken', 0.5)),
  cloudHangs: spell('the cloud hangs', 90_000, set('cloud', 'hangs', 0.3)),
  cloudRefuses: spell('a right is missing', 60_000, set('cloud', 'refuses', 0.4)),
  cloudFails: spell('the cloud accepts and fails', 90_000, set('cloud', 'fails', 0.7)),
  cloudLags: spell('the cloud shows what was', 120_000, set('cloud', 'lagMs', 4_000)),
  cloudLocked: spell('a lock', 120_000, set('cloud', 'locked', true)),
  cloudStays: spell('Defender forgets its ends', 300_000, set('cloud', 'stays', true)),
  cloudDown: spell('the cloud is down', 120_000, set('cloud', 'down', true)),
  chatDown: spell('the chat is down', HOUR_MS / 6, set('chat', 'down', true)),
  chatBusy: spell('the chat is throttled', 60_000, set('chat', 'busy', 0.6)),
  chatLost: spell('answers of the chat are lost', 60_000, set('chat', 'lost', 0.3)),
  directoryDown: spell('the directory is down', 120_000, set('directory', 'down', true)),
  directoryHangs: spell('the directory hangs', 60_000, set('directory', 'hangs', true)),
  inventoryDown: spell('the inventory is down', 60_000, set('inventory', 'down', true)),
  storeBusy: spell('the store is locked now and then', 30_000, set('store', 'busy', 0.1)),
  storeLost: spell('answers of the store are lost', 30_000, set('store', 'lost', 0.1)),
  storeFull: spell('the disk is full', 30_000, set('store', 'full', true)),
  storeReadOnly: spell('the store is read-only', 30_000, set('store', 'readOnly', true)),
  revoked: ({ cloud, dice }) => {
    const open = cloud.open();
    if (open.length > 0) cloud.tamper(dice.pick(open), 'remove');
  },
  widened: ({ cloud, dice }) => {
    const open = cloud.open();
    if (open.length > 0) cloud.tamper(dice.pick(open), 'widen');
  },
  /** Of one machine: every process on it has the same clock. */
  jump: (world) => {
    world.offMs = world.dice.pick(OFF);
    setClocks(world, world.instances, world.offMs);
    world.watch.records.lastJump = world.timeline.now();
  },
  /** Of several machines: one is off from the others, by as much as is not set right by Azure's clock. */
  skew: (world) =>
    setClocks(world, [world.dice.pick(world.instances)], world.offMs + world.dice.pick([5_000, -5_000, 0])),
};

const OFF = [HOUR_MS, -HOUR_MS, 90_000, -90_000, 0, 0];

/** Who looks for what a wrong clock has put off does so once a minute. */
export const PUT_OFF_MS = 60_000;

function setClocks({ note, watch, timeline }: World, instances: readonly Instance[], skewMs: number): void {
  note(
    `fault: the clock of ${instances.map(({ life }) => life.name).join(', ')} is off by ${skewMs / 1_000} s`,
  );
  for (const { life } of instances) life.skewMs = skewMs;
  watch.records.lastHindered = timeline.now() + PUT_OFF_MS;
  watch.records.lastClock = timeline.now();
}

/** Whoever dies is started anew. */
export function mourn(world: World, life: Life, told: (call: string) => void): void {
  life.onDeath = (call) => {
    world.note(`fault: ${life.name} dies ${call}`);
    world.watch.records.struck.add('crash');
    told(call);
    buried(world, life.name);
  };
}

/** It is started anew after a while, by whoever looks after it. */
function buried(world: World, name: string): void {
  const { timeline, dice, watch } = world;
  watch.records.lastHindered = Math.max(watch.records.lastHindered, timeline.now());
  timeline.after(dice.between(500, 20_000), WORLD, () => revive(world, name));
}

export function revive(world: World, name: string): void {
  const at = world.instances.findIndex(({ life }) => life.name === name && !life.alive);
  const old = world.instances[at];
  if (!old) return;
  const { records } = world.watch;
  records.lastHindered = Math.max(records.lastHindered, world.timeline.now());
  world.instances[at] = startInstance(world, name, old.life.skewMs);
}

/** Every process reads the policy every two seconds. */
export function readPolicies(world: World): void {
  const { timeline } = world;
  timeline.after(2_000, WORLD, () => {
    const read = policyFor(world.membership, world.spans.pending);
    for (const instance of world.instances) instance.policy = () => read;
    readPolicies(world);
  });
}
