import type { Person } from '../person.ts';
import type { Vm } from '../vm.ts';
import { everybody } from './everybody.ts';
import { fitVm } from './fit.ts';
import { groupsOf } from './group.ts';
import { isGuest } from './guests.ts';
import { isNever } from './never.ts';
import type { Policy } from './policy.ts';
import type { Rule } from './rule.ts';
import { rulesNear } from './rule-index.ts';
import type { Who } from './who.ts';

/** People whom neither of two policies tells apart, and what the rules of each may call them. */
export interface PeopleClass {
  readonly people: readonly Person[];
  readonly before: Who;
  readonly after: Who;
}

/** VMs that neither of two policies tells apart: the same rules of both may be about them. */
export interface VmClass {
  readonly vms: readonly Vm[];
  readonly before: readonly Rule[];
  readonly after: readonly Rule[];
}

export function peopleClasses(before: Policy, after: Policy): readonly PeopleClass[] {
  const all = new Map([...everybody(before), ...everybody(after)].map((person) => [person.id, person]));
  const named = new Set([...namesIn(before.rules), ...namesIn(after.rules)]);
  const keyOf = (policy: Policy, { id }: Person): string =>
    [
      ...[...groupsOf(policy.groups, id)].sort(),
      ...(named.has(id) ? [id] : []),
      ...(isGuest(policy, id) ? ['(guest)'] : []),
      ...(isNever(policy, id) ? ['(never)'] : []),
    ].join(' ');
  const classes = Map.groupBy(all.values(), (person) => `${keyOf(before, person)}\n${keyOf(after, person)}`);
  return [...classes.values()].map((people) => {
    const id = people[0]?.id ?? '';
    return { people, before: whoOf(before, id), after: whoOf(after, id) };
  });
}

const whoOf = ({ groups }: Policy, id: string): Who => ({ own: new Set([id, ...groupsOf(groups, id)]) });

const namesIn = (rules: readonly Rule[]): readonly string[] =>
  rules.flatMap(({ match, onBehalfOf = [], breakGlass }) => [
    ...(match.requesters ?? []),
    ...onBehalfOf,
    ...(breakGlass?.groups ?? []),
  ]);

export function vmClasses(before: Policy, after: Policy, vms: readonly Vm[]): readonly VmClass[] {
  const [had, has] = [anybody(before), anybody(after)];
  const placed = vms.map((vm) => ({ vm, before: aboutVm(before, had, vm), after: aboutVm(after, has, vm) }));
  const classes = Map.groupBy(placed, (each) => `${each.before.key}\n${each.after.key}`);
  return [...classes.values()].map((own) => ({
    vms: own.map(({ vm }) => vm),
    before: own[0]?.before.rules ?? [],
    after: own[0]?.after.rules ?? [],
  }));
}

/** Whoever any of the rules is about. */
const anybody = ({ rules }: Policy): Who => ({ own: new Set(namesIn(rules)) });

/** Whether a rule is about all of a VM or perhaps tells VMs apart as well. */
function aboutVm(
  { rules }: Policy,
  who: Who,
  vm: Vm,
): { readonly key: string; readonly rules: readonly Rule[] } {
  const fits = rulesNear(rules, who, vm)
    .map((rule) => ({ rule, fit: fitVm(rule.match, vm) }))
    .filter(({ fit }) => fit !== 'none');
  return {
    key: fits.map(({ rule, fit }) => `${rule.id} ${fit}`).join(','),
    rules: fits.map(({ rule }) => rule),
  };
}
