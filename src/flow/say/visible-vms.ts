import type { Policy } from '../../access/policy/policy.ts';
import type { Vm } from '../../access/vm.ts';
import type { Deps } from '../deps.ts';
import { policyFor } from '../step/policy-now.ts';
import { vmsNow } from '../vms-now.ts';
import { maySee } from './may-see.ts';

/** The VMs that some rule lets this person ask for, where the list can be read; nothing is said of any other. */
export async function visibleVms(
  deps: Deps,
  person: string,
): Promise<{ readonly vms: readonly Vm[] } | { readonly refused: string }> {
  const known = await vmsAndPolicy(deps, person);
  if ('refused' in known) return known;
  const { vms, policy } = known;
  const may = maySee(vms, policy, person);
  return { vms: vms.filter((_, place) => may(place)) };
}

/** All VMs, where the list can be read, and what the policy is for this person. */
export async function vmsAndPolicy(
  deps: Deps,
  person: string,
): Promise<{ readonly vms: readonly Vm[]; readonly policy: Policy } | { readonly refused: string }> {
  const now = await vmsNow(deps);
  if ('refused' in now) return { refused: `${now.refused} Nothing was asked; try again.` };
  const policy = await policyFor(deps, person);
  return 'refused' in policy ? policy : { vms: now.vms, policy };
}

/** What somebody is told who may ask for no VM at all. */
export const NO_VMS = 'No rule of the policy lets you ask for any VM. Ask whoever keeps the policy.';
