import type { Dice } from './dice.ts';
import { inRealTime } from './real-time.ts';

/** Whose event it is: what belongs to a process that died never happens. */
export interface Owner {
  readonly alive: boolean;
}

/** The world itself, which never dies. */
export const WORLD: Owner = { alive: true };

/** One queue of everything that is going to happen, in the order of its time; what falls on one instant is shuffled. */
export interface Timeline {
  /** The world's milliseconds since the beginning. */
  now(): number;
  /** In so many milliseconds; answers what calls it off. */
  after(ms: number, owner: Owner, run: () => void): () => void;
  /** Ends so many milliseconds later, unless its owner dies before that. */
  pause(ms: number, owner: Owner): Promise<void>;
  /** Something real, such as a server's answer: this time stands still until it is over. One after the other, so that it can be had again. */
  real<T>(work: () => Promise<T>): Promise<T>;
  /** Lets the next event happen, and everything that follows from it at once. False when nothing is left before `until`. */
  step(until: number): Promise<boolean>;
  readonly steps: number;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly owner: Owner;
  run: (() => void) | undefined;
}

export function createTimeline(dice: Dice): Timeline {
  const heap: Entry[] = [];
  let now = 0;
  let steps = 0;
  let underWay = 0;
  let last: Promise<void> | undefined;
  /** Everything that is only promised has come about, and so has everything real. */
  const settled = async (): Promise<void> => {
    do await new Promise((resolve) => setImmediate(resolve));
    while (underWay > 0);
  };
  const after: Timeline['after'] = (ms, owner, run) => {
    const entry: Entry = { at: now + Math.max(0, ms), order: dice.next(), owner, run };
    push(heap, entry);
    return () => {
      entry.run = undefined;
    };
  };
  return {
    after,
    now: () => now,
    get steps() {
      return steps;
    },
    pause: (ms, owner) => new Promise((resolve) => void after(ms, owner, resolve)),
    async real(work) {
      underWay += 1;
      const before = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      try {
        if (underWay > 1) await before;
        return await inRealTime(work);
      } finally {
        underWay -= 1;
        resolve();
      }
    },
    async step(until) {
      for (;;) {
        const [first] = heap;
        if (!first || first.at > until) {
          now = Math.max(now, until);
          return false;
        }
        pop(heap);
        if (first.run === undefined || !first.owner.alive) continue;
        now = first.at;
        steps += 1;
        first.run();
        await settled();
        return true;
      }
    },
  };
}

const isBefore = (a: Entry, b: Entry): boolean => (a.at === b.at ? a.order < b.order : a.at < b.at);

function push(heap: Entry[], entry: Entry): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const up = (at - 1) >> 1;
    if (!isBefore(entry, heap[up] as Entry)) break;
    heap[at] = heap[up] as Entry;
    at = up;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop() as Entry;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let down = 2 * at + 1;
    if (down >= heap.length) break;
    if (down + 1 < heap.length && isBefore(heap[down + 1] as Entry, heap[down] as Entry)) down += 1;
    if (!isBefore(heap[down] as Entry, last)) break;
    heap[at] = heap[down] as Entry;
    at = down;
  }
  heap[at] = last;
}
