import { stricter } from '../../access/policy/policy.ts';
import { POLICY_ACTOR, type Step } from '../../access/step.ts';
import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { openReview } from '../review/open-review.ts';
import { endReplaced } from '../source/replace.ts';
import { advance } from '../step/advance.ts';
import { judgeAgain } from '../step/judge-again.ts';
import { checkOpen } from './check-open.ts';
import { climb } from './climb.ts';
import { closeGrants } from './close-grants.ts';
import { backOff } from './due.ts';
import { type Deed, deedOf } from './follow.ts';
import { isLeased } from './held-lease.ts';
import { inspectOpen } from './inspect-open.ts';
import { ifStill, type Led, postpone } from './lease.ts';
import { openGrants } from './open-grants.ts';
import { startRequest } from './start-request.ts';
import { whyLapsed } from './why-lapsed.ts';

/**
 * Does what the status says, takes the step that it leads to, and goes on with what is due after that. Safe to repeat, anywhere,
 * at any time.
 */
export async function carryOut(deps: Deps, stored: Stored): Promise<void> {
  let next: Stored | undefined = stored;
  while (next) next = await carryOutOne(deps, next);
}

/** Answers what it led to, where that is due at once: whoever is at it need not find it again. */
async function carryOutOne(deps: Deps, stored: Stored): Promise<Stored | undefined> {
  const deed = deedOf(deps, stored.request, deps.clock.now());
  try {
    const led = await DEEDS[deed](deps, stored);
    return led && (await follow(deps, stored, deed, led));
  } catch (error) {
    await postpone(deps, stored, backOff(deps.clock.now(), stored.work.attempt));
    throw error;
  }
}

async function follow(deps: Deps, seen: Stored, deed: Deed, led: Led): Promise<Stored | undefined> {
  const { step, lease, on = seen.request.id } = led;
  const outcome = await advance(deps, on, step, { app: 'ajar', ...(lease ? { ends: lease } : {}) });
  if (!('refused' in outcome)) return isDue(outcome.stored, deps.clock.now()) ? outcome.stored : undefined;
  deps.log.info({ request: seen.request.id, deed, refused: outcome.refused }, 'not now');
  if (outcome.stored) await putOff(deps, seen, outcome.stored, lease);
  return undefined;
}

/** A lease that a step has left there is another process's, which is at it still. */
const isDue = (stored: Stored, now: Date): boolean =>
  stored.work.dueAt !== undefined && stored.work.dueAt <= now && !isLeased(stored, now);

/** A refused step that nobody overtook is tried again, each time later; an overtaken deed gives back its lease. */
async function putOff(deps: Deps, seen: Stored, found: Stored, lease: Date | undefined): Promise<void> {
  const now = deps.clock.now();
  const { attempt, leaseUntil } = found.work;
  if (leaseUntil && leaseUntil.getTime() === lease?.getTime()) await postpone(deps, found, now);
  else if (found.version === seen.version) await postpone(deps, found, backOff(now, attempt));
}

/** One deed leads to one step, or to none yet: then the deed itself has saved when to look again. */
type Done = Promise<Led | undefined>;

const always = (step: Step): Led => ({ step: async () => step });

const DEEDS: Record<Deed, (deps: Deps, stored: Stored) => Done> = {
  start: startRequest,
  // Only as it was seen: an approval that was being saved meanwhile may have given it a later stage, and more time.
  lapse: async (deps, stored) =>
    ifStill(stored, { step: 'lapse', why: await whyLapsed(deps, stored.request) }),
  approve: async (deps) => ({ step: (stored) => approveByPolicy(deps, stored) }),
  climb: async (deps) => ({ step: (stored) => climb(deps, stored) }),
  expire: async (_deps, stored) => ({ ...always({ step: 'expire' }), on: stored }),
  warn: async () => always({ step: 'warn' }),
  open: async (deps, stored) => {
    await endReplaced(deps, stored.request); // whatever crashed between the asking and this
    return openGrants(deps, stored);
  },
  inspect: inspectOpen,
  check: checkOpen,
  close: closeGrants,
  nothing: async () => undefined,
};

/** Auto-approval is judged again like any approval; a policy that has changed its mind lets the request lapse. */
async function approveByPolicy(deps: Deps, stored: Stored): Promise<Step | { readonly refused: string }> {
  const again = await judgeAgain(deps, stored.request);
  if ('refused' in again)
    return again.final ? { step: 'lapse', why: again.refused } : { refused: again.refused };
  const verdict = stricter(stored.request.verdict, again.verdict);
  if (stored.request.breakGlass) await openReview(deps, { ...stored.request, verdict });
  return {
    step: 'approve',
    by: POLICY_ACTOR,
    terms: stored.request.terms,
    verdict: again.verdict,
    standing: [],
  };
}
