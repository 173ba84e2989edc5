import { fork } from 'node:child_process';
import { once } from 'node:events';
import { image } from '../image.ts';
import { type Clockwork, createClockwork } from './clockwork.ts';
import type { Ends } from './filled.ts';

export type Figure = Exclude<keyof Clockwork, 'close'>;

/** A clockwork over a store in which so many are open. */
export interface Opened {
  ask(figure: Figure): Promise<number>;
  close(): Promise<void>;
}

export function openHere(file: string, open: number, ends: Ends): Opened {
  const clockwork = createClockwork(file, open, ends);
  return { ask: (figure) => clockwork[figure](), close: clockwork.close };
}

/** In a process of its own, whose memory is nothing but what it takes to look after these. */
export async function openApart(file: string, open: number, ends: Ends): Promise<Opened> {
  const args = [file, String(open), JSON.stringify(ends)];
  // As it is packaged: else the room for young objects, which V8 doubles when it likes, is all that is seen of its memory.
  const env = { ...process.env, ...image().env };
  const child = fork(new URL('child.ts', import.meta.url), args, { execArgv: ['--expose-gc'], env });
  const gone = once(child, 'exit');
  const died = gone.then(([code]) => Promise.reject(new Error(`The clockwork ended with ${code}.`)));
  died.catch(() => undefined);
  const answer = async (): Promise<number> => {
    const [found] = await Promise.race([once(child, 'message'), died]);
    return Number(found);
  };
  await answer();
  return {
    ask(figure) {
      const answered = answer();
      child.send(figure);
      return answered;
    },
    async close() {
      child.disconnect();
      await gone;
    },
  };
}
