import { setTimeout as sleep } from 'node:timers/promises';
import type { Door } from '../azure/doors/doors.ts';
import { type Knock, knock } from './knock.ts';
import { tryIt } from './try-it.ts';

export interface LiveView {
  stop(): void;
}

const EVERY_MS = 500;
/** An address that no rule of the demo's cloud names. */
const STRANGER = '192.0.2.99';
const LISTED = 4;

/**
 * Writes what opens and shuts from now on, each with what comes of trying it over a real socket. Of the rules that stand at the
 * start nothing is said: whom they let in, they let in without Ajar.
 */
export function watchDoors(
  settle: () => Promise<readonly Door[]>,
  now: () => Date,
  print: (line: string) => void,
): LiveView {
  const watching = new AbortController();
  const look = async (old: ReadonlyMap<string, Rules>, before: Guests): Promise<Guests> => {
    const guests = new Map<string, readonly string[]>();
    for (const door of await settle()) {
      guests.set(keyOf(door), guestsOf(door, old.get(keyOf(door))));
      const said = await change(door, before.get(keyOf(door)) ?? [], guests.get(keyOf(door)) ?? []);
      if (said !== '') print(`${clockTime(now())}  ${said}\n`);
    }
    return guests;
  };
  const watch = async (): Promise<void> => {
    const start = await settle();
    print(standing(start));
    const old = new Map(start.map((door) => [keyOf(door), new Set(door.welcome.map(({ rule }) => rule))]));
    for (let guests: Guests = new Map(); !watching.signal.aborted; await sleep(EVERY_MS))
      guests = await look(old, guests);
  };
  watch().catch((error: Error) => print(`The view of the ports stopped: ${error.message}`));
  return { stop: () => watching.abort() };
}

type Rules = ReadonlySet<string>;
/** Who came in by a rule that was not there at the start, by door. */
type Guests = ReadonlyMap<string, readonly string[]>;

const keyOf = (door: Door): string => `${door.vm} ${door.port}`;

const nameOf = ({ port, name }: Door): string => `${port} on ${name}`;

const guestsOf = ({ welcome }: Door, old: Rules = new Set()): readonly string[] => [
  ...new Set(welcome.filter(({ rule }) => !old.has(rule)).map(({ source }) => source)),
];

function standing(doors: readonly Door[]): string {
  const shut = doors.filter((door) => !door.open);
  const onePerVm = shut.filter((door, index) => shut.findIndex(({ vm }) => vm === door.vm) === index);
  const listed = onePerVm.slice(0, LISTED).map(nameOf);
  return `Shut at the start: ${listed.join(', ')} and ${shut.length - listed.length} more. What Ajar opens and shuts is told here:\n`;
}

async function change(door: Door, before: readonly string[], guests: readonly string[]): Promise<string> {
  const [first, ...others] = guests.filter((guest) => !before.includes(guest));
  if (first !== undefined) {
    const [theirs, strangers] = await Promise.all([attempt(door, first), attempt(door, STRANGER)]);
    return `${nameOf(door)} is open for ${[first, ...others].join(', ')}: it ${theirs}; ${STRANGER} ${strangers}.
           Try it: ${tryIt(door.socket, first)}`;
  }
  const gone = before.filter((guest) => !guests.includes(guest));
  if (gone[0] === undefined) return '';
  return `${nameOf(door)} is shut for ${gone.join(', ')}: it ${await attempt(door, gone[0])}.`;
}

async function attempt({ socket }: Door, address: string): Promise<string> {
  try {
    return wordsFor(await knock(socket, { address }));
  } catch (error) {
    return `could not be tried (${(error as Error).message})`;
  }
}

const wordsFor = (result: Knock): string => {
  if (result === 'refused') return 'finds no port';
  return result === 'reset' ? 'is turned away' : `reads "${result.banner}"`;
};

const clockTime = (at: Date): string => `${at.toISOString().slice(11, 16)} UTC`;
