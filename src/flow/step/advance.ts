import type { NewEvent } from '../../access/audit-event.ts';
import { decide } from '../../access/decide.ts';
import type { Step } from '../../access/step.ts';
import type { Stored } from '../../ports/store.ts';
import { copiesFor } from '../cards/copies.ts';
import { touch } from '../cards/stale.ts';
import { dueAfter } from '../deeds/due.ts';
import type { Deps } from '../deps.ts';
import { eventOfStep } from './event.ts';
import { unlessConflict, untilSaved } from './until-saved.ts';

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

/**
 * Moves a request one step on: read, decide, save with its audit event. What follows is found by its status. Whoever has just
 * read it hands that over: it is saved only if it is still the same, and read anew where it is not.
 */
export function advance(
  deps: Deps,
  what: string | Stored,
  stepFor: StepFor,
  cause: Cause,
): Promise<Advanced> {
  let read = typeof what === 'string' ? undefined : what;
  const id = typeof what === 'string' ? what : what.request.id;
  return untilSaved<Advanced>(deps, id, cause.key, async () => {
    const stored = read ?? (await deps.store.find(id));
    read = undefined;
    if (!stored) return { refused: `I know no request ${id}. Say "list" to see yours.` };
    const step = await stepFor(stored);
    if ('refused' in step) return { ...step, stored };
    const now = deps.clock.now();
    const decision = decide(stored.request, step, now);
    if ('refused' in decision) return { refused: decision.refused, stored };
    const work = dueAfter(deps, stored, decision.request, now, cause.ends);
    const next = { ...stored, request: decision.request, work };
    const saved = await save(deps, next, eventOfStep(decision.request, step, now, cause.app), cause);
    return saved ? { stored: saved } : { beaten: (refused) => ({ refused, stored }) };
  });
}

/** Undefined where somebody saved first. */
async function save(
  deps: Deps,
  next: Stored,
  event: NewEvent,
  { key, answer }: Cause,
): Promise<Stored | undefined> {
  const copies = await copiesFor(deps, next.request, next.home);
  const sentence = answer?.(next.request) ?? '';
  const once = key === undefined ? {} : { once: { key, answer: { sentence, refused: false } } };
  const saved = await unlessConflict(deps.store.save(next, { event, copies, ...once }));
  if (!saved) return undefined;
  deps.nudge();
  await touch(deps, saved.request);
  return saved;
}
