import { findingsOf } from '../../access/check/judge.ts';
import type { CheckSentence } from '../../access/sentence.ts';
import type { Said } from '../../ports/chat.ts';
import { CloudError } from '../../ports/provider.ts';
import { refuse, replyPrivately } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { rolesOf } from '../step/roles.ts';
import { oneVm } from './one-vm.ts';

/** "check vm-prod-01": who may reach its ports by the rules before it; to those who see all, in private. */
export async function check(deps: Deps, said: Said, sentence: CheckSentence): Promise<void> {
  if (!rolesOf(deps, said).seesAll)
    return refuse(
      deps,
      said,
      'Only auditors, on-call and admins check VMs, since it shows what is open to whom. Write "vms" for those that you may ask for.',
    );
  const found = await oneVm(deps, sentence.vm, 'check');
  if ('refused' in found) return refuse(deps, said, found.refused);
  try {
    const findings = findingsOf(await deps.inspector.inspect(found.vm), sentence.ports);
    await replyPrivately(deps, said, { card: 'check', findings });
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    deps.log.warn({ vm: found.vm.id, reason: error.message }, 'a VM could not be checked');
    await refuse(
      deps,
      said,
      `Nothing can be told of ${found.vm.name}, which does not mean that it is shut. ${error.message}`,
    );
  }
}
