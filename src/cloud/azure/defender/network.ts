import { changeOf, type Opening } from '../../../access/drift/opening.ts';
import type { Grant } from '../../../access/grant.ts';
import { CloudError } from '../../../ports/provider.ts';
import { type Guard, lookUpGuards, mergeGuards, readGuards } from '../inventory/guards.ts';
import { type Group, readGroup } from '../network/group.ts';
import { decidingRule, type NsgRule, type Traffic } from '../network/nsg-rules.ts';
import { openingOf, placeOf, readPlaces } from '../network/opening-of.ts';
import type { Deadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
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
      /** JIT's allow rules for exactly this VM, port and source. */
      readonly ours: readonly NsgRule[];
      /** Rules that were seen to be this grant's and are not as they were made: somebody changed them. May be among `ours`. */
      readonly changed: readonly ChangedRule[];
      /** True when every group before at least one of the VM's addresses lets the source in. */
      readonly letsIn: boolean;
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
  clients: Clients,
  deadline: Deadline,
  listed: (nsgId: string) => Promise<Group | undefined> = async () => undefined,
): NetworkReader {
  const groups = new Map<string, Promise<readonly NsgRule[]>>();
  const read = async (nsgId: string): Promise<readonly NsgRule[]> =>
    (await listed(nsgId))?.rules ?? rulesIn(clients, nsgId, deadline);
  const rulesOf = (nsgId: string): Promise<readonly NsgRule[]> => {
    const rules = groups.get(nsgId) ?? read(nsgId);
    groups.set(nsgId, rules);
    return rules;
  };
  const guardsOf = async (grant: Grant, everywhere: boolean): Promise<readonly Guard[]> => {
    const known = readGuards(grant.cloud.guards ?? '');
    if (known.length > 0 && !everywhere) return known;
    return mergeGuards(known, await lookUpGuards(clients, grant.vm, deadline));
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
  readonly groups: readonly (readonly NsgRule[])[];
}

const withRules = (
  guards: readonly Guard[],
  rulesOf: (nsgId: string) => Promise<readonly NsgRule[]>,
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
  const known = new Set(readPlaces(grant.cloud.rules));
  const views = gates.map(({ address, groups }) => {
    const traffic: Traffic = {
      source: grant.source,
      address,
      number: grant.port.number,
      protocol: grant.port.protocol,
    };
    const isOurs = (rule: NsgRule): boolean => isJitAllowFor(rule, traffic, addresses);
    const deciding = groups.map((rules) => decidingRule(rules, traffic));
    const refusing = deciding.find((rule) => rule?.access !== 'allow');
    const letsIn = groups.length > 0 && deciding.every((rule) => rule?.access === 'allow');
    return {
      ours: groups.flatMap((rules) => rules.filter(isOurs)),
      known: groups.flatMap((rules) => rules.filter((rule) => known.has(placeOf(rule)))),
      letsIn,
      by: letsIn ? deciding[0] : refusing,
    };
  });
  const open = views.find((view) => view.letsIn);
  const by = (open ?? views.find((view) => view.by))?.by;
  const approved: Opening = {
    ...{ access: 'allow', protocol: grant.opens.protocol, sources: [grant.source] },
    ...{ destinations: addresses, ports: [String(grant.port.number)] },
  };
  const ours = eachOnce(views.flatMap((view) => view.ours));
  return {
    readable: true,
    guarded: gates.some((gate) => gate.groups.length > 0),
    ours,
    changed: eachOnce(views.flatMap((view) => view.known))
      .filter((rule) => !ours.includes(rule) || spreads(approved, rule))
      .map((rule) => ({ rule, approved })),
    letsIn: open !== undefined,
    ...(by && { by }),
  };
}

/** Right but for the protocol, which was approved too. */
const spreads = (approved: Opening, rule: NsgRule): boolean =>
  changeOf(approved, openingOf(rule)) === 'wider';

/** One rule may stand for several addresses of a VM. */
const eachOnce = (rules: readonly NsgRule[]): readonly NsgRule[] => [
  ...new Map(rules.map((rule) => [`${rule.nsgId}/${rule.name}`, rule])).values(),
];

/** A group that is gone has no rules. */
const rulesIn = async (clients: Clients, nsgId: string, deadline: Deadline): Promise<readonly NsgRule[]> =>
  (await readGroup(clients, nsgId, deadline))?.rules ?? [];
