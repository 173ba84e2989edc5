import { decide } from '../../access/decide.ts';
import type { Grant } from '../../access/grant.ts';
import { AJAR } from '../../access/person.ts';
import { type AccessRequest, isEnded, type Status } from '../../access/request.ts';
import { decideSetup } from '../../access/setup/decide-setup.ts';
import { isSetupEnded, type Setup, type SetupStatus } from '../../access/setup/setup.ts';
import type { SetupStep } from '../../access/setup/setup-step.ts';
import type { Step } from '../../access/step.ts';
import type { Store } from '../../ports/store.ts';
import { SETUP_KINDS, setupEvent } from '../setup/event-setup.ts';
import { eventOfStep } from '../step/event.ts';

export interface RestoreDeps {
  readonly store: Store;
  readonly now: Date;
  /** The hash of the policy in force. */
  readonly policy: string;
}

const WHY = 'Ajar was restored from a backup and cannot know what became of this since. Ask again.';
/** Of its port too: what was planned then may have been sent since, and only a read tells. */
const WHY_OPENING = `${WHY} What may be open of it is closed.`;

/** More than there can be. */
const ALL = 1_000_000;

/**
 * Of a restored store nothing opens that nobody asks for anew: what waited may have been cancelled or denied since, what was being
 * opened may have been closed again. What is open or being closed is left to the clockwork, which reads the cloud first. Answers
 * how many were ended. Safe to repeat.
 */
export async function endUnfinished(deps: RestoreDeps): Promise<number> {
  const requests = await deps.store.list({ statuses: MAY_OPEN, limit: ALL });
  for (const stored of requests) {
    const { request } = stored;
    const step = stepOf(request, deps.now);
    const decision = decide(request, step, deps.now);
    if ('refused' in decision) throw new Error(`${request.id} could not be ended: ${decision.refused}`);
    const work = { attempt: 0, ...(isEnded(decision.request) ? {} : { dueAt: deps.now }) };
    const event = eventOfStep(decision.request, step, deps.now, 'ajar');
    await deps.store.save({ ...stored, request: decision.request, work }, { event });
  }
  return requests.length + (await endSetups(deps));
}

const MAY_OPEN: readonly Status[] = ['pending', 'approved', 'opening'];

const stepOf = (request: AccessRequest, now: Date): Step =>
  request.status === 'opening'
    ? { step: 'openFailed', why: WHY_OPENING, grants: request.grants.map((grant) => asSent(grant, now)) }
    : { step: 'lapse', why: WHY };

const asSent = (grant: Grant, sentAt: Date): Grant =>
  grant.state === 'planned' ? { ...grant, state: 'sent', sentAt } : grant;

async function endSetups({ store, now, policy }: RestoreDeps): Promise<number> {
  const records = await store.listRecords({ kind: 'setup', limit: ALL });
  const begun = records.filter(({ body }) => !isSetupEnded(body));
  for (const record of begun) {
    const { home, ...setup } = record.body;
    const step = SETUP_ENDS[setup.status];
    if (step === undefined) continue;
    const decision = decideSetup(setup as Setup, step, now);
    if ('refused' in decision) throw new Error(`${record.id} could not be ended: ${decision.refused}`);
    const event = setupEvent(
      { policy: () => ({ hash: policy }) },
      decision.setup,
      SETUP_KINDS[step.step],
      now,
      {
        ...{ actor: AJAR, app: 'ajar', detail: WHY },
      },
    );
    await store.saveRecord({ ...record, body: { ...decision.setup, home }, work: { attempt: 0 } }, { event });
  }
  return begun.length;
}

/** By its status: a setup that was being written is not written again, and what waited for one is not asked for. */
const SETUP_ENDS: Readonly<Record<SetupStatus, SetupStep | undefined>> = {
  pending: { step: 'lapse', why: WHY },
  applying: { step: 'applyFailed', why: WHY },
  continuing: { step: 'continued', outcome: { sentence: WHY } },
  ...{ done: undefined, failed: undefined, denied: undefined, cancelled: undefined, lapsed: undefined },
};
