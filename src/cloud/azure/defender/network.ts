import { changeOf, type Opening } from '../../../access/drift/opening.ts';
import type { Grant } from '../../../access/grant.ts';
import { insidesOf } from '../../../access/insides.ts';
import { CloudError } from '../../../ports/provider.ts';
import { type Guard, mergeGuards, readGuards } from '../inventory/guards.ts';
import type { Group } from '../network/group.ts';
import type { Looks } from '../network/looks.ts';
import { type AnyRule, mayKeepOut } from '../network/may-keep-out.ts';
import { decidingRule, type NsgRule, type Traffic } from '../network/nsg-rules.ts';
import { openingOf, placeOf, readPlaces } from '../network/opening-of.ts';
import { isIpv6, sameSource } from '../network/sources.ts';
import type { Deadline } from '../wire/call.ts';
import { nameIn } from '../wire/resource-id.ts';
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

/** Reads the security groups before a grant's VM, each once per reader: a reader is made anew for each look. */
export interface NetworkReader {
  /** `everywhere` also asks the interfaces which groups guard them now, beside those that the grant remembers. Throws `CloudError` unless it is a refusal. */
  read(grant: Grant, everywhere: boolean): Promise<Network>;
}

/** `listed` has groups that were read already; one that it does not have is read. */
export function createNetworkReader(
  looks: Looks,
  deadline: Deadline,
  listed: (nsgId: string) => Promise<Group | undefined> = async () => undefined,
): NetworkReader {
  const groups = looks.groups(deadline);
  /** A group that is gone has no rules. */
  const rulesOf = async (nsgId: string): Promise<readonly AnyRule[]> =>
    ((await listed(nsgId)) ?? (await groups(nsgId)))?.rules ?? [];
  const guardsOf = async (grant: Grant, everywhere: boolean): Promise<readonly Guard[]> => {
    const known = readGuards(grant.cloud.guards ?? '');
    if (known.length > 0 && !everywhere) return known;
    const now = await looks.guards(grant.vm, deadline);
    return mergeGuards(known, now.length > 0 ? now : await movedFrom(grant, known));
  };
  /** Where no interface is left the VM may have been moved, and its groups with it: then its rules stand somewhere by their names. */
  const movedFrom = async (grant: Grant, known: readonly Guard[]): Promise<readonly Guard[]> => {
    const names = readPlaces(grant.cloud.rules).map(nameIn);
    if (names.length === 0) return [];
    const nsgIds = await looks.holding(names, deadline);
    return known.map(({ address }) => ({ address, nsgIds }));
  };
  return {
    async read(grant, everywhere) {
      try {
        return weighRules(grant, await withRules(await guardsOf(grant, everywhere), rulesOf));
      } catch (error) {
        if (error instanceof CloudError && error.kind === 'denied') return { readable: false, why: error };
        throw error;
      }
    },
  };
}

interface Gate {
  readonly address: string;
  readonly groups: readonly (readonly AnyRule[])[];
}

const withRules = (
  guards: readonly Guard[],
  rulesOf: (nsgId: string) => Promise<readonly AnyRule[]>,
): Promise<readonly Gate[]> =>
  Promise.all(
    guards.map(async ({ address, nsgIds }) => ({
      address,
      groups: await Promise.all(nsgIds.map(rulesOf)),
    })),
  );

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
  const views = gates.map(({ address, groups }) => {
    const ours = groups.flatMap((rules) => rules.filter(isOurs(address)));
    const traffic: Traffic = { source: seenFrom(grant, ours), address, number, protocol };
    const deciding = groups.map((rules) => decidingRule(rules, traffic));
    const refusing = deciding.find((rule) => rule?.access !== 'allow');
    const isReached = grant.source === '*' || isIpv6(grant.source) === isIpv6(address);
    const letsIn = isReached && groups.length > 0 && deciding.every((rule) => rule?.access === 'allow');
    return {
      ...{ ours, letsIn, by: letsIn ? deciding[0] : isReached ? refusing : undefined },
      perhapsOut: firstOf(groups, (rules, at) => perhapsOut(rules, deciding[at], traffic)),
      known: groups.flatMap((rules) => rules.filter((rule) => known.has(placeOf(rule)))),
      shuts: insides.every((source) => groups.some((rules) => surelyShuts(rules, { ...traffic, source }))),
    };
  });
  const opens = views.filter((view) => view.letsIn);
  const open = opens.find((view) => !view.perhapsOut) ?? opens[0];
  const by = (open ?? views.find((view) => view.by))?.by;
  const ours = eachOnce(views.flatMap((view) => view.ours));
  return {
    readable: true,
    guarded: gates.some((gate) => gate.groups.length > 0),
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
