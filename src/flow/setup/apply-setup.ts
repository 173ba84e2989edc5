import { notShown } from '../../access/setup/longer.ts';
import { sameRules } from '../../access/setup/rule-faults.ts';
import type { SetupStep } from '../../access/setup/setup-step.ts';
import { sameVm } from '../../access/vm.ts';
import type { JitStanding } from '../../ports/jit-setup.ts';
import { CloudError } from '../../ports/provider.ts';
import type { StoredRecord } from '../../ports/store.ts';
import { tracesOf } from '../deeds/order.ts';
import type { Deps } from '../deps.ts';
import { watchedVms, writesNothing } from '../step/only-watching.ts';
import { consequencesOf } from './propose.ts';

type Record = StoredRecord<'setup'>;

/** Real milliseconds for which a cloud that is busy, or fails in an unknown way, is tried again. */
const GIVE_UP_AFTER_MS = 15 * 60_000;

/** Writes the rules, unless what follows has changed since people agreed to it; undefined to try again later. */
export async function applySetup(deps: Deps, record: Record): Promise<SetupStep | undefined> {
  const { vm, policyId, rules, before } = record.body;
  try {
    const standing = await deps.jitSetup.look(vm);
    const why = whyNot(record.body, standing);
    if (why !== undefined) return { step: 'applyFailed', why };
    if (watchedVms(deps, [standing.vm]).length > 0)
      return { step: 'applyFailed', why: writesNothing(standing.vm) };
    const { traces, note } = await deps.jitSetup.write({ vm, policyId, rules, before });
    return { step: 'applied', traces, ...(note === undefined ? {} : { note }) };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return failed(deps, record, error);
  }
}

/** What people agreed to is not what would be done. What was written already, by a try before a crash, is past that question. */
function whyNot(setup: Record['body'], standing: JitStanding): string | undefined {
  const { vm, policyId, rules, shown } = setup;
  if (!sameVm(vm, standing.vm))
    return `${vm.name} is not the VM any more that was asked for: it was replaced, moved or re-addressed. Nothing was written.`;
  const kept = standing.policies.find(({ id }) => id === policyId)?.rules ?? [];
  if (sameRules(kept, rules)) return undefined;
  const [fresh, ...more] = notShown(shown, consequencesOf(standing, rules));
  if (fresh === undefined) return undefined;
  const others = more.length > 0 ? ` And ${more.length} more.` : '';
  return `More people would lose access than was shown when this was asked, so nothing was written: ask again, and read the list as it is now. New in it: ${fresh}${others}`;
}

function failed(deps: Deps, { id, body }: Record, error: CloudError): SetupStep | undefined {
  const since = body.status === 'applying' ? body.since : deps.clock.now();
  const tooLong = deps.clock.now().getTime() - since.getTime() > deps.clock.spanOf(GIVE_UP_AFTER_MS);
  const passes = error.kind === 'busy' || error.kind === 'broken';
  deps.log.warn({ setup: id, kind: error.kind, reason: error.message }, 'JIT could not be set up yet');
  if (passes && !tooLong) return undefined;
  return { step: 'applyFailed', why: error.message, traces: tracesOf(error) };
}
