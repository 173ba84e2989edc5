import { AJAR } from '../../access/person.ts';
import { decideSetup } from '../../access/setup/decide-setup.ts';
import type { Setup } from '../../access/setup/setup.ts';
import type { SetupStep } from '../../access/setup/setup-step.ts';
import { Conflict, type StoredRecord } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import type { Cause } from '../step/advance.ts';
import { setupCopies } from './copies-setup.ts';
import { dueOfSetup } from './due-setup.ts';
import { SETUP_KINDS, setupEvent } from './event-setup.ts';

type Record = StoredRecord<'setup'>;

/** How often a step is decided again because somebody saved first. */
const TRIES = 20;

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
export async function advanceSetup(
  deps: Deps,
  id: string,
  stepFor: (record: Record) => SetupStepFor | Promise<SetupStepFor>,
  cause: SetupCause,
): Promise<SetupAdvanced> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
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
    const saved = await saveUnlessBeaten(deps, next, step, now, cause);
    if (saved) return { record: saved };
    const told = cause.key === undefined ? undefined : await deps.store.answered(cause.key);
    if (told) return { refused: told.sentence, record }; // the same delivery was handled elsewhere at this moment
  }
  return { refused: `${id} is changing too quickly just now. Try again.` };
}

async function saveUnlessBeaten(
  deps: Deps,
  next: Record,
  step: SetupStep,
  now: Date,
  { app, key, answer }: SetupCause,
): Promise<Record | undefined> {
  const actor = 'by' in step ? step.by.person : AJAR;
  const event = setupEvent(deps, next.body, SETUP_KINDS[step.step], now, {
    ...{ actor, app, detail: detailOf(step) },
    ...('traces' in step ? { traces: step.traces } : {}),
    ...('by' in step ? { entitled: entitlement(next.body, step) } : {}),
  });
  const once =
    key === undefined
      ? {}
      : { once: { key, answer: { sentence: answer?.(next.body) ?? '', refused: false } } };
  const copies = await setupCopies(deps, next.body);
  try {
    const saved = await deps.store.saveRecord(next, { event, copies, ...once });
    deps.nudge();
    return saved;
  } catch (error) {
    if (error instanceof Conflict) return undefined; // somebody else was faster: look again, decide again
    throw error;
  }
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
