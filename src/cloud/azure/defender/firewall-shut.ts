import { readRange } from '../../../access/range.ts';
import { type NsgRule, spans, type Traffic } from '../network/nsg-rules.ts';
import { covers } from '../network/sources.ts';

/** True where these rules of one group surely keep out every address of a range: "perhaps" is not shut. */
export function surelyShuts(rules: readonly NsgRule[], traffic: Traffic): boolean {
  const about = rules.filter((rule) => mayBeAbout(rule, traffic)).sort((a, b) => a.priority - b.priority);
  const first = about.find((rule) => rule.access === 'allow' || isWhole(rule, traffic));
  return first?.access === 'deny';
}

/** Two CIDRs overlap only where one holds the other; what is no CIDR may mean anybody. */
const mayBeAbout = (rule: NsgRule, { source, number, protocol }: Traffic): boolean =>
  (rule.protocol === '*' || protocol === '*' || rule.protocol === protocol) &&
  rule.ports.some((port) => spans(port, number)) &&
  rule.sources.some((each) => readRange(each) === undefined || covers(each, source) || covers(source, each));

/** All of it: a deny about one protocol, or about some source ports, leaves the others. */
const isWhole = (rule: NsgRule, { source, address, protocol }: Traffic): boolean =>
  !rule.fromSome &&
  (rule.protocol === '*' || rule.protocol === protocol) &&
  rule.sources.some((each) => covers(each, source)) &&
  rule.destinations.some((each) => covers(each, address));
