import type { Person } from '../../access/person.ts';
import { isForOthers, rulesForOthers } from '../../access/policy/on-behalf.ts';
import type { Vm } from '../../access/vm.ts';
import type { Deps } from '../deps.ts';
import { forWhom } from '../say/for-whom.ts';
import type { Asking } from '../say/verbs.ts';
import { visibleVms } from '../say/visible-vms.ts';
import { policyFor } from '../step/policy-now.ts';
import { vmsNow } from '../vms-now.ts';
import { filled } from './faults.ts';

/** For whom a form is: its own person, or who was typed, as a sentence would find them. */
export const whomOf = (
  deps: Deps,
  who: Pick<Asking, 'person' | 'askOnly' | 'place'>,
  typed: string | undefined,
): Promise<{ readonly person: Person } | { readonly refused: string }> =>
  forWhom(deps, who, filled(typed) ? { onBehalf: { person: typed.trim().replace(/^@/, '') } } : {});

/** The VMs that a form may begin with: those that its person may ask for, for themselves or for somebody else. */
export async function formVms(
  deps: Deps,
  person: string,
): Promise<{ readonly vms: readonly Vm[]; readonly forOthers: boolean } | { readonly refused: string }> {
  const [own, policy, now] = await Promise.all([
    visibleVms(deps, person),
    policyFor(deps, person),
    vmsNow(deps),
  ]);
  if ('refused' in own) return own;
  const rules = 'refused' in policy ? [] : rulesForOthers(policy, person);
  const more = 'refused' in now ? [] : now.vms.filter((vm) => isForOthers(rules, vm));
  return { vms: [...new Set([...own.vms, ...more])], forOthers: rules.length > 0 };
}
