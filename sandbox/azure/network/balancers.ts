import type { Cloud } from '../cloud/cloud.ts';
import type { ArmDocument, Link, Nic } from '../cloud/documents.ts';

type Config = Nic['properties']['ipConfigurations'][number]['properties'];

interface BalancerRule extends Link {
  properties: { frontendIPConfiguration: Link; backendPort: number; backendAddressPool?: Link };
}

/** A load balancer that an interface is behind leads to it by the rules that name the interface, or a pool that it is in. */
export function balancedTo(cloud: Cloud, config: Config, port: number): 'standard' | 'basic' | undefined {
  const links = [
    ...((config.loadBalancerInboundNatRules as Link[] | undefined) ?? []),
    ...((config.loadBalancerBackendAddressPools as Link[] | undefined) ?? []),
  ].map(({ id }) => id.toLowerCase());
  const found = cloud
    .ofType<ArmDocument>('Microsoft.Network/loadBalancers')
    .find((balancer) => leadsTo(balancer, links, port));
  if (!found) return undefined;
  return (found.sku as { name?: string } | undefined)?.name === 'Basic' ? 'basic' : 'standard';
}

function leadsTo({ properties }: ArmDocument, links: readonly string[], port: number): boolean {
  const rules: BalancerRule[] = [
    ...(properties.inboundNatRules ?? []),
    ...(properties.loadBalancingRules ?? []),
  ];
  const isPublic = ({ id }: Link): boolean =>
    (properties.frontendIPConfigurations as (Link & { properties: { publicIPAddress?: Link } })[]).some(
      (front) =>
        front.id.toLowerCase() === id.toLowerCase() && front.properties.publicIPAddress !== undefined,
    );
  return rules.some(
    (rule) =>
      rule.properties.backendPort === port &&
      isPublic(rule.properties.frontendIPConfiguration) &&
      [rule.id, rule.properties.backendAddressPool?.id ?? ''].some((id) => links.includes(id.toLowerCase())),
  );
}
