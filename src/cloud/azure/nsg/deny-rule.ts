import type { Protocol } from '../../../access/port.ts';
import type { BaselineRule } from '../../../ports/baseline.ts';
import { CloudError } from '../../../ports/provider.ts';
import { type Group, type GroupRule, ruleIn } from '../network/group.ts';
import { mayTouch } from '../network/may-keep-out.ts';
import { isNarrow, sameSource } from '../network/sources.ts';
import { nameIn } from '../wire/resource-id.ts';
import type { Decision, Draft } from './decide.ts';
import { PROTOCOLS } from './draft.ts';
import { LAST, MOST_RULES } from './priority.ts';

/** A deny rule of the baseline before anybody has looked where it may stand. */
export type Denied = Pick<BaselineRule, 'name' | 'addresses' | 'port'>;

/** The rule that shuts a port of a VM to everybody whom no rule before it lets in. */
export const denying = (wanted: Denied, vmName: string): Draft => ({
  name: wanted.name,
  decide: (group) => decideDeny(group, wanted),
  body(priority) {
    const { addresses, port } = wanted;
    // Never more than this VM: a deny rule without a side would shut a whole network.
    if (addresses.length === 0 || !addresses.every(isNarrow))
      throw new CloudError(
        'broken',
        `A deny rule needs the VM's own addresses, and has ${JSON.stringify(addresses)}. Nothing was sent.`,
        { nothingSent: true },
      );
    return {
      ...{ access: 'Deny', direction: 'Inbound', priority, protocol: PROTOCOLS[port.protocol as Protocol] },
      ...{ sourceAddressPrefix: '*', sourcePortRange: '*', destinationPortRange: String(port.number) },
      ...(addresses.length === 1
        ? { destinationAddressPrefix: addresses[0] ?? '' }
        : { destinationAddressPrefixes: [...addresses] }),
      description: `ajar baseline of ${vmName.replace(/[^\w.-]/g, '').slice(0, 64)}: shut unless Ajar opens it`,
    };
  },
});

/** One that stands as it was made is left where it is, whoever has put rules around it since. */
export function decideDeny(group: Group, wanted: Denied): Decision {
  const own = ruleIn(group, wanted.name);
  if (own && isDenyAsMade(own, wanted) && own.progress !== 'failed' && own.progress !== 'deleting')
    return 'stands';
  if (!own && group.count >= MOST_RULES)
    return {
      refused: `The network security group "${nameIn(group.nsgId)}" has ${group.count} rules, and Azure takes no more. Remove some first.`,
    };
  const priority = lastFree(group, wanted);
  return priority === undefined ? { refused: noRoom(group, wanted) } : { priority };
}

/** The last number that is free, after everything that lets somebody in on this port: no rule of others is overruled. */
function lastFree(group: Group, wanted: Denied): number | undefined {
  const taken = new Set(othersIn(group, wanted).map(({ priority }) => priority));
  const after = lastAllow(group, wanted)?.priority ?? 0;
  for (let priority = LAST; priority > after; priority -= 1) if (!taken.has(priority)) return priority;
  return undefined;
}

const othersIn = ({ rules }: Group, { name }: Denied): readonly GroupRule[] =>
  rules.filter((rule) => rule.name.toLowerCase() !== name.toLowerCase());

const lastAllow = (group: Group, wanted: Denied): GroupRule | undefined =>
  othersIn(group, wanted)
    .filter((rule) => rule.access === 'allow' && mayTouch(rule, { ...wanted, ...wanted.port }))
    .sort((a, b) => b.priority - a.priority)[0];

function noRoom(group: Group, wanted: Denied): string {
  const last = lastAllow(group, wanted);
  const where = `The network security group "${nameIn(group.nsgId)}" has no free priority`;
  return last
    ? `${where} after its rule "${last.name}" (${last.priority}), which Ajar does not overrule. Give that rule a lower number, or remove it.`
    : `${where}. Remove some of its rules first.`;
}

/** True while it still says what it was made to say. */
export const isDenyAsMade = (rule: GroupRule, { addresses, port }: Denied): boolean =>
  rule.access === 'deny' &&
  !rule.byGroups &&
  !rule.fromSome &&
  rule.protocol === port.protocol &&
  rule.sources.length === 1 &&
  rule.sources[0] === '*' &&
  rule.ports.length === 1 &&
  rule.ports[0] === String(port.number) &&
  rule.destinations.length === addresses.length &&
  rule.destinations.every((to) => addresses.some((own) => sameSource(to, own)));
