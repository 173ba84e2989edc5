import type { Group, GroupRule } from '../network/group.ts';
import { mayKeepOut } from '../network/may-keep-out.ts';
import type { NsgRule, Traffic } from '../network/nsg-rules.ts';

/** What a rule of ours is to let in: one source, to some private addresses, on one port. */
export interface Wanted extends Omit<Traffic, 'address'> {
  readonly name: string;
  /** The VM's own that this group guards, all of the source's family. */
  readonly addresses: readonly string[];
  /** What people read who find the rule; Azure takes 140 characters. */
  readonly description: string;
}

/** Azure counts 100 to 4096, the lowest first. https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview */
const FIRST = 100;
export const LAST = 4096;
/** Defender takes those from 100 on for its own allow rules: ours begin above, and leave it its room while there is other. */
const FIRST_OF_OURS = 200;
/** Inbound and outbound together. https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#networking-limits */
export const MOST_RULES = 1000;

/** A free priority that beats every rule which may keep the traffic out; undefined when there is none. */
export function freePriority({ rules }: Group, wanted: Wanted): number | undefined {
  const taken = new Set(rules.map(({ priority }) => priority));
  const before = Math.min(LAST + 1, ...denials(rules, wanted).map(({ priority }) => priority));
  const free = (from: number, to: number): number[] =>
    Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index).filter((n) => !taken.has(n));
  return free(FIRST_OF_OURS, before)[0] ?? free(FIRST, Math.min(FIRST_OF_OURS, before)).at(-1);
}

/** The rule that may keep the traffic out although ours lets it in: the first of those with a lower number. */
export const keptOutBy = (
  { rules }: Pick<Group, 'rules'>,
  own: NsgRule,
  wanted: Wanted,
): GroupRule | undefined =>
  denials(rules, wanted)
    .filter(({ priority }) => priority < own.priority)
    .sort((a, b) => a.priority - b.priority)[0];

export const denials = (rules: readonly GroupRule[], wanted: Wanted): readonly GroupRule[] =>
  rules.filter((rule) => rule.name !== wanted.name && mayKeepOut(rule, wanted));
