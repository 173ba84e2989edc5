import type { Work } from '../../ports/store.ts';

interface Worked {
  readonly work: Work;
}

/** Whether somebody is at a deed of it. */
export const isLeased = ({ work: { leaseUntil } }: Worked, now: Date): boolean =>
  leaseUntil !== undefined && leaseUntil > now;

/**
 * The lease that stays when a step is saved: one that is not the step's own to end. A click while the cloud is being asked must
 * not let a second deed begin beside the first.
 */
export const keptLease = (
  before: Worked | undefined,
  now: Date,
  ends: Date | undefined,
): Pick<Work, 'leaseUntil'> => {
  const leaseUntil = before?.work.leaseUntil;
  return leaseUntil && leaseUntil > now && leaseUntil.getTime() !== ends?.getTime() ? { leaseUntil } : {};
};
