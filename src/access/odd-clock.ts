/** How far apart two instants are, in milliseconds, whichever was first: a clock that was set back makes nothing young again. */
export const apart = (one: Date, other: Date): number => Math.abs(other.getTime() - one.getTime());

/** Whether an instant is yet to come. One that is more than twice as far ahead as it can have been put was written by a clock that ran ahead. */
export const isYetToCome = (until: Date, now: Date, mostMs: number): boolean =>
  until > now && apart(now, until) <= 2 * mostMs;
