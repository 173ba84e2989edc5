import type { SecurityRule } from '@azure/arm-network';
import { type Group, ruleIn } from '../network/group.ts';
import { nameIn } from '../wire/resource-id.ts';
import { isAsMade, ruleBody } from './draft.ts';
import { denials, freePriority, keptOutBy, MOST_RULES, type Wanted } from './priority.ts';

/** What a group, as it was just read, needs for a rule of ours: nothing more, a priority, or a sentence why there can be none. */
export type Decision = 'stands' | { readonly priority: number } | { readonly refused: string };

/** A rule of ours, for whoever writes it: alone or together with others. */
export interface Draft {
  readonly name: string;
  decide(group: Group): Decision;
  body(priority: number): SecurityRule;
}

/** The rule that lets a grant in. */
export const allowing = (wanted: Wanted): Draft => ({
  name: wanted.name,
  decide: (group) => decide(group, wanted),
  body: (priority) => ruleBody(wanted, priority),
});

function decide(group: Group, wanted: Wanted): Decision {
  const own = ruleIn(group, wanted.name);
  const standing = own && isAsMade(own, wanted) && own.progress !== 'failed' && own.progress !== 'deleting';
  if (standing && !keptOutBy(group, own, wanted)) return 'stands';
  const priority = freePriority(group, wanted);
  if (priority === undefined || (!own && group.count >= MOST_RULES))
    return { refused: noRoom(group, wanted) };
  return { priority };
}

function noRoom(group: Group, wanted: Wanted): string {
  const name = nameIn(group.nsgId);
  if (group.count >= MOST_RULES)
    return `The network security group "${name}" has ${group.count} rules, and Azure takes no more. Remove some, then ask again.`;
  const [first] = [...denials(group.rules, wanted)].sort((a, b) => a.priority - b.priority);
  return first
    ? `The network security group "${name}" has no free priority before its rule "${first.name}" (${first.priority}), which may keep the port shut. Give that rule a higher number, then ask again.`
    : `The network security group "${name}" has no free priority. Remove some of its rules, then ask again.`;
}
