import { isGuest } from '../../access/policy/guests.ts';
import { mayAskFor } from '../../access/policy/judge.ts';
import { isNever } from '../../access/policy/never.ts';
import { isForOthers, rulesForOthers } from '../../access/policy/on-behalf.ts';
import type { Policy } from '../../access/policy/policy.ts';
import type { Rule } from '../../access/policy/rule.ts';
import { whoAsks } from '../../access/policy/who.ts';
import type { Vm } from '../../access/vm.ts';

/** Whether a person may ask for the VM at a place of the list. */
export type MaySee = (place: number) => boolean;

/** Answers by person, of one list of VMs and one policy's rules; both are never changed, only replaced. */
const KNOWN = new WeakMap<readonly Vm[], WeakMap<readonly Rule[], Map<string, Uint8Array>>>();
/** A byte for each VM and person; whoever typed last stays. */
const MOST_PEOPLE = 64;

/** Whether some rule lets a person ask for a VM, for themselves; each VM is looked at once for as long as nothing has changed. */
export const maySee = (vms: readonly Vm[], policy: Policy, person: string): MaySee =>
  remembered(answersOf(vms, policy, person, 'own'), (place) => mayAskFor(policy, person, vms[place]!));

/** The same for themselves or for somebody else. */
export function mayBegin(vms: readonly Vm[], policy: Policy, person: string): MaySee {
  const own = maySee(vms, policy, person);
  const more = rulesForOthers(policy, person);
  if (more.length === 0) return own;
  const answers = answersOf(vms, policy, person, 'others');
  return remembered(answers, (place) => own(place) || isForOthers(more, vms[place]!));
}

const YES = 1;
const NO = 2;

const remembered =
  (answers: Uint8Array, look: MaySee): MaySee =>
  (place) => {
    answers[place] ||= look(place) ? YES : NO;
    return answers[place] === YES;
  };

/** Everything that the answer depends on beside the rules is part of the key: who they are, their groups, and what is said of them. */
function answersOf(vms: readonly Vm[], policy: Policy, person: string, what: 'own' | 'others'): Uint8Array {
  const { own } = whoAsks(policy.groups, { requester: person });
  const said = [policy.closed !== undefined, isNever(policy, person), isGuest(policy, person)];
  const key = JSON.stringify([what, person, [...own].sort(), said]);
  const byRules = KNOWN.get(vms) ?? new WeakMap<readonly Rule[], Map<string, Uint8Array>>();
  KNOWN.set(vms, byRules);
  const people = byRules.get(policy.rules) ?? new Map<string, Uint8Array>();
  byRules.set(policy.rules, people);
  const answers = people.get(key) ?? new Uint8Array(vms.length);
  people.delete(key);
  people.set(key, answers);
  const [oldest] = people.keys();
  if (people.size > MOST_PEOPLE && oldest !== undefined) people.delete(oldest);
  return answers;
}
