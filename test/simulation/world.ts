import { DatabaseSync } from 'node:sqlite';
import type { Store } from '../../src/ports/store.ts';
import { connectionOver } from '../../src/store/sqlite/connection.ts';
import { makeTables } from '../../src/store/sqlite/schema.ts';
import { storeOver } from '../../src/store/sqlite/store.ts';
import { createPlatform, type Platform } from './chat-app.ts';
import { type Cloud, createCloud, sayEntry } from './cloud.ts';
import { createDice, type Dice } from './dice.ts';
import type { Instance } from './instance.ts';
import { createTimeline, type Timeline } from './timeline.ts';
import { FIRST, type Membership } from './town.ts';
import { createWatch, type Watch } from './watch.ts';
import { fineWeather, type Weather } from './weather.ts';

/** Everything that is, outside of the processes: it goes on when all of them have died. */
export interface World {
  readonly seed: number;
  readonly dice: Dice;
  readonly timeline: Timeline;
  readonly weather: Weather;
  /** Business time of the beginning. */
  readonly epoch: number;
  readonly store: Store;
  readonly cloud: Cloud;
  readonly platform: Platform;
  readonly watch: Watch;
  readonly instances: Instance[];
  /** Accounts that the directory has no more. */
  readonly gone: Set<string>;
  readonly membership: Membership;
  /** The policy file is changed; every process reads it a little later. */
  move(to: Membership): void;
  /** Whether somebody was in a group a moment ago: a process may not have read yet that they are not any more. */
  wasIn(person: string, group: string): boolean;
  /** By how much the clocks of all processes are off, in milliseconds. */
  offMs: number;
  /** How long spells of bad weather are, beside what they are in a short story. */
  spellsLast: number;
  /** How long people wait and ask for, in minutes. */
  spans: Spans;
  readonly trace: string[];
  readonly note: (line: string) => void;
  readonly newId: () => string;
  close(): Promise<void>;
}

export interface Spans {
  readonly pending: number;
  /** At most. */
  readonly asked: number;
}

const SPANS: Spans = { pending: 3, asked: 4 };

const LEASE_MS = 30_000;

/** Lines that are kept at least. */
const TRACE = 20_000;

const EPOCH = Date.parse('2026-01-15T12:00:00Z');

/** Over a store of its own in memory, or over another one. */
export function createWorld(seed: number, store: Store = storeInMemory()): World {
  const dice = createDice(seed);
  const timeline = createTimeline(dice);
  const weather = fineWeather();
  const trace: string[] = [];
  const note = (line: string): void => {
    // Of a long story the end is kept.
    if (trace.length > 2 * TRACE) trace.splice(0, TRACE);
    trace.push(`${clockTime(timeline.now())} ${line}`);
  };
  const members = createMembers(timeline);
  let ids = 0;
  const world: World = {
    ...{ seed, dice, timeline, weather, store, trace, note, epoch: EPOCH },
    ...{ platform: createPlatform(), instances: [], gone: new Set(), offMs: 0, spellsLast: 1, spans: SPANS },
    cloud: createCloud({
      ...{ timeline, dice, weather, epoch: EPOCH, note },
      // A lease is as good as the clock: one that jumps while a call is under way ends it early.
      twice: (entry) =>
        timeline.now() - world.watch.records.lastJump < LEASE_MS ||
        world.watch.violated(`an opening was sent twice: ${sayEntry(entry)}`),
    }),
    get membership() {
      return members.membership;
    },
    ...{ move: members.move, wasIn: members.wasIn },
    get watch() {
      return watch;
    },
    newId: () => {
      // Now and then an id that somebody else has.
      if (!dice.chance(0.02)) ids += 1;
      return `aj-${String(Math.max(1, ids)).padStart(6, '0')}`;
    },
    async close() {
      await store.close();
    },
  };
  const watch = createWatch(world);
  return world;
}

/** As long as it takes until the last process has read a changed policy, and a step that began before has been saved. */
const READ_MS = 20_000;

function createMembers(timeline: Timeline): Pick<World, 'membership' | 'move' | 'wasIn'> {
  const history: { readonly to: Membership; end: number }[] = [{ to: FIRST, end: Number.POSITIVE_INFINITY }];
  return {
    get membership() {
      return (history.at(-1) as (typeof history)[number]).to;
    },
    move(to) {
      // What is so before anything has happened was never otherwise.
      if (timeline.steps === 0) history.pop();
      else (history.at(-1) as (typeof history)[number]).end = timeline.now();
      history.push({ to, end: Number.POSITIVE_INFINITY });
    },
    wasIn: (person, group) =>
      history.some(
        ({ to, end }) =>
          end > timeline.now() - READ_MS &&
          (group === 'approvers' ? to.approvers : to.security).some(({ id }) => id === person),
      ),
  };
}

/** Nothing waits for a file there. */
export function storeInMemory(): Store {
  const db = new DatabaseSync(':memory:');
  makeTables(db);
  return storeOver(connectionOver(db, 'memory'));
}

/** Minutes, seconds and milliseconds since the beginning. */
function clockTime(ms: number): string {
  const [minutes, rest] = [Math.floor(ms / 60_000), ms % 60_000];
  return `${String(minutes).padStart(3)}:${(rest / 1_000).toFixed(3).padStart(6, '0')}`;
}
