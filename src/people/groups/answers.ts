import type { Clock } from '../../ports/clock.ts';
import { Unknown } from '../../ports/people.ts';

/** How long a good answer counts, of the world's time (HOLES H17). */
const KEPT_MS = 60_000;
/** Questions under way at once, and those that wait for one of them. */
const AT_ONCE = 8;
const MOST_WAITING = 200;
const MOST_KEPT = 10_000;

interface Kept<T> {
  readonly at: Date;
  readonly answer: T;
}

/**
 * Answers of a directory, each for a minute from when it was asked. Only what `isGood` says is kept: somebody who was just put
 * into a group is in it at the next click. The same question asked at once is asked once, and never more than a few are.
 */
export function createAnswers<T>(clock: Clock, isGood: (answer: T) => boolean) {
  const kept = new Map<string, Kept<T>>();
  const underWay = new Map<string, Promise<T>>();
  const lanes = createLanes();
  const known = (key: string): T | undefined => {
    const found = kept.get(key);
    if (found === undefined) return undefined;
    const age = clock.now().getTime() - found.at.getTime();
    if (age >= 0 && age < KEPT_MS) return found.answer;
    kept.delete(key);
    return undefined;
  };
  const keep = (key: string, answer: T, at: Date): void => {
    if (!isGood(answer)) return;
    kept.delete(key);
    kept.set(key, { at, answer });
    const oldest = kept.size > MOST_KEPT ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
  };
  return {
    known,
    keep,
    ask(key: string, work: () => Promise<T>): Promise<T> {
      const before = known(key);
      if (before !== undefined) return Promise.resolve(before);
      const asked = underWay.get(key);
      if (asked) return asked;
      const asking = lanes(async () => {
        const at = clock.now();
        const answer = await work();
        keep(key, answer, at);
        return answer;
      }).finally(() => underWay.delete(key));
      underWay.set(key, asking);
      return asking;
    },
  };
}

/** Lets a few works run at once; the others wait, and beyond many of those nobody waits any more. */
export function createLanes(atOnce = AT_ONCE, mostWaiting = MOST_WAITING) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (waiting.length >= mostWaiting)
        throw new Unknown('Too many look-ups are waiting for the directory just now.');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
