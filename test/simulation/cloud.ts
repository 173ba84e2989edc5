import { type Grant, holdOf, sharesRule } from '../../src/access/grant.ts';
import { formatPort } from '../../src/access/port.ts';
import type { Order } from '../../src/ports/provider.ts';
import type { Dice } from './dice.ts';
import { type Timeline, WORLD } from './timeline.ts';
import type { Weather } from './weather.ts';

export type EntryState = 'absent' | 'coming' | 'open' | 'gone' | 'failed';

/** What the cloud really holds for one grant, and what it has held. */
export interface Entry {
  readonly id: string;
  readonly request: string;
  readonly grant: Grant;
  readonly until: number;
  state: EntryState;
  /** Somebody made it let in more than it was to. */
  widened: boolean;
  /** Every state that it has had, since when (the world's milliseconds). */
  readonly history: { readonly at: number; readonly state: EntryState }[];
}

/** The cloud as it is, whatever is said of it. Its clock is always right. */
export interface Cloud {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Every entry, of whatever state, that one rule serves together with this grant. */
  sharing(grant: Grant): readonly Entry[];
  /** How often an opening arrived. */
  readonly initiated: number;
  /** An opening arrives: it is accepted, and open a while later, or never. */
  arrive(order: Order, grant: Grant): void;
  /** A removal arrives; of a shared rule everything goes that it serves. False where a lock stops it. */
  remove(order: Order, grant: Grant): boolean;
  /** What a read shows of an entry; it may be what was so a while ago. */
  look(order: Order, grant: Grant): { readonly state: EntryState; readonly widened: boolean };
  /** Somebody removes, or widens, an open one. */
  tamper(entry: Entry, what: 'remove' | 'widen'): void;
  open(): readonly Entry[];
  /** Whether it is open, or may come yet: what was given an end is not opened after it. */
  mayBeOpen(entry: Entry): boolean;
}

export interface CloudOptions {
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly weather: Weather;
  /** Business time of the world's instant 0. */
  readonly epoch: number;
  readonly note: (line: string) => void;
  /** An opening arrived while the first may be under way. */
  readonly twice: (entry: Entry) => unknown;
}

export function createCloud({ timeline, dice, weather, epoch, note, twice }: CloudOptions): Cloud {
  const entries = new Map<string, Entry>();
  let initiated = 0;
  /** Beside `entries`, so that a day's worth of them is not gone through at every step. */
  const standing = new Set<Entry>();
  const byHold = new Map<string, Map<string, Entry>>();
  const keep = (entry: Entry): void => {
    entries.set(entry.id, entry);
    const hold = holdOf(entry.grant);
    byHold.set(hold, (byHold.get(hold) ?? new Map()).set(entry.id, entry));
  };
  const turn = (entry: Entry, state: EntryState): void => {
    entry.state = state;
    if (state === 'open') standing.add(entry);
    else standing.delete(entry);
    entry.history.push({ at: timeline.now(), state });
    note(`cloud: ${sayEntry(entry)} is ${state}`);
  };
  const isHeldElse = ({ id, grant }: Entry): boolean =>
    [...standing].some((other) => other.id !== id && holdOf(other.grant) === holdOf(grant));
  const idOf = (order: Order, grant: Grant): string => `${order.request} ${grant.key}`;

  const settle = (entry: Entry): void => {
    if (entry.state !== 'coming') return;
    turn(entry, isLate(entry) || dice.chance(weather.cloud.fails) ? 'failed' : 'open');
    if (isOpen(entry) && sharesRule(entry.grant)) endItself(entry);
  };
  const isLate = ({ grant, until }: Entry): boolean => sharesRule(grant) && epoch + timeline.now() >= until;
  /** As Defender does; where it forgets to, somebody else has to. */
  const endItself = (entry: Entry): void => {
    const left = entry.until - epoch - timeline.now();
    timeline.after(left + dice.between(0, 3_000), WORLD, () => {
      if (entry.state === 'open' && !weather.cloud.stays && !weather.cloud.locked) turn(entry, 'gone');
    });
  };

  return {
    entries,
    sharing: (grant) => (sharesRule(grant) ? [...(byHold.get(holdOf(grant))?.values() ?? [])] : []),
    get initiated() {
      return initiated;
    },
    arrive(order, grant) {
      initiated += 1;
      const id = idOf(order, grant);
      const known = entries.get(id);
      if (known && (known.state === 'coming' || known.state === 'open')) {
        twice(known);
        return;
      }
      const entry: Entry = {
        ...{ id, request: order.request, grant, until: order.until.getTime(), widened: false },
        ...{ state: 'coming', history: known?.history ?? [] },
      };
      keep(entry);
      turn(entry, 'coming');
      timeline.after(dice.between(200, 6_000), WORLD, () => settle(entry));
    },
    remove(order, grant) {
      if (weather.cloud.locked) return false;
      const entry = entries.get(idOf(order, grant));
      for (const each of [...standing]) {
        const same = sharesRule(grant) ? holdOf(each.grant) === holdOf(grant) : each === entry;
        if (same) turn(each, 'gone');
      }
      return true;
    },
    look(order, grant) {
      const entry = entries.get(idOf(order, grant));
      if (!entry) return { state: 'absent', widened: false };
      const at = timeline.now() - dice.between(0, weather.cloud.lagMs);
      const state = stateAt(entry, at);
      // The rule stands for as long as anybody's opening needs it, whoever asks.
      const stands = state === 'gone' && sharesRule(grant) && isHeldElse(entry);
      return { state: stands ? 'open' : state, widened: entry.widened };
    },
    tamper(entry, what) {
      if (what === 'remove') turn(entry, 'gone');
      else {
        entry.widened = true;
        note(`cloud: somebody widened ${sayEntry(entry)}`);
      }
    },
    mayBeOpen: (entry) => entry.state === 'open' || (entry.state === 'coming' && !isLate(entry)),
    open: () => [...standing],
  };
}

const isOpen = ({ state }: Entry): boolean => state === 'open';

const stateAt = ({ history }: Entry, at: number): EntryState =>
  history.findLast((each) => each.at <= at)?.state ?? 'absent';

export const sayEntry = ({ request, grant }: Entry): string =>
  `${request} ${grant.key} (${formatPort(grant.port)} on ${grant.vm.name} from ${grant.source})`;
