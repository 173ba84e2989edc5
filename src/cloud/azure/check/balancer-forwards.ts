import type {
  InboundNatRule,
  LoadBalancer,
  LoadBalancingRule,
  NetworkInterfaceIPConfiguration,
} from '@azure/arm-network';
import type { Forward, InboundRule } from '../../../access/check/vm-network.ts';
import { nameIn } from '../wire/resource-id.ts';
import type { Reads } from './reads.ts';

/** What leads to one address of an interface by the load balancers that it is behind. A load balancer passes on whoever comes. */
export async function balancerForwards(
  reads: Reads,
  configuration: NetworkInterfaceIPConfiguration,
): Promise<readonly Forward[]> {
  const links = linksOf(configuration);
  const owners = [
    ...new Set(links.map((id) => id.split(/\/(?:inboundNatRules|backendAddressPools)\//i, 1)[0] ?? '')),
  ];
  return (await Promise.all(owners.map((id) => forwardsOf(reads, id, links)))).flat();
}

/** Ids of the rules and pools that the interface is in, in lower case. */
const linksOf = (configuration: NetworkInterfaceIPConfiguration): readonly string[] =>
  [
    ...(configuration.loadBalancerInboundNatRules ?? []),
    ...(configuration.loadBalancerBackendAddressPools ?? []),
  ].flatMap(({ id }) => id?.toLowerCase() ?? []);

async function forwardsOf(reads: Reads, id: string, links: readonly string[]): Promise<readonly Forward[]> {
  const of = `the load balancer ${nameIn(id)}`;
  const balancer = await reads.balancer(id);
  if (!balancer) return [{ ...UNREAD, rule: ruleOf(of, { name: 'all of its rules' }, 'rule', '?') }];
  const isHere = (link: { readonly id?: string } | undefined): boolean =>
    link?.id !== undefined && links.includes(link.id.toLowerCase());
  const nat = (balancer.inboundNatRules ?? []).filter(
    (rule) => isHere(rule) || isHere(rule.backendAddressPool),
  );
  const balanced = (balancer.loadBalancingRules ?? []).filter(
    (rule) => isHere(rule.backendAddressPool) || (rule.backendAddressPools ?? []).some(isHere),
  );
  return Promise.all([
    ...nat.map((rule) => forwardBy(reads, balancer, of, rule, 'NAT rule')),
    ...balanced.map((rule) => forwardBy(reads, balancer, of, rule, 'load-balancing rule')),
  ]);
}

const UNREAD = { by: 'balancer', at: '', isPublic: true, kind: 'unknown' } as const;

async function forwardBy(
  reads: Reads,
  balancer: LoadBalancer,
  of: string,
  rule: InboundNatRule & LoadBalancingRule,
  called: string,
): Promise<Forward> {
  const { address, isPublic } = await frontOf(reads, balancer, rule);
  // Port 0 is all ports, which an internal one may pass on. A port of a whole pool's range is one of many, which only Azure knows.
  const inside = rule.backendPort === 0 ? '*' : String(rule.backendPort ?? '?');
  const outside = rule.frontendPortRangeStart
    ? `one of ${rule.frontendPortRangeStart}-${rule.frontendPortRangeEnd ?? ''}`
    : rule.frontendPort === 0
      ? 'every port'
      : String(rule.frontendPort ?? '');
  return {
    ...{ by: 'balancer', rule: ruleOf(of, rule, called, inside), at: `${address}:${outside}`, isPublic },
    kind: kindOf(balancer),
  };
}

const ruleOf = (
  of: string,
  { name = '', protocol }: { readonly name?: string; readonly protocol?: string },
  called: string,
  ports: string,
): InboundRule => ({
  ...{ name, of, called, priority: 0, access: 'allow', sources: ['*'], destinations: ['*'], ports: [ports] },
  protocol: protocol === undefined || protocol.toLowerCase() === 'all' ? '*' : protocol.toLowerCase(),
});

/** Without a public address it is an internal one. */
async function frontOf(
  reads: Reads,
  balancer: LoadBalancer,
  { frontendIPConfiguration: link }: InboundNatRule,
): Promise<{ readonly address: string; readonly isPublic: boolean }> {
  const wanted = link?.id?.toLowerCase();
  const front = (balancer.frontendIPConfigurations ?? []).find(({ id }) => id?.toLowerCase() === wanted);
  const publicId = front?.publicIPAddress?.id;
  if (publicId) {
    const read = await reads.publicAddress(publicId);
    return { address: read?.address || nameIn(publicId), isPublic: true };
  }
  if (!front || front.publicIPPrefix)
    return { address: `a front of ${balancer.name ?? 'it'}`, isPublic: true };
  return { address: front.privateIPAddress ?? '', isPublic: false };
}

function kindOf({ sku }: LoadBalancer): NonNullable<Forward['kind']> {
  const name = sku?.name?.toLowerCase() ?? '';
  if (name === 'standard' || name === 'gateway') return 'standard';
  return name === 'basic' ? 'basic' : 'unknown';
}
