import { changeOf, type Opening } from '../../../access/drift/opening.ts';
import type { Grant } from '../../../access/grant.ts';
import { insidesOf } from '../../../access/insides.ts';
import type { CloudError } from '../../../ports/provider.ts';
import { type AnyRule, mayKeepOut } from '../network/may-keep-out.ts';
import { decidingRule, type NsgRule, type Traffic } from '../network/nsg-rules.ts';
import { openingOf, placeOf, readPlaces } from '../network/opening-of.ts';
import { isIpv6, sameSource } from '../network/sources.ts';
import { surelyShuts } from './firewall-shut.ts';
import { isJitAllowFor } from './jit-rule.ts';

/** A rule with what it was to let in. */
export interface ChangedRule {
  readonly rule: NsgRule;
  readonly approved: Opening;
}

/** What the network lets in for one grant. */
export type Network =
  | { readonly readable: false; readonly why: CloudError }
  | {
      readonly readable: true;
      /** False when no security group guards the VM, so that there is nothing to read. */
      readonly guarded: boolean;
      /** JIT's allow rules for exactly this VM, port and source; or, in place of the source, a classic firewall before the VM. */
      readonly ours: readonly NsgRule[];
      /** Rules that were seen to be this grant's and are not as they were made: somebody changed them. May be among `ours`. */
      readonly changed: readonly ChangedRule[];
      /** Those of `ours` that are about a firewall's addresses: they let in everybody whom it leads there. */
      readonly throughFirewall: readonly NsgRule[];
      /** True when every group before at least one of the VM's addresses lets the source in, as far as its rules tell. */
      readonly letsIn: boolean;
      /** Where that is so: a deny rule before the one that lets in, of a tag or of groups of which the rule does not say whom they mean. */
      readonly perhapsOut?: NsgRule;
      /** True when a group before each of the VM's addresses surely keeps out every address of the classic firewalls. */
      readonly shutsFirewall: boolean;
      /** What decides: the rule that lets in, or the one that keeps out. Undefined: Azure's default rules. */
      readonly by?: NsgRule;
    };

/** One address of a VM with the rules before it. */
export interface Gate {
  readonly address: string;
  /** The rules of each group before it; undefined of one that is gone. */
  readonly groups: readonly (readonly AnyRule[] | undefined)[];
  /** Of groups that are not before it any more. */
  readonly aside?: readonly (readonly AnyRule[] | undefined)[];
}

/** Says what the rules mean for one grant; `gates` are the VM's addresses with the rules before each. */
export function weighRules(grant: Grant, gates: readonly Gate[]): Network {
  // Those that the VM has now and those that it had when the grant was made.
  const addresses = [...new Set([...grant.vm.privateAddresses, ...gates.map((gate) => gate.address)])];
  const insides = insidesOf(grant);
  const known = new Set(readPlaces(grant.cloud.rules));
  const { number, protocol } = grant.port;
  const isOurs =
    (address: string) =>
    (rule: NsgRule): boolean =>
      isJitAllowFor(rule, { source: grant.source, address, number, protocol }, addresses, insides);
  const views = gates.map(({ address, groups: before, aside = [] }) => {
    const groups = before.filter((rules) => rules !== undefined);
    const all = [...before, ...aside].flatMap((rules) => rules ?? []);
    const ours = all.filter(isOurs(address));
    const traffic: Traffic = { source: seenFrom(grant, ours), address, number, protocol };
    const deciding = groups.map((rules) => decidingRule(rules, traffic));
    const refusing = deciding.find((rule) => rule?.access !== 'allow');
    const isReached = grant.source === '*' || isIpv6(grant.source) === isIpv6(address);
    const letsIn = isReached && groups.length > 0 && deciding.every((rule) => rule?.access === 'allow');
    return {
      ...{ ours, letsIn, by: letsIn ? deciding[0] : isReached ? refusing : undefined },
      perhapsOut: firstOf(groups, (rules, at) => perhapsOut(rules, deciding[at], traffic)),
      known: all.filter((rule) => known.has(placeOf(rule))),
      shuts: insides.every((source) => groups.some((rules) => surelyShuts(rules, { ...traffic, source }))),
    };
  });
  const opens = views.filter((view) => view.letsIn);
  const open = opens.find((view) => !view.perhapsOut) ?? opens[0];
  const by = (open ?? views.find((view) => view.by))?.by;
  const ours = eachOnce(views.flatMap((view) => view.ours));
  return {
    readable: true,
    guarded: gates.some(({ groups, aside = [] }) => groups.length + aside.length > 0),
    ours,
    throughFirewall: ours.filter((rule) => insideIn(grant, rule) !== undefined),
    changed: eachOnce(views.flatMap((view) => view.known))
      .map((rule) => ({ rule, approved: approvedOf(grant, addresses, rule) }))
      .filter(({ rule, approved }) => !ours.includes(rule) || spreads(approved, rule)),
    letsIn: open !== undefined,
    ...(open?.perhapsOut && { perhapsOut: open.perhapsOut }),
    shutsFirewall: views.length > 0 && views.every(({ shuts }) => shuts),
    ...(by && { by }),
  };
}

/** The first deny rule before the one that decides of which cannot be told whether it is about this traffic. */
const perhapsOut = (
  rules: readonly AnyRule[],
  deciding: NsgRule | undefined,
  { address, ...traffic }: Traffic,
): NsgRule | undefined =>
  rules
    .filter(({ priority }) => deciding && priority < deciding.priority)
    .filter((rule) => mayKeepOut(rule, { ...traffic, addresses: [address] }))
    .sort((a, b) => a.priority - b.priority)[0];

const firstOf = <T, R>(items: readonly T[], find: (item: T, at: number) => R | undefined): R | undefined =>
  items.map(find).find((found) => found !== undefined);

/** The range of a firewall that a rule names in place of the source that was asked; undefined where it names that. */
const insideIn = (grant: Grant, { sources }: NsgRule): string | undefined =>
  sources.some((source) => sameSource(source, grant.source))
    ? undefined
    : insidesOf(grant).find((inside) => sources.length === 1 && sameSource(inside, sources[0] ?? ''));

/** Whom the rules before the VM see, as far as Defender's own rule tells. */
const seenFrom = (grant: Grant, ours: readonly NsgRule[]): string => {
  const named = ours.map((rule) => insideIn(grant, rule));
  return named.includes(undefined) ? grant.source : (named[0] ?? grant.source);
};

const approvedOf = (grant: Grant, addresses: readonly string[], rule: NsgRule): Opening => ({
  ...{ access: 'allow', protocol: grant.opens.protocol, sources: [insideIn(grant, rule) ?? grant.source] },
  ...{ destinations: addresses, ports: [String(grant.port.number)] },
});

/** Right but for the protocol, which was approved too. */
const spreads = (approved: Opening, rule: NsgRule): boolean =>
  changeOf(approved, openingOf(rule)) === 'wider';

/** One rule may stand for several addresses of a VM. */
const eachOnce = (rules: readonly NsgRule[]): readonly NsgRule[] => [
  ...new Map(rules.map((rule) => [`${rule.nsgId}/${rule.name}`, rule])).values(),
];
