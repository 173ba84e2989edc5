import type { NewEvent } from '../../access/audit-event.ts';
import { decide } from '../../access/decide.ts';
import type { Step } from '../../access/step.ts';
import { Conflict, type NewCopy, type Once, type Stored } from '../../ports/store.ts';
import { copiesFor } from '../cards/copies.ts';
import { touch } from '../cards/stale.ts';
import { dueAfter } from '../deeds/due.ts';
import type { Deps } from '../deps.ts';
import { eventOfStep } from './event.ts';

/** How often a step is decided again because somebody saved first; each time means that somebody else moved on. */
const TRIES = 20;

export type Advanced =
  | { readonly stored: Stored }
  | { readonly refused: string; readonly stored?: Stored; readonly confirm?: Confirm };

/** What a sign-in would make an approval of, where that is all that it lacks. */
export interface Confirm {
  readonly terms: number;
}

/** A step may depend on the request as it is read; a refusal found on the way is a sentence. */
export type StepFor = (
  stored: Stored,
) => Promise<Step | { readonly refused: string; readonly confirm?: Confirm }>;

/** The delivery that asks for the step, and what its sender is told once it is saved. */
export interface Cause {
  readonly app: string;
  readonly key?: string;
  readonly answer?: (stored: Stored['request']) => string;
  /** The lease that this step ends: that of the deed which led to it. */
  readonly ends?: Date;
}

/** Moves a request one step on: read, decide, save with its audit event. What follows is found by its status. */
export async function advance(deps: Deps, id: string, stepFor: StepFor, cause: Cause): Promise<Advanced> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const stored = await deps.store.find(id);
    if (!stored) return { refused: `I know no request ${id}. Say "list" to see yours.` };
    const step = await stepFor(stored);
    if ('refused' in step) return { ...step, stored };
    const now = deps.clock.now();
    const decision = decide(stored.request, step, now);
    if ('refused' in decision) return { refused: decision.refused, stored };
    const next = {
      ...stored,
      request: decision.request,
      work: dueAfter(deps, stored, decision.request, now, cause.ends),
    };
    const saved = await saveUnlessBeaten(
      deps,
      next,
      eventOfStep(decision.request, step, now, cause.app),
      cause,
    );
    if (saved) return { stored: saved };
    const told = cause.key === undefined ? undefined : await deps.store.answered(cause.key);
    if (told) return { refused: told.sentence, stored }; // the same delivery was handled elsewhere at this moment
  }
  return { refused: `${id} is changing too quickly just now. Try again.` };
}

async function saveUnlessBeaten(
  deps: Deps,
  next: Stored,
  event: NewEvent,
  cause: Cause,
): Promise<Stored | undefined> {
  const copies: readonly NewCopy[] = await copiesFor(deps, next.request, next.home);
  const once: Once | undefined =
    cause.key !== undefined
      ? { key: cause.key, answer: { sentence: cause.answer?.(next.request) ?? '', refused: false } }
      : undefined;
  try {
    const saved = await deps.store.save(next, { event, copies, ...(once ? { once } : {}) });
    deps.nudge();
    await touch(deps, saved.request);
    return saved;
  } catch (error) {
    if (error instanceof Conflict) return undefined; // somebody else was faster: look again, decide again
    throw error;
  }
}
