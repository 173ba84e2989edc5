import type { VirtualNetwork } from '../cloud/documents.ts';
import { findByPath, readRoutes } from '../cloud/resource-routes.ts';
import type { World } from '../cloud/world.ts';
import { firewallPolicyRoutes } from '../firewall/rule-groups.ts';
import { resourceNotFound } from '../wire/answer.ts';
import type { Operations } from '../wire/operations.ts';
import { page } from '../wire/pages.ts';
import type { Call, Route } from '../wire/routes.ts';
import { NETWORK_VERSIONS } from '../wire/versions.ts';
import { adminRulesRoute } from './admin-rules.ts';
import { childListRoute } from './child-routes.ts';
import { ipFlowRoute } from './ip-flow.ts';
import { NSG_TYPE, securityRuleRoutes } from './security-rules.ts';
import { wholeGroupRoute } from './whole-group.ts';

const VNET_TYPE = 'Microsoft.Network/virtualNetworks';
const READ_ONLY = [
  ...['applicationSecurityGroups', 'networkInterfaces', 'publicIPAddresses', 'azureFirewalls'],
  ...['routeTables', 'virtualHubs', 'loadBalancers', 'networkWatchers'],
];

/** Everything under Microsoft.Network that Ajar reads or writes. */
export function networkRoutes(world: World, operations: Operations): readonly Route[] {
  const types = [NSG_TYPE, VNET_TYPE, ...READ_ONLY.map((type) => `Microsoft.Network/${type}`)];
  return [
    ...types.flatMap((type) => readRoutes(world, { type, family: 'network', versions: NETWORK_VERSIONS })),
    ...subnetRoutes(world),
    ...securityRuleRoutes(world, operations),
    adminRulesRoute(world),
    childListRoute(world, 'Microsoft.Network/virtualHubs', 'hubVirtualNetworkConnections'),
    ...firewallPolicyRoutes(world, operations),
    ...operations.routes,
    wholeGroupRoute(world, operations),
    ipFlowRoute(world, operations),
  ];
}

function subnetRoutes(world: World): readonly Route[] {
  const path = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${VNET_TYPE}/{name}/subnets`;
  const action = `${VNET_TYPE}/subnets/read`;
  const shared = { method: 'GET', family: 'network', action, versions: NETWORK_VERSIONS } as const;
  const subnets = (call: Call) => findByPath<VirtualNetwork>(world, call, VNET_TYPE).properties.subnets;
  return [
    { ...shared, path, answer: (call) => page(call, subnets(call), world.settings.pageSize) },
    {
      ...shared,
      path: `${path}/{subnet}`,
      answer(call) {
        const { subnet = '', group = '' } = call.params;
        const found = subnets(call).find((s) => s.name.toLowerCase() === subnet.toLowerCase());
        if (!found) throw resourceNotFound(`${VNET_TYPE}/subnets`, subnet, group);
        return { status: 200, headers: { etag: found.etag ?? '' }, body: found };
      },
    },
  ];
}
