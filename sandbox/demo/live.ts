import { setTimeout as sleep } from 'node:timers/promises';
import type { Door } from '../azure/doors.ts';

export interface LiveView {
  stop(): void;
}

const EVERY_MS = 500;

/** Writes a line for every door that opens or shuts, beginning with those that are open already. */
export function watchDoors(
  settle: () => Promise<readonly Door[]>,
  now: () => Date,
  print: (line: string) => void,
): LiveView {
  const watching = new AbortController();
  const shown = new Map<string, string>();
  const look = async (): Promise<void> => {
    for (const door of await settle()) {
      const key = `${door.vm} ${door.port}`;
      const state = door.open ? `open to ${guests(door)}` : 'shut';
      const before = shown.get(key) ?? 'shut';
      shown.set(key, state);
      if (state !== before)
        print(`${clockTime(now())}  ${door.port} on ${door.name} is ${state}${where(door)}`);
    }
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

const guests = ({ welcome }: Door): string => [...new Set(welcome.map(({ source }) => source))].join(', ');

const where = ({ open, socket }: Door): string => (open ? `, here at ${socket}` : '');

const clockTime = (at: Date): string => `${at.toISOString().slice(11, 16)} UTC`;
