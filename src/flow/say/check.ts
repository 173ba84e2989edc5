import { findingsOf } from '../../access/check/judge.ts';
import { flowsFrom, lookFrom, withLook } from '../../access/check/look-from.ts';
import type { CheckSentence } from '../../access/sentence.ts';
import type { VmRef } from '../../access/vm.ts';
import type { Said } from '../../ports/chat.ts';
import { CloudError } from '../../ports/provider.ts';
import { refuse, replyPrivately } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { rolesOf } from '../step/roles.ts';
import { sourcesOf } from './complete-ask.ts';
import { oneVm } from './one-vm.ts';

/** "check vm-prod-01", "check 3389 on vm-prod-01 from 203.0.113.7": who may reach its ports by the rules before it; to those who see all, in private. */
export async function check(deps: Deps, said: Said, sentence: CheckSentence): Promise<void> {
  if (!(await rolesOf(deps, said)).seesAll)
    return refuse(
      deps,
      said,
      'Only auditors, on-call and admins check VMs, since it shows what is open to whom. Write "vms" for those that you may ask for.',
    );
  const from = sourcesOf(deps, sentence);
  if ('refused' in from) return refuse(deps, said, from.refused);
  const found = await oneVm(deps, sentence.vm, 'check');
  if ('refused' in found) return refuse(deps, said, found.refused);
  try {
    const findings = await look(deps, found.vm, sentence, from.cidrs);
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

/** The rules as they are now; and of the named sources, where that is switched on, the cloud's own answer beside ours. */
async function look(deps: Deps, vm: VmRef, { ports = [] }: CheckSentence, cidrs: readonly string[]) {
  const network = await deps.inspector.inspect(vm);
  const findings = findingsOf(network, ports);
  if (cidrs.length === 0) return findings;
  const asked = deps.flowVerifier ? flowsFrom(network, cidrs, ports) : { flows: [], left: [] };
  const answers = (await deps.flowVerifier?.verify(vm, asked.flows)) ?? [];
  return withLook(findings, lookFrom(network, cidrs, ports, asked, answers));
}
