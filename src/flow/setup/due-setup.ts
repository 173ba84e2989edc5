import { isSetupEnded, type Setup } from '../../access/setup/setup.ts';
import type { Work } from '../../ports/store.ts';
import { keptLease } from '../deeds/held-lease.ts';

/** When somebody has to look at the setup next, once this is saved. */
export function dueOfSetup(
  before: { readonly body: Setup; readonly work: Work } | undefined,
  next: Setup,
  now: Date,
  ends?: Date,
): Work {
  if (isSetupEnded(next)) return { attempt: 0 };
  const kept = keptLease(before, now, ends);
  const attempt = before?.body.status === next.status ? before.work.attempt : 0;
  return { attempt, dueAt: nextLook(next, now), ...kept };
}

/** What waits for people is looked at when it lapses; all else is to be done at once. */
const nextLook = (setup: Setup, now: Date): Date =>
  setup.status === 'pending' && setup.approval === 'admin' ? setup.lapsesAt : now;
