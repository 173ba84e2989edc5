import type { Dice } from './dice.ts';
import type { Owner, Timeline } from './timeline.ts';

/** One process from its start to its end. Once it has ended, nothing of it goes on: no answer ever reaches it. */
export interface Life extends Owner {
  readonly name: string;
  alive: boolean;
  /** How far its clock is off, in milliseconds. */
  skewMs: number;
  /** Port calls so far that change something outside or wait for somebody. */
  calls: number;
  /** It ends at this one of them: before its effect, or after it and before its answer. */
  doom?: { readonly at: number; readonly when: 'before' | 'after' };
  /** Told when it ends by its doom. */
  onDeath?: (call: string) => void;
}

export const createLife = (name: string): Life => ({ name, alive: true, skewMs: 0, calls: 0 });

/**
 * How long the answers of each port take, in milliseconds. A few lengths are enough for every order that things can come in,
 * and what falls on one instant, which is shuffled, is followed by one look of the clockwork instead of many.
 */
const TAKES = {
  ...{
    store: [0, 1, 3],
    chat: [100, 300, 600],
    people: [10, 100],
    inventory: [100, 300],
    cloud: [200, 600, 1_500],
  },
} as const satisfies Record<string, readonly number[]>;

export type PortName = keyof typeof TAKES;

/** One call of a port by a process: its effect at once, its answer later, and its end at either if it is doomed. */
export type Call = <T>(port: PortName, what: string, effect: () => T | Promise<T>) => Promise<T>;

export function callsOf(life: Life, timeline: Timeline, dice: Dice, note: (line: string) => void): Call {
  return async (port, what, effect) => {
    if (!life.alive) return NEVER;
    const isQuick = port === 'store' && QUICK.test(what);
    if (!isQuick) life.calls += 1;
    const { doom, calls } = life;
    const dies = !isQuick && doom?.at === calls;
    if (dies && doom.when === 'before') return end(life, `before ${port}.${what}`);
    const answer = await outcome(effect);
    if (!life.alive) return NEVER;
    if (dies) return end(life, `after ${port}.${what}`);
    // Most reads are answered before anything else happens: what they leave out are steps, not orders of them.
    if (!isQuick || dice.chance(0.2)) await timeline.pause(dice.pick<number>(TAKES[port]), life);
    if ('value' in answer) return answer.value;
    note(`${life.name}: ${port}.${what} failed: ${String(answer.error)}`);
    throw answer.error;
  };
}

/** What reads, or writes nothing that anybody decides by. To end at it is to end after the call before it. */
const QUICK = /^(due|dueRecords|putOff|behind|seal|nextDue|recall|find|answered|copies|holders|list)\b/;

/** What nobody waits for any more. */
export const NEVER: Promise<never> = new Promise(() => undefined);

function end(life: Life, call: string): Promise<never> {
  life.alive = false;
  life.onDeath?.(call);
  return NEVER;
}

async function outcome<T>(effect: () => T | Promise<T>): Promise<{ value: T } | { error: unknown }> {
  try {
    return { value: await effect() };
  } catch (error) {
    return { error };
  }
}
