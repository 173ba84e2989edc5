import { setTimeout as sleep } from 'node:timers/promises';
import type { Door } from '../azure/doors/doors.ts';
import { type Knock, knock } from './knock.ts';

export interface LiveView {
  stop(): void;
}

const EVERY_MS = 500;
/** An address that no rule of the demo's cloud names. */
const STRANGER = '192.0.2.99';

/** Writes what opens and shuts from now on, each with what comes of trying it over a real socket. */
export function watchDoors(
  settle: () => Promise<readonly Door[]>,
  now: () => Date,
  print: (line: string) => void,
): LiveView {
  const watching = new AbortController();
  let before = new Map<string, Door>();
  const look = async (): Promise<void> => {
    const doors = new Map((await settle()).map((door) => [`${door.vm} ${door.port}`, door]));
    if (before.size === 0) print(standing([...doors.values()]));
    else
      for (const [key, door] of doors) {
        const line = await change(before.get(key), door);
        if (line !== '') print(`${clockTime(now())}  ${line}`);
      }
    before = doors;
  };
  const watch = async (): Promise<void> => {
    while (!watching.signal.aborted) {
      await look();
      await sleep(EVERY_MS);
    }
  };
  watch().catch((error: Error) => print(`The view of the ports stopped: ${error.message}`));
  return { stop: () => watching.abort() };
}

/** Some are open by rules that Ajar has nothing to do with; they are not told again. */
function standing(doors: readonly Door[]): string {
  const open = doors.filter((door) => door.open).map(({ port, name }) => `${port} on ${name}`);
  return `Open already, by rules of others: ${open.join(', ')}. What opens and shuts from now on:\n`;
}

async function change(before: Door | undefined, door: Door): Promise<string> {
  const guests = guestsOf(door);
  const gone = guestsOf(before).filter((guest) => !guests.includes(guest));
  const [first, ...others] = guests.filter((guest) => !guestsOf(before).includes(guest));
  const what = `${door.port} on ${door.name}`;
  if (first !== undefined) {
    const tries = await Promise.all([first, STRANGER].map((guest) => attempt(door, guest)));
    return `OPEN  ${what} to ${[first, ...others].join(', ')}, here at ${door.socket}: ${tries.join('; ')}`;
  }
  if (gone.length === 0) return '';
  return `SHUT  ${what} to ${gone.join(', ')}: ${await attempt(door, gone[0] ?? STRANGER)}`;
}

const guestsOf = (door: Door | undefined): readonly string[] => [
  ...new Set(door?.welcome.map(({ source }) => source)),
];

async function attempt({ socket }: Door, address: string): Promise<string> {
  try {
    return `${address} ${wordsFor(await knock(socket, { address }))}`;
  } catch (error) {
    return `${address} could not be tried (${(error as Error).message})`;
  }
}

const wordsFor = (result: Knock): string => {
  if (result === 'refused') return 'finds no port';
  return result === 'reset' ? 'is turned away' : `reads "${result.banner}"`;
};

const clockTime = (at: Date): string => `${at.toISOString().slice(11, 16)} UTC`;
