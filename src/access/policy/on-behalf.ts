import type { Vm } from '../vm.ts';
import { fitVm } from './fit.ts';
import { groupsOf } from './group.ts';
import { isGuest } from './guests.ts';
import { isNever } from './never.ts';
import type { Policy } from './policy.ts';
import type { Rule } from './rule.ts';

/** The rules that let this person ask for somebody else; whether all that match do, only `judge` says. */
export function rulesForOthers(policy: Policy, person: string): readonly Rule[] {
  if (policy.closed !== undefined || isNever(policy, person) || isGuest(policy, person)) return [];
  const own = groupsOf(policy.groups, person);
  return policy.rules.filter(({ onBehalfOf }) =>
    onBehalfOf?.some((name) => name === person || own.has(name)),
  );
}

/** Whether one of these rules is about a VM at all. */
export const isForOthers = (rules: readonly Rule[], vm: Vm): boolean =>
  rules.some(({ match }) => fitVm(match, vm) !== 'none');
