import type { Clock } from '../../src/ports/clock.ts';

/** What `--clock` says: business time `epochMs` at real time `realStartMs`, running `factor` times as fast as the world's. */
interface Pace {
  readonly epochMs: number;
  readonly factor: number;
  readonly realStartMs: number;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A clock that business time follows: now = epoch + (real - start) * factor. Without a pace it is the world's. */
export function createClock(pace: Pace = { epochMs: 0, factor: 1, realStartMs: 0 }): Clock {
  const now = (): number => pace.epochMs + (Date.now() - pace.realStartMs) * pace.factor;
  return {
    now: () => new Date(now()),
    spanOf: (realMs) => realMs * pace.factor,
    wakeAt(at, call) {
      let timer: NodeJS.Timeout;
      const wait = (): void => {
        const realMs = Math.ceil((at.getTime() - now()) / pace.factor);
        if (realMs <= 0) {
          call();
          return;
        }
        timer = setTimeout(wait, Math.min(realMs, LONGEST_TIMER_MS)).unref();
      };
      timer = setTimeout(wait, 0).unref();
      return () => clearTimeout(timer);
    },
  };
}

/**
 * Reads `EPOCH,FACTOR[,REALSTARTMS]`: EPOCH is an ISO instant or Unix milliseconds, REALSTARTMS the real Unix milliseconds
 * at which it held (this process's start when left out). Throws a sentence that says what to write.
 */
export function readPace(text: string, processStartMs: number): Pace {
  const [epoch = '', factor = '', realStart, ...rest] = text.split(',').map((part) => part.trim());
  const epochMs = /^\d+$/.test(epoch) ? Number(epoch) : Date.parse(epoch);
  const pace = {
    epochMs,
    factor: Number(factor),
    realStartMs: realStart ? Number(realStart) : processStartMs,
  };
  const whole = rest.length === 0 && Number.isFinite(epochMs) && Number.isFinite(pace.realStartMs);
  if (whole && pace.factor > 0 && Number.isFinite(pace.factor)) return pace;
  throw new Error(
    `The clock "${text}" cannot be read. Write EPOCH,FACTOR or EPOCH,FACTOR,REALSTARTMS, such as 2026-01-05T09:00:00Z,60.`,
  );
}
