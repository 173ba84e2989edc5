import { AJAR } from '../../access/person.ts';
import { decideSetup } from '../../access/setup/decide-setup.ts';
import type { Setup } from '../../access/setup/setup.ts';
import type { SetupStep } from '../../access/setup/setup-step.ts';
import type { StoredRecord } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import type { Cause } from '../step/advance.ts';
import { unlessConflict, untilSaved } from '../step/until-saved.ts';
import { setupCopies } from './copies-setup.ts';
import { dueOfSetup } from './due-setup.ts';
import { SETUP_KINDS, setupEvent } from './event-setup.ts';

type Record = StoredRecord<'setup'>;

export type SetupAdvanced =
  | { readonly record: Record }
  | { readonly refused: string; readonly record?: Record };

/** A step may need to be looked up; a refusal found on the way is a sentence. */
type SetupStepFor = SetupStep | { readonly refused: string };

/** Who caused the step, and what they are told once it is saved. */
export type SetupCause = Omit<Cause, 'answer'> & { readonly answer?: (setup: Setup) => string };

/** The setup of this id; undefined where there is none, or it is something else. */
export async function findSetup(deps: Pick<Deps, 'store'>, id: string): Promise<Record | undefined> {
  const record = await deps.store.findRecord(id);
  return record?.kind === 'setup' ? record : undefined;
}

/** Moves a setup one step on: read, decide, save with its audit event. What follows is found by its status. */
export const advanceSetup = (
  deps: Deps,
  id: string,
  stepFor: (record: Record) => SetupStepFor | Promise<SetupStepFor>,
  cause: SetupCause,
): Promise<SetupAdvanced> =>
  untilSaved<SetupAdvanced>(deps, id, cause.key, async () => {
    const record = await findSetup(deps, id);
    if (!record) return { refused: `I know nothing called ${id}.` };
    const step = await stepFor(record);
    if ('refused' in step) return { refused: step.refused, record };
    const { home, ...setup } = record.body;
    const now = deps.clock.now();
    const decision = decideSetup(setup, step, now);
    if ('refused' in decision) return { refused: decision.refused, record };
    const body = { ...decision.setup, home };
    const next: Record = { ...record, body, work: dueOfSetup(record, body, now, cause.ends) };
    const saved = await save(deps, next, step, now, cause);
    return saved ? { record: saved } : { beaten: (refused) => ({ refused, record }) };
  });

/** Undefined where somebody saved first. */
async function save(
  deps: Deps,
  next: Record,
  step: SetupStep,
  now: Date,
  { app, key, answer }: SetupCause,
): Promise<Record | undefined> {
  const actor = 'by' in step ? step.by.person : AJAR;
  const event = setupEvent(deps, next.body, SETUP_KINDS[step.step], now, {
    ...{ actor, app, detail: detailOf(step) },
    ...('traces' in step ? { traces: step.traces ?? [] } : {}),
    ...('by' in step ? { entitled: entitlement(next.body, step) } : {}),
  });
  const sentence = answer?.(next.body) ?? '';
  const once = key === undefined ? {} : { once: { key, answer: { sentence, refused: false } } };
  const copies = await setupCopies(deps, next.body);
  const saved = await unlessConflict(deps.store.saveRecord(next, { event, copies, ...once }));
  if (saved) deps.nudge();
  return saved;
}

function detailOf(step: SetupStep): string {
  if ('why' in step) return step.why ?? '';
  if (step.step === 'continued') return step.outcome.sentence;
  return step.step === 'applied' ? (step.note ?? '') : '';
}

function entitlement({ requester }: Setup, { by }: Extract<SetupStep, { readonly by: unknown }>): string {
  if (by.person.id === AJAR.id) return 'the policy lets an admin do it alone';
  if (by.person.id === requester.id) return 'requester';
  return by.admin ? 'admin' : '';
}
