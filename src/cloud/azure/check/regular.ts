import { CloudError } from '../../../ports/provider.ts';

type Kind = 'text' | 'number' | 'texts' | 'things';

const named = (kind: Kind, names: string): readonly (readonly [string, Kind])[] =>
  names.split(' ').map((name) => [name, kind]);

/** What stands under a name, wherever: of all that is read here, Azure means one thing by one name. */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ...named(
    'text',
    'id name protocol direction access addressPrefix addressPrefixType privateIPAddress ipAddress',
  ),
  ...named(
    'text',
    'translatedAddress translatedPort translatedFqdn ruleType ruleCollectionType peeringState',
  ),
  ...named('number', 'priority frontendPort frontendPortRangeStart frontendPortRangeEnd backendPort'),
  ...named(
    'texts',
    'addressPrefixes destinationPortRanges sourcePortRanges destinationAddresses destinationPorts',
  ),
  ...named('texts', 'sourceAddresses sourceIpGroups ipProtocols protocols'),
  ...named('things', 'ipConfigurations frontendIPConfigurations inboundNatRules loadBalancingRules'),
  ...named('things', 'backendAddressPools natRuleCollections ruleCollections rules subnets'),
  ...named('things', 'loadBalancerInboundNatRules loadBalancerBackendAddressPools applicationSecurityGroups'),
  ...named('things', 'virtualNetworkPeerings sources destinations value'),
]);

const isThing = (value: unknown): value is object => typeof value === 'object' && value !== null;
const FITS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  texts: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
  things: (value) => Array.isArray(value) && value.every(isThing),
};

/** Deeper than anything that Azure has of a network. */
const DEEPEST = 30;

/**
 * What a library handed on, without Azure's nulls, which its types do not have; if what is read of it is of the kind that it
 * should be. Throws `CloudError`: then it counts as what could not be read, which is a gap and never a wall.
 */
export function regular<T>(subject: string, value: T): T {
  const copy = copied(value, DEEPEST);
  if (copy === undefined)
    throw new CloudError('broken', `Azure's answer about ${subject} could not be read.`);
  return copy as T;
}

function copied(value: unknown, deeper: number): unknown {
  if (deeper === 0) return undefined;
  if (Array.isArray(value)) {
    const items = value.map((each) => copied(each, deeper - 1));
    return items.includes(undefined) ? undefined : items;
  }
  if (!isThing(value) || value instanceof Date) return value ?? undefined;
  const fields = Object.entries(value).filter(([, each]) => each !== undefined && each !== null);
  // Tags are people's own words, whatever they are called.
  const copies = fields.map(
    ([name, each]) => [name, name === 'tags' ? each : copied(each, deeper - 1)] as const,
  );
  const isOdd = copies.some(([name, each]) => each === undefined || !fits(name, each));
  return isOdd ? undefined : Object.fromEntries(copies);
}

function fits(name: string, value: unknown): boolean {
  const kind = KINDS.get(name);
  return kind ? FITS[kind](value) : true;
}
