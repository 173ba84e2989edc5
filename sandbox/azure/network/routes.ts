import { z } from 'zod';
import { newEtag } from '../cloud/cloud.ts';
import type { Nsg, VirtualNetwork } from '../cloud/documents.ts';
import { resourceId } from '../cloud/resource-id.ts';
import { findByPath, readRoutes } from '../cloud/resource-routes.ts';
import type { World } from '../cloud/world.ts';
import { type Answer, ArmError, resourceNotFound } from '../wire/answer.ts';
import type { Operations } from '../wire/operations.ts';
import { page } from '../wire/pages.ts';
import type { Call, Route } from '../wire/routes.ts';
import { NETWORK_VERSIONS } from '../wire/versions.ts';
import { adminRulesRoute } from './admin-rules.ts';
import { childListRoute } from './child-routes.ts';
import { defaultRules } from './default-rules.ts';
import { checkFree } from './rule-checks.ts';
import { NSG_TYPE, securityRuleRoutes } from './security-rules.ts';

const VNET_TYPE = 'Microsoft.Network/virtualNetworks';
const READ_ONLY = [
  ...['networkInterfaces', 'publicIPAddresses', 'azureFirewalls', 'routeTables'],
  ...['virtualHubs', 'loadBalancers', 'firewallPolicies'],
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
    childListRoute(world, 'Microsoft.Network/firewallPolicies', 'ruleCollectionGroups'),
    ...operations.routes,
    {
      method: 'PUT',
      path: `/subscriptions/{subscription}/resourceGroups/{group}/providers/${NSG_TYPE}/{name}`,
      family: 'network',
      action: `${NSG_TYPE}/write`,
      versions: NETWORK_VERSIONS,
      answer: (call) => writeNsg(world, operations, call),
    },
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

const NsgBody = z.object({
  location: z.string(),
  tags: z.record(z.string(), z.string()).optional(),
  properties: z
    .object({
      securityRules: z.array(z.looseObject({ name: z.string() })).optional(),
      flushConnection: z.boolean().optional(),
    })
    .optional(),
});

/** Writes a whole group. Rules that are not in the body are gone: how infrastructure code wipes Defender's rules. */
function writeNsg(world: World, operations: Operations, call: Call): Answer {
  const body = NsgBody.safeParse(call.body);
  if (!body.success) throw new ArmError(400, 'InvalidRequestFormat', z.prettifyError(body.error));
  const { subscription = '', group = '', name = '' } = call.params;
  const id = resourceId(subscription, group, NSG_TYPE, name);
  const before = world.cloud.find<Nsg>(id);
  if (before) checkFree(world, before);
  const nsg = nsgDocument(id, name, body.data);
  world.cloud.put(nsg);
  const ends = (state: string) => (): void => {
    nsg.properties.provisioningState = state;
    world.cloud.touched(nsg);
  };
  const headers = operations.start(call, body.data.location, ends('Succeeded'), ends('Failed'));
  const { location: _, ...rest } = headers;
  return {
    status: before ? 200 : 201,
    headers: { ...rest, 'azure-asyncnotification': 'Enabled', 'Retry-After': '3' },
    body: structuredClone(nsg),
  };
}

function nsgDocument(id: string, name: string, body: z.infer<typeof NsgBody>): Nsg {
  const rules = (body.properties?.securityRules ?? []).map((rule) => ({
    ...rule,
    id: `${id}/securityRules/${rule.name}`,
    etag: newEtag(),
    type: `${NSG_TYPE}/securityRules`,
  }));
  return {
    name,
    id,
    etag: newEtag(),
    type: NSG_TYPE,
    location: body.location,
    ...(body.tags ? { tags: body.tags } : {}),
    properties: {
      provisioningState: 'Updating',
      resourceGuid: crypto.randomUUID(),
      ...(body.properties?.flushConnection !== undefined && {
        flushConnection: body.properties.flushConnection,
      }),
      securityRules: rules as unknown as Nsg['properties']['securityRules'],
      defaultSecurityRules: defaultRules(id),
    },
  };
}
