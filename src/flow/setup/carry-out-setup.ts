import { AJAR } from '../../access/person.ts';
import type { Setup } from '../../access/setup/setup.ts';
import type { SetupStep } from '../../access/setup/setup-step.ts';
import type { StoredRecord } from '../../ports/store.ts';
import { backOff } from '../deeds/due.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import { rolesOf } from '../step/roles.ts';
import { unlessConflict } from '../step/until-saved.ts';
import { advanceSetup } from './advance-setup.ts';
import { applySetup } from './apply-setup.ts';
import { continueWish } from './continue-wish.ts';
import { approvalFor } from './who-may.ts';

type Record = StoredRecord<'setup'>;

/** Real milliseconds: a policy is read, written and read back, perhaps more than once; a second writer would change nothing. */
const LEASE_MS = 120_000;

/** Does what the status says, once, and takes the step that it leads to. Safe to repeat, anywhere, at any time. */
export async function carryOutSetup(deps: Deps, record: Record): Promise<void> {
  const deed = deedOf(record.body, deps.clock.now());
  if (deed === 'nothing') return;
  if (deed === 'lapse') return take(deps, record, { step: 'lapse', why: 'Nobody answered in time.' });
  if (deed === 'approve') return approveAlone(deps, record);
  const leased = await lease(deps, record);
  if (!leased) return;
  try {
    const step = await (deed === 'apply' ? applySetup : continueWish)(deps, leased);
    if (step) await take(deps, leased, step);
    else await putOff(deps, leased);
  } catch (error) {
    await putOff(deps, leased);
    throw error;
  }
}

/** The status is the to-do list. */
function deedOf(setup: Setup, now: Date): 'lapse' | 'approve' | 'apply' | 'continue' | 'nothing' {
  switch (setup.status) {
    case 'pending':
      if (now >= setup.lapsesAt) return 'lapse';
      return setup.approval === 'none' ? 'approve' : 'nothing';
    case 'applying':
      return 'apply';
    case 'continuing':
      return 'continue';
    case 'done':
    case 'failed':
    case 'denied':
    case 'cancelled':
    case 'lapsed':
      return 'nothing';
    default:
      return setup satisfies never;
  }
}

/** By the policy of now: who was an admin when they asked may be none any more, or another may have to approve it by now. */
async function approveAlone(deps: Deps, record: Record): Promise<void> {
  const { requester, terms } = record.body;
  if ((await rolesOf(deps, { person: requester })).unsure !== undefined) return putOff(deps, record);
  const alone = (await approvalFor(deps, { person: requester }, false)) === 'none';
  const step: SetupStep = alone
    ? { step: 'approve', by: { person: AJAR, admin: false }, terms, approval: 'none' }
    : { step: 'lapse', why: 'The policy asks for another admin by now. It has to be asked again.' };
  return take(deps, record, step);
}

/** A deed's step holds only for what the deed was begun on. */
async function take(deps: Deps, seen: Record, step: SetupStep): Promise<void> {
  const { leaseUntil } = seen.work;
  const outcome = await advanceSetup(
    deps,
    seen.id,
    ({ version }) =>
      version === seen.version ? step : { refused: 'It moved on while this was being done.' },
    { app: 'ajar', ...(leaseUntil ? { ends: leaseUntil } : {}) },
  );
  if ('refused' in outcome)
    deps.log.info({ setup: seen.id, step: step.step, refused: outcome.refused }, 'not now');
}

/** Begins a deed; undefined when somebody else did. */
function lease(deps: Deps, record: Record): Promise<Record | undefined> {
  const until = later(deps.clock.now(), deps.clock.spanOf(LEASE_MS));
  const work = { attempt: record.work.attempt + 1, dueAt: until, leaseUntil: until };
  return unlessConflict(deps.store.holdRecord({ ...record, work }));
}

async function putOff(deps: Deps, record: Record): Promise<void> {
  const { attempt } = record.work;
  const dueAt = backOff(deps.clock.now(), attempt);
  await unlessConflict(deps.store.holdRecord({ ...record, work: { attempt, dueAt } }));
}
