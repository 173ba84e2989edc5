import { POLICY_ACTOR, type Step } from '../access/decide.ts';
import type { Stored } from '../ports/store.ts';
import { advance, type StepFor } from './advance.ts';
import { checkOpen } from './check-open.ts';
import { closeGrants } from './close-grants.ts';
import type { Deps } from './deps.ts';
import { backOff } from './due.ts';
import { type Deed, deedOf } from './follow.ts';
import { judgeAgain } from './judge-again.ts';
import { unlessConflict } from './lease.ts';
import { openGrants } from './open-grants.ts';

/** Does what the status says, once, and takes the step that it leads to. Safe to repeat, anywhere, at any time. */
export async function carryOut(deps: Deps, stored: Stored): Promise<void> {
  const deed = deedOf(deps, stored.request, deps.clock.now());
  const step = await DEEDS[deed](deps, stored);
  if (!step) return;
  const outcome = await advance(deps, stored.request.id, step, { app: 'ajar' });
  if ('refused' in outcome) await putOff(deps, stored, deed, outcome);
}

/** A refused step whose request nobody moved is tried again, each time later; one that was overtaken has its own next look. */
async function putOff(
  deps: Deps,
  seen: Stored,
  deed: Deed,
  { refused, stored }: { readonly refused: string; readonly stored?: Stored },
): Promise<void> {
  deps.log.info({ request: seen.request.id, deed, refused }, 'not now');
  if (stored?.version !== seen.version) return;
  const { attempt } = seen.work;
  const put = { ...stored, work: { attempt: attempt + 1, dueAt: backOff(deps.clock.now(), attempt) } };
  await unlessConflict(deps.store.release(put));
}

/** One deed leads to one step, or to none yet: then the deed itself has saved when to look again. */
type Done = Promise<StepFor | undefined>;

const always =
  (step: Step): StepFor =>
  async () =>
    step;

const DEEDS: Record<Deed, (deps: Deps, stored: Stored) => Done> = {
  lapse: async () => always({ step: 'lapse', why: 'Nobody answered in time.' }),
  approve: async (deps) => (stored) => approveByPolicy(deps, stored),
  expire: async () => always({ step: 'expire' }),
  warn: async () => always({ step: 'warn' }),
  open: openGrants,
  check: checkOpen,
  close: closeGrants,
  nothing: async () => undefined,
};

/** Auto-approval is judged again like any approval; a policy that has changed its mind lets the request lapse. */
async function approveByPolicy(deps: Deps, stored: Stored): Promise<Step | { readonly refused: string }> {
  const again = await judgeAgain(deps, stored.request);
  if ('refused' in again)
    return again.final ? { step: 'lapse', why: again.refused } : { refused: again.refused };
  return { step: 'approve', by: POLICY_ACTOR, terms: stored.request.terms, verdict: again.verdict };
}
