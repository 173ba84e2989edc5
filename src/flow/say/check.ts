import { findingsOf } from '../../access/check/judge.ts';
import type { CheckSentence } from '../../access/sentence.ts';
import { isCalled, type Vm } from '../../access/vm.ts';
import type { Said } from '../../ports/chat.ts';
import { CloudError } from '../../ports/provider.ts';
import { refuse, replyPrivately } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { rolesOf } from '../step/roles.ts';
import { vmsNow } from '../vms-now.ts';

/** "check vm-prod-01": who may reach its ports by the rules before it; to those who see all, in private. */
export async function check(deps: Deps, said: Said, sentence: CheckSentence): Promise<void> {
  if (!rolesOf(deps, said).seesAll)
    return refuse(
      deps,
      said,
      'Only auditors, on-call and admins check VMs, since it shows what is open to whom. Write "vms" for those that you may ask for.',
    );
  const found = await findVm(deps, sentence.vm);
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

/** Exactly one VM, whoever may ask for it. */
async function findVm(deps: Deps, name: string): Promise<{ readonly vm: Vm } | { readonly refused: string }> {
  const all = await vmsNow(deps);
  if ('refused' in all) return all;
  const [vm, ...others] = all.vms.filter((each) => isCalled(each, name));
  if (!vm) return { refused: `I know no VM called ${name}. Write "vms" and a part of its name to find it.` };
  if (others.length === 0) return { vm };
  const which = [vm, ...others].map(({ id, resourceGroup }) => `${resourceGroup}: check ${id}`).join('; ');
  return { refused: `There are ${others.length + 1} VMs called ${name}. Write one of these: ${which}.` };
}
