import { readRange } from '../../../access/range.ts';
import type { GroupRule } from './group.ts';
import { type NsgRule, spans, type Traffic } from './nsg-rules.ts';
import { covers } from './sources.ts';

/** A rule, and whether groups name a side of it, where that is known. */
export type AnyRule = NsgRule & Partial<Pick<GroupRule, 'byGroups'>>;

/** What a rule is about, whoever comes. */
export interface Touched extends Pick<Traffic, 'number' | 'protocol'> {
  readonly addresses: readonly string[];
}

/** A deny rule that may be about the traffic: not surely about something else, since a tag or an application security group may be anybody. */
export const mayKeepOut = (rule: AnyRule, wanted: Touched & Pick<Traffic, 'source'>): boolean =>
  rule.access === 'deny' &&
  mayTouch(rule, wanted) &&
  (rule.byGroups === true || rule.sources.some((text) => mayMeet(text, wanted.source)));

/** True unless the rule is surely about other ports or addresses. */
export function mayTouch(rule: AnyRule, { addresses, number, protocol }: Touched): boolean {
  const spoken = rule.protocol === '*' || protocol === '*' || rule.protocol === protocol;
  if (!spoken || !rule.ports.some((port) => spans(port, number))) return false;
  return (
    rule.byGroups === true ||
    rule.destinations.some((text) => addresses.some((address) => mayMeet(text, address)))
  );
}

/** Two ranges meet only when one holds the other. */
const mayMeet = (text: string, range: string): boolean =>
  readRange(text) === undefined || covers(text, range) || covers(range, text);
