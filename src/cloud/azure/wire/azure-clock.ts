import { HOUR_MS } from '../../../access/unit-ms.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';

/** Business time by Azure's clock: the machine's own, set right by what Azure's answers say the time is. */
export interface AzureClock extends Clock {
  /** One answer of Azure: its `Date` header, and what the machine's clock was when it was asked for and when it came. */
  heard(date: string | undefined, asked: Date, answered: Date): void;
  /** The machine's own time, as it is without this. */
  machine(): Date;
  /** How far Azure's clock is ahead of the machine's, in milliseconds; undefined before Azure has said. */
  measured(): number | undefined;
}

/** The header counts whole seconds, and answers take their time: what is within this is no skew. */
export const TOLERANCE_MS = 5_000;
/** Farther off than this is believed of neither clock: a wrong time zone, a broken proxy. */
export const MOST_MS = HOUR_MS;
const SAMPLES = 7;
/** One answer alone may come out of somebody's cache. */
const ENOUGH = 3;

/**
 * Measures without any call of its own. Ends are compared with Azure's clock: in a JIT request, in a rule's name, by
 * another machine. So there is one time for all of them, and it is Azure's.
 */
export function createAzureClock(clock: Clock, log: Log): AzureClock {
  const samples: number[] = [];
  let applied = 0;
  const measured = (): number | undefined => medianOf(samples);
  const settle = (): void => {
    const off = measured();
    if (off === undefined || samples.length < ENOUGH || Math.abs(off - applied) <= TOLERANCE_MS) return;
    const believed = Math.abs(off) <= MOST_MS;
    const next = believed && Math.abs(off) > TOLERANCE_MS ? off : 0;
    if (next === applied) return;
    applied = next;
    log.warn(
      { offMs: off },
      `the clock of this machine is ${saySkew(off)}; Ajar allows for it; set it by NTP`,
    );
  };
  return {
    now: () => new Date(clock.now().getTime() + applied),
    spanOf: clock.spanOf,
    wakeAt: (at, call) => clock.wakeAt(new Date(at.getTime() - applied), call),
    heard(date, asked, answered) {
      const said = Date.parse(date ?? '');
      if (Number.isNaN(said)) return;
      samples.push(offsetOf(said, asked.getTime(), answered.getTime()));
      if (samples.length > SAMPLES) samples.shift();
      settle();
    },
    machine: clock.now,
    measured,
  };
}

/**
 * Azure said "within this second", somewhere between asking and answer. Where both clocks may agree, they do: a business clock
 * that runs a thousand times as fast as the world makes of every round trip minutes.
 */
function offsetOf(said: number, asked: number, answered: number): number {
  const [least, most] = [said - answered, said + 999 - asked];
  return least > 0 || most < 0 ? Math.round((least + most) / 2) : 0;
}

function medianOf(samples: readonly number[]): number | undefined {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** `42 s behind Azure's`; `off` is how far Azure's clock is ahead. */
export function saySkew(off: number): string {
  const seconds = Math.round(Math.abs(off) / 1000);
  const long = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return `${long} ${off > 0 ? 'behind' : 'ahead of'} Azure's`;
}
