import type { Clock } from '../../../src/ports/clock.ts';

/** What is to happen at a later business time. Deeds run in the order of their times, by timer or when someone looks. */
export interface Agenda {
  /** Answers what calls it off. */
  at(ms: number, deed: () => void): () => void;
  /** Runs everything that is due: before each answer, so that no answer is older than its time. */
  catchUp(): void;
  /** Calls everything off. */
  clear(): void;
}

interface Entry {
  readonly ms: number;
  readonly deed: () => void;
  readonly callOff: () => void;
}

export function createAgenda(clock: Clock): Agenda {
  const entries = new Set<Entry>();
  const next = (now: number): Entry | undefined =>
    [...entries].filter((entry) => entry.ms <= now).sort((a, b) => a.ms - b.ms)[0];
  const catchUp = (): void => {
    const now = clock.now().getTime();
    for (let due = next(now); due; due = next(now)) {
      entries.delete(due);
      due.deed();
    }
  };
  return {
    catchUp,
    at(ms, deed) {
      const entry = { ms, deed, callOff: clock.wakeAt(new Date(ms), catchUp) };
      entries.add(entry);
      return () => {
        entries.delete(entry);
        entry.callOff();
      };
    },
    clear() {
      for (const entry of entries) entry.callOff();
      entries.clear();
    },
  };
}
