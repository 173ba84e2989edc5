import type { Person } from '../../access/person.ts';
import { rulesForOthers } from '../../access/policy/on-behalf.ts';
import type { Vm } from '../../access/vm.ts';
import type { Deps } from '../deps.ts';
import { forWhom } from '../say/for-whom.ts';
import { type MaySee, mayBegin } from '../say/may-see.ts';
import type { Asking } from '../say/verbs.ts';
import { vmsAndPolicy } from '../say/visible-vms.ts';
import { filled } from './faults.ts';

/** For whom a form is: its own person, or who was typed, as a sentence would find them. */
export const whomOf = (
  deps: Deps,
  who: Pick<Asking, 'person' | 'askOnly' | 'place'>,
  typed: string | undefined,
): Promise<{ readonly person: Person } | { readonly refused: string }> =>
  forWhom(deps, who, filled(typed) ? { onBehalf: { person: typed.trim().replace(/^@/, '') } } : {});

/** Every VM that is known, and with which of them a form may begin. */
export interface FormVms {
  readonly all: readonly Vm[];
  readonly may: MaySee;
  /** Whether its person may ask for somebody else at all. */
  readonly forOthers: boolean;
}

/** A form may begin with the VMs that its person may ask for, for themselves or for somebody else. */
export async function formVms(deps: Deps, person: string): Promise<FormVms | { readonly refused: string }> {
  const known = await vmsAndPolicy(deps, person);
  if ('refused' in known) return known;
  const { vms, policy } = known;
  const forOthers = rulesForOthers(policy, person).length > 0;
  return { all: vms, may: mayBegin(vms, policy, person), forOthers };
}
