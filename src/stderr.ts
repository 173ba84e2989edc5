import { write, writeSync } from 'node:fs';

/** Where lines of the log go. */
interface Output {
  write(line: string): void;
}

/** So much is kept for a reader that does not read, in characters; what comes then is lost. */
const MOST_WAITING = 4 * 1024 * 1024;
/** Until a pipe that is full is tried again; real milliseconds. */
const FULL_MS = 100;

/**
 * Lines, in their order and without waiting for them. What cannot be written is lost, and nothing else is: Ajar closes ports
 * also where the disk below its log is full, or nobody reads it. What waits when the process ends is written then, as far as it
 * can be. Pino's own destination throws what it cannot write, and tries it again for ever as the process ends.
 */
function createOutput(fd: number): Output {
  let waiting: string[] = [];
  let length = 0;
  let rest: Buffer | undefined;
  let isBusy = false;
  let isSent = false;
  const take = (): Buffer | undefined => {
    if (rest || waiting.length === 0) return rest;
    rest = Buffer.from(waiting.join(''));
    [waiting, length] = [[], 0];
    return rest;
  };
  const next = (): void => {
    const text = take();
    isBusy = text !== undefined;
    if (text === undefined) return;
    isSent = true;
    write(fd, text, (error, written) => {
      isSent = false;
      if (error?.code === 'EAGAIN') {
        setTimeout(next, FULL_MS).unref();
        return;
      }
      rest = error || written === text.length ? undefined : text.subarray(written);
      next();
    });
  };
  process.on('exit', () => {
    // What was handed over may be written already.
    if (isSent) rest = undefined;
    try {
      for (let text = take(); text; text = take()) {
        const written = writeSync(fd, text);
        rest = written === text.length ? undefined : text.subarray(written);
      }
    } catch {
      // Nobody is there to be told.
    }
  });
  return {
    write(line) {
      if (length + line.length > MOST_WAITING) return;
      waiting.push(line);
      length += line.length;
      if (isBusy) return;
      isBusy = true;
      // Not at once: what is said in the moment in which the process ends is then written by itself.
      setImmediate(next);
    },
  };
}

/** Standard error, for every log of this process. */
let opened: Output | undefined;
export const stderr = (): Output => {
  opened ??= createOutput(2);
  return opened;
};
