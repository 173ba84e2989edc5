import { createClock } from '../../src/clock.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { createAgenda } from './cloud/agenda.ts';
import { createCloud } from './cloud/cloud.ts';
import { computeRoutes } from './cloud/compute.ts';
import { managementRoutes } from './cloud/management.ts';
import { type Settings, USUAL, type World } from './cloud/world.ts';
import { resourceGraphRoutes } from './graph/resource-graph.ts';
import type { JitEffects } from './jit/access.ts';
import { jitInitiateRoutes } from './jit/initiate.ts';
import { jitPolicyRoutes } from './jit/policies.ts';
import { createActivityLog } from './monitor/activity-log.ts';
import { activityRoutes } from './monitor/activity-routes.ts';
import { networkRoutes } from './network/routes.ts';
import { createRbac } from './rbac/rbac.ts';
import { rbacRoutes } from './rbac/rbac-routes.ts';
import type { Permissions } from './sign-in/permissions.ts';
import type { Principal } from './sign-in/token.ts';
import { createOperations } from './wire/operations.ts';
import type { Route } from './wire/routes.ts';

const WHO: Principal = {
  tenantId: '3a9d5b7c-1e2f-4a68-9c0d-5f4e3b2a1c10',
  objectId: '7e1c4d2a-8b3f-4c59-a6d7-0b9e8f7a6c21',
  clientId: 'c4b7a1d8-6e5f-4023-b9c8-1d2e3f4a5b32',
  resource:
    '/subscriptions/6c8d2f10-5a41-4d8e-9b7a-0f3e5c2a1b01/resourcegroups/rg-ajar/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ajar',
};

/** An empty world with its clock. */
export function createWorld(options: {
  readonly clock?: Clock;
  readonly settings?: Partial<Settings>;
  readonly permissions: Permissions;
}): World {
  const settings = { ...USUAL, ...options.settings };
  const clock = ahead(options.clock ?? createClock(), settings.skewMs);
  return {
    cloud: createCloud(),
    clock,
    agenda: createAgenda(clock),
    settings,
    principal: WHO,
    permissions: options.permissions,
    others: new Map(),
    locks: new Set(),
    rbac: createRbac(),
    activity: createActivityLog(settings.activityLagMs),
    changing: new Set(),
    pending: new Map(),
  };
}

const ahead = (clock: Clock, ms: number): Clock => ({
  now: () => new Date(clock.now().getTime() + ms),
  spanOf: clock.spanOf,
  wakeAt: (at, call) => clock.wakeAt(new Date(at.getTime() - ms), call),
});

/** Every operation that this Azure has. */
export function routesOf(world: World, effects: JitEffects): readonly Route[] {
  return [
    ...managementRoutes(world),
    ...jitPolicyRoutes(world, effects),
    ...jitInitiateRoutes(world, effects),
    ...networkRoutes(world, createOperations(world)),
    ...computeRoutes(world),
    ...activityRoutes(world),
    ...rbacRoutes(world),
    ...resourceGraphRoutes(world),
  ];
}
