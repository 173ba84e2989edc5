/** What this process cannot read and looks at again later, by id, so that neither the log nor the sweep is filled with it. */
export interface PutOff {
  /** Whether its time has not come again. */
  has(id: string, now: Date): boolean;
  add(id: string, now: Date): void;
  /** When it is to be looked at, of what is due at `at`. */
  until(id: string, at: number): number;
  count(): number;
}

const AGAIN_MS = 5 * 60_000;

/**
 * In this process alone: a newer Ajar beside it may well be able to read it, and has to find it when it is due.
 */
export function createPutOff(): PutOff {
  const times = new Map<string, number>();
  return {
    has: (id, now) => (times.get(id) ?? Number.NEGATIVE_INFINITY) > now.getTime(),
    add: (id, now) => {
      times.set(id, now.getTime() + AGAIN_MS);
    },
    until: (id, at) => Math.max(at, times.get(id) ?? at),
    count: () => times.size,
  };
}
