import type { AddressPrefixItem, EffectiveBaseSecurityAdminRuleUnion } from '@azure/arm-network';
import type { InboundRule } from '../../../access/check/vm-network.ts';
import { CloudError } from '../../../ports/provider.ts';
import { isFromSome } from '../network/nsg-rules.ts';
import { askTwice, type Deadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { nameIn, readId } from '../wire/resource-id.ts';
import { regular } from './regular.ts';

/** A hundred rules a collection are the limit: more pages than this are not rules but a mistake. https://learn.microsoft.com/azure/virtual-network-manager/faq */
const MOST_PAGES = 50;

/** The inbound security admin rules that a virtual network manager put on a network. Throws `CloudError`, also where they cannot be understood. */
export async function readAdminRules(
  clients: Clients,
  networkId: string,
  deadline: Deadline,
): Promise<readonly InboundRule[]> {
  const { subscriptionId, resourceGroup, names } = readId('virtual network', networkId);
  const name = names[0] ?? '';
  const network = await clients.network(subscriptionId);
  const doing = clients.doing(
    `read the security admin rules of the virtual network "${name}", which outrank security groups`,
    'Microsoft.Network/virtualNetworks/listNetworkManagerEffectiveSecurityAdminRules/action',
    `the virtual network "${name}"`,
  );
  const { value } = await askTwice(doing, deadline, async (options) => {
    const found: EffectiveBaseSecurityAdminRuleUnion[] = [];
    let skipToken: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const page = await network.listNetworkManagerEffectiveSecurityAdminRules(
        resourceGroup,
        name,
        skipToken === undefined ? {} : { skipToken },
        options,
      );
      found.push(...(page.value ?? []));
      skipToken = page.skipToken || undefined;
      if (skipToken === undefined) return found;
    }
    throw endless(name);
  });
  return understood(name, regular(`the security admin rules of "${name}"`, value));
}

const endless = (name: string): CloudError =>
  new CloudError(
    'broken',
    `Azure's list of security admin rules on the virtual network "${name}" does not end.`,
  );

/** Between the managers of several scopes the wider one comes first, which the priority does not show. */
function understood(
  name: string,
  rules: readonly EffectiveBaseSecurityAdminRuleUnion[],
): readonly InboundRule[] {
  const managers = new Set(
    rules.map(({ id = '' }) => id.toLowerCase().split('/securityadminconfigurations/')[0]),
  );
  const read = rules.map(readAdminRule);
  if (managers.size > 1 || read.includes('unknown'))
    throw new CloudError(
      'broken',
      `The virtual network "${name}" has security admin rules that Ajar cannot weigh against each other. Look at them in Azure's virtual network manager.`,
    );
  return read.filter((rule) => typeof rule !== 'string');
}

const ACCESS: ReadonlyMap<string, InboundRule['access']> = new Map(
  Object.entries<InboundRule['access']>({
    allow: 'allow',
    deny: 'deny',
    alwaysallow: 'always',
  }),
);

function readAdminRule(rule: EffectiveBaseSecurityAdminRuleUnion): InboundRule | 'outbound' | 'unknown' {
  if (!('direction' in rule)) return 'unknown';
  if (rule.direction?.toLowerCase() === 'outbound') return 'outbound';
  const access = ACCESS.get(rule.access?.toLowerCase() ?? '');
  if (!access || rule.priority === undefined) return 'unknown';
  const { id = '' } = rule;
  const protocol = rule.protocol?.toLowerCase() ?? 'any';
  return {
    ...{ name: nameIn(id), of: collectionOf(id), priority: rule.priority, access },
    protocol: protocol === 'any' ? '*' : protocol,
    sources: termsOf(rule.sources),
    destinations: termsOf(rule.destinations),
    ports: rule.destinationPortRanges?.length ? rule.destinationPortRanges : ['*'],
    ...(isFromSome(rule.sourcePortRanges ?? []) && { fromSome: true as const }),
  };
}

const collectionOf = (id: string): string =>
  /\/ruleCollections\/([^/]+)/i.exec(id)?.[1] ?? 'the virtual network manager';

/** None means any. */
const termsOf = (items: readonly AddressPrefixItem[] | undefined): readonly string[] =>
  items?.length ? items.map(termOf) : ['*'];

const termOf = ({ addressPrefix = '*', addressPrefixType }: AddressPrefixItem): string =>
  addressPrefixType?.toLowerCase() === 'networkgroup' ? `group:${nameIn(addressPrefix)}` : addressPrefix;
