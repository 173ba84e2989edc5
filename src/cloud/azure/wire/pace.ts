import type { AnyResponse } from './call.ts';

/** Keeps to a quota that Azure tells with every answer, so that it need not refuse anything. */
export interface Pace {
  /** Resolves when the quota has something left, as far as the last answer told. */
  ready(): Promise<void>;
  note(response: AnyResponse): void;
}

/** What is told beyond this is not believed: nobody waits so long for a list. */
const LONGEST_MS = 15_000;

/**
 * Resource Graph takes 15 queries in 5 seconds of each user, and says how many are left and how long until it is 15 again.
 * https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests
 */
export function createPace(
  sleep: (ms: number) => Promise<unknown> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Pace {
  let waiting: Promise<unknown> | undefined;
  return {
    ready: async () => void (await waiting),
    note({ headers }) {
      const left = headers.get('x-ms-user-quota-remaining');
      if (left === undefined || Number(left) > 0 || waiting) return;
      const rest = sleep(Math.min(LONGEST_MS, millisecondsIn(headers.get('x-ms-user-quota-resets-after'))));
      waiting = rest.then(() => {
        waiting = undefined;
      });
    },
  };
}

/** `00:00:05`; 0 for what cannot be read. */
function millisecondsIn(text = ''): number {
  const [, hours = 0, minutes = 0, seconds = 0] = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text.trim()) ?? [];
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
}
