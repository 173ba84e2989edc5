import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Size } from '../measure.ts';
import { type Asked, answerTo, type DoorName, openHere } from './opened.ts';

/** A server that is measured, in a process of its own: whoever asks it is not counted. */
export interface Door {
  readonly url: string;
  /** Microseconds of CPU since it began. */
  cpu(): Promise<number>;
  /** Prepares requests from this number on, of which each is clicked once. */
  prepare(from: number, count: number): Promise<void>;
  /** Throws unless every one of these is stored as approved. */
  approved(from: number, count: number): Promise<void>;
  stop(): Promise<void>;
}

/** `upstream` is where it finds the vendor. A smoke spares itself the process. */
export async function openDoor(size: Size, name: DoorName, upstream: string): Promise<Door> {
  const { url, ask, stop } = await (size === 'smoke' ? here : apart)(name, upstream);
  return {
    ...{ url, stop },
    cpu: () => ask({ ask: 'cpu' }),
    prepare: async (from, count) => void (await ask({ ask: 'prepare', from, count })),
    async approved(from, count) {
      const found = await ask({ ask: 'approved', from, count });
      if (found !== count) throw new Error(`${name}: of ${count} clicks ${found} are stored.`);
    },
  };
}

interface Reached extends Pick<Door, 'url' | 'stop'> {
  ask(asked: Asked): Promise<number>;
}

async function here(name: DoorName, upstream: string): Promise<Reached> {
  const opened = await openHere(name, upstream);
  return { url: opened.url, ask: (asked) => answerTo(opened, asked), stop: opened.stop };
}

async function apart(name: DoorName, upstream: string): Promise<Reached> {
  const child = fork(new URL('child.ts', import.meta.url), [name, upstream]);
  const gone = once(child, 'exit');
  const died = gone.then(([code]) => Promise.reject(new Error(`${name} ended with ${code}.`)));
  died.catch(() => undefined);
  const answer = async (): Promise<unknown> => {
    const [given] = await Promise.race([once(child, 'message'), died]);
    return given;
  };
  return {
    url: String(await answer()),
    async ask(asked) {
      const answered = answer();
      child.send(asked);
      return Number(await answered);
    },
    async stop() {
      child.disconnect();
      await gone;
    },
  };
}
