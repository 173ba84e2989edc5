import type { Cloud } from '../cloud/cloud.ts';
import type { AdminRule, VirtualNetwork } from '../cloud/documents.ts';
import { findByPath } from '../cloud/resource-routes.ts';
import type { World } from '../cloud/world.ts';
import type { Route } from '../wire/routes.ts';
import { NETWORK_VERSIONS } from '../wire/versions.ts';

const VNET_TYPE = 'Microsoft.Network/virtualNetworks';
const OPERATION = 'listNetworkManagerEffectiveSecurityAdminRules';

/** Kept as documents of a type that no Azure has: there they are the manager's, and a network only lists them. */
export const ADMIN_RULE_TYPE = 'Sandbox.Network/securityAdminRules';

/** The rules that a virtual network manager put on this network. */
export const adminRulesOn = (cloud: Cloud, networkId: string): readonly AdminRule[] =>
  cloud
    .ofType<AdminRule>(ADMIN_RULE_TYPE)
    .filter(({ properties }) => properties.network.toLowerCase() === networkId.toLowerCase());

/** How Azure lists them for a network: one page, as few have more than some. */
export const adminRulesRoute = (world: World): Route => ({
  method: 'POST',
  path: `/subscriptions/{subscription}/resourceGroups/{group}/providers/${VNET_TYPE}/{name}/${OPERATION}`,
  family: 'network',
  action: `${VNET_TYPE}/${OPERATION}/action`,
  versions: NETWORK_VERSIONS,
  answer(call) {
    const { id } = findByPath<VirtualNetwork>(world, call, VNET_TYPE);
    return { status: 200, body: { value: adminRulesOn(world.cloud, id).map(shown) } };
  },
});

function shown({ id, properties: { network: _, ...properties } }: AdminRule): unknown {
  return {
    id,
    kind: 'Custom',
    configurationDescription: '',
    ruleCollectionDescription: '',
    ruleCollectionAppliesToGroups: [],
    ruleGroups: [],
    properties: { ...properties, direction: 'Inbound', provisioningState: 'Succeeded' },
  };
}
