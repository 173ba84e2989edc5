import type { AuditKind } from '../../access/audit-event.ts';
import { AJAR } from '../../access/person.ts';
import { decideReview, type ReviewStep } from '../../access/review/decide-review.ts';
import type { AccessReview } from '../../access/review/review.ts';
import type { StoredRecord } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { unlessConflict, untilSaved } from '../step/until-saved.ts';
import { lateCopies } from './copies-review.ts';
import { reviewEvent } from './event-review.ts';

type Record = StoredRecord<'review'>;

export const reviewId = (request: string): string => `review/${request}`;

/** The review of this request; undefined where there is none. */
export async function findReview(deps: Pick<Deps, 'store'>, request: string): Promise<Record | undefined> {
  const record = await deps.store.findRecord(reviewId(request));
  return record?.kind === 'review' ? record : undefined;
}

export type Reviewed = { readonly record: Record } | { readonly refused: string };

interface Cause {
  readonly app: string;
  readonly key?: string;
  readonly answer?: string;
}

const KINDS: Readonly<globalThis.Record<ReviewStep['step'], AuditKind>> = {
  ...{ report: 'reviewLate', review: 'reviewed' },
};

/** Moves a review one step on: read, decide, save with its audit event. Its access stays as it is. */
export const advanceReview = (
  deps: Deps,
  request: string,
  stepFor: (review: AccessReview) => Promise<ReviewStep | { readonly refused: string }>,
  cause: Cause,
): Promise<Reviewed> =>
  untilSaved<Reviewed>(deps, `The review of ${request}`, cause.key, async () => {
    const record = await findReview(deps, request);
    if (!record) return { refused: `${request} was not opened by break-glass: there is nothing to review.` };
    const step = await stepFor(record.body);
    if ('refused' in step) return step;
    const now = deps.clock.now();
    const decision = decideReview(record.body, step, now);
    if ('refused' in decision) return decision;
    const saved = await save(deps, { ...record, body: decision.review }, step, now, cause);
    return saved ? { record: saved } : { beaten: (refused) => ({ refused }) };
  });

/** Undefined where somebody saved first. */
async function save(
  deps: Deps,
  record: Record,
  step: ReviewStep,
  now: Date,
  { app, key, answer = '' }: Cause,
): Promise<Record | undefined> {
  const { body } = record;
  const said =
    step.step === 'review'
      ? { actor: step.by, app, detail: step.found, entitled: `reviewer in ${body.group}` }
      : { actor: AJAR, app, detail: `Nobody of ${body.group} has looked at it yet.` };
  const once = key === undefined ? {} : { once: { key, answer: { sentence: answer, refused: false } } };
  const work = { attempt: 0, ...(body.status === 'waiting' ? { dueAt: body.dueAt } : {}) };
  const event = await reviewEvent(deps, body, KINDS[step.step], now, said);
  const copies = step.step === 'report' ? await lateCopies(deps, body, now) : [];
  const saving = deps.store.saveRecord<'review'>({ ...record, work }, { event, copies, ...once });
  const saved = await unlessConflict(saving);
  if (saved) deps.nudge();
  return saved;
}
