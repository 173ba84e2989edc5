import { z } from 'zod';
import { ArmError } from '../wire/answer.ts';
import { page } from '../wire/pages.ts';
import type { Call, Route } from '../wire/routes.ts';
import { AUTHORIZATION_VERSIONS, PRICING_VERSIONS, SUBSCRIPTION_VERSIONS } from '../wire/versions.ts';
import { RESOURCE_GROUP, SUBSCRIPTION } from './cloud.ts';
import type { ArmDocument } from './documents.ts';
import { readResourceId } from './resource-id.ts';
import type { World } from './world.ts';

/** What ARM itself answers: subscriptions, resource groups, tenants, permissions; and the Defender plan. */
export function managementRoutes(world: World): readonly Route[] {
  const { cloud, settings } = world;
  const read = (path: string, action: string, answer: Route['answer']): Route => ({
    method: 'GET',
    path,
    family: 'arm',
    action,
    versions: SUBSCRIPTION_VERSIONS,
    answer,
  });
  const subscriptions = () => cloud.ofType(SUBSCRIPTION).map(shownSubscription);
  const groups = (call: Call) =>
    cloud
      .ofType(RESOURCE_GROUP)
      .filter((g) => sameText(readResourceId(g.id).subscription, call.params.subscription));
  const groupRead = 'Microsoft.Resources/subscriptions/resourceGroups/read';
  return [
    read('/tenants', 'Microsoft.Resources/tenants/read', () => ({
      status: 200,
      body: { value: [{ id: `/tenants/${world.principal.tenantId}`, tenantId: world.principal.tenantId }] },
    })),
    read('/subscriptions', 'Microsoft.Resources/subscriptions/read', (call) =>
      page(call, subscriptions(), settings.pageSize),
    ),
    read('/subscriptions/{subscription}', 'Microsoft.Resources/subscriptions/read', (call) => ({
      status: 200,
      body: subscriptions().find((s) => sameText(s.subscriptionId, call.params.subscription)),
    })),
    read('/subscriptions/{subscription}/resourceGroups', groupRead, (call) =>
      page(call, groups(call), settings.pageSize),
    ),
    read('/subscriptions/{subscription}/resourceGroups/{group}', groupRead, (call) => ({
      status: 200,
      body: groups(call).find((g) => sameText(g.name, call.params.group)),
    })),
    ...permissionRoutes(),
    ...pricingRoutes(world),
  ];
}

const sameText = (a: string, b: string | undefined): boolean => a.toLowerCase() === b?.toLowerCase();

function shownSubscription(document: ArmDocument) {
  const { subscriptionId, tenantId, displayName, state } = document.properties;
  return {
    id: document.id,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionId,
    tenantId,
    displayName,
    state,
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
    },
  } as { subscriptionId: string } & Record<string, unknown>;
}

/** What the caller may do, at a subscription, a resource group or a resource; the same everywhere in the sandbox. */
function permissionRoutes(): readonly Route[] {
  const group = '/subscriptions/{subscription}/resourceGroups/{group}';
  const scopes = ['/subscriptions/{subscription}', group, `${group}/providers/{namespace}/{type}/{name}`];
  return scopes.map((scope) => ({
    method: 'GET',
    path: `${scope}/providers/Microsoft.Authorization/permissions`,
    family: 'authorization',
    action: 'Microsoft.Authorization/permissions/read',
    versions: AUTHORIZATION_VERSIONS,
    answer: ({ permissions }) => ({
      status: 200,
      body: { value: [{ ...permissions, dataActions: [], notDataActions: [] }] },
    }),
  }));
}

const PricingBody = z.object({
  properties: z.object({ pricingTier: z.enum(['Standard', 'Free']), subPlan: z.string().optional() }),
});

function pricingRoutes({ cloud }: World): readonly Route[] {
  const path = '/subscriptions/{subscription}/providers/Microsoft.Security/pricings';
  const shared = { family: 'pricings', versions: PRICING_VERSIONS } as const;
  const find = ({ params }: Call): ArmDocument => {
    const found = cloud.find(
      `/subscriptions/${params.subscription}/providers/Microsoft.Security/pricings/${params.name}`,
    );
    if (found) return found;
    throw new ArmError(404, 'ResourceNotFound', `The pricing '${params.name}' does not exist.`);
  };
  const action = 'Microsoft.Security/pricings';
  return [
    {
      ...shared,
      method: 'GET',
      path: `${path}/{name}`,
      action: `${action}/read`,
      answer: (call) => ({ status: 200, body: shownPricing(find(call), call.version) }),
    },
    {
      ...shared,
      method: 'PUT',
      path: `${path}/{name}`,
      action: `${action}/write`,
      answer(call) {
        const body = PricingBody.safeParse(call.body);
        if (!body.success) throw new ArmError(400, 'BadRequest', z.prettifyError(body.error));
        const pricing = find(call);
        Object.assign(pricing.properties, body.data.properties);
        return { status: 200, body: shownPricing(pricing, call.version) };
      },
    },
  ];
}

/** 2018-06-01 has no subPlan; 2023-01-01 adds extensions. */
function shownPricing(document: ArmDocument, version: string): unknown {
  const { subPlan, pricingTier, freeTrialRemainingTime } = document.properties;
  const properties = {
    pricingTier,
    ...(version >= '2022-03-01' && subPlan ? { subPlan } : {}),
    freeTrialRemainingTime,
    ...(version >= '2023-01-01' ? { extensions: [] } : {}),
  };
  return { id: document.id, name: document.name, type: document.type, properties };
}
