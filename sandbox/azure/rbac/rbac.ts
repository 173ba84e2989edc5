import { randomUUID } from 'node:crypto';
import type { Permissions } from '../sign-in/permissions.ts';

/** A person, an app or a group of the directory. */
export type Entry =
  | {
      readonly kind: 'user';
      readonly id: string;
      readonly name: string;
      readonly upn: string;
      readonly enabled: boolean;
      readonly guest: boolean;
    }
  | { readonly kind: 'servicePrincipal'; readonly id: string; readonly name: string; readonly appId: string }
  | {
      readonly kind: 'group';
      readonly id: string;
      readonly name: string;
      readonly members: readonly string[];
    };

export type Directory = ReadonlyMap<string, Entry>;

/** Who may do what, as Azure would list it, and who there is. What the caller may do is `world.permissions` all the same. */
export interface Rbac {
  readonly directory: Map<string, Entry>;
  readonly definitions: Definition[];
  readonly assignments: Given[];
  readonly eligible: Given[];
  readonly denies: Deny[];
  /** Application permissions that the caller has of Microsoft Graph. */
  rights: readonly string[];
  /** Changes reach Graph's replicas late: so many reads more show the directory as it was then. */
  stale?: { readonly directory: Directory; reads: number };
}

/** The directory as the replica shows it that happens to answer. */
export function seenOf(rbac: Rbac): Directory {
  if (rbac.stale === undefined || rbac.stale.reads <= 0) return rbac.directory;
  rbac.stale.reads -= 1;
  return rbac.stale.directory;
}

interface Definition {
  readonly id: string;
  readonly properties: {
    readonly scope?: string;
    readonly roleName: string;
    readonly type: string;
    readonly permissions: readonly Permissions[];
  };
}

/** A role assignment, or an eligibility for one. */
interface Given {
  readonly id: string;
  readonly properties: {
    readonly scope: string;
    readonly principalId?: string;
    readonly [key: string]: unknown;
  };
}

interface Deny {
  readonly id: string;
  readonly properties: { readonly scope: string; readonly [key: string]: unknown };
}

const AUTHORIZATION = 'Microsoft.Authorization';
const VM_ACTIONS = [
  'Microsoft.Authorization/*/read',
  'Microsoft.Compute/virtualMachines/*',
  'Microsoft.Network/networkInterfaces/*',
  'Microsoft.Network/networkSecurityGroups/join/action',
  'Microsoft.Network/networkSecurityGroups/read',
  'Microsoft.Network/virtualNetworks/read',
];

/** Azure's built-in roles with the actions that matter here. https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const BUILT_IN: Readonly<
  Record<string, readonly [guid: string, actions: readonly string[], not?: readonly string[]]>
> = {
  Owner: ['8e3af657-a8ff-443c-a75c-2fe8c4bcb635', ['*']],
  Contributor: [
    'b24988ac-6180-42a0-ab88-20f7382dd24c',
    ['*'],
    [
      'Microsoft.Authorization/*/Delete',
      'Microsoft.Authorization/*/Write',
      'Microsoft.Authorization/elevateAccess/Action',
    ],
  ],
  Reader: ['acdd72a7-3385-48ef-bd42-f606fba81ae7', ['*/read']],
  'Virtual Machine Contributor': ['9980e02c-c2be-4d73-94e8-173b1dc7cf3c', VM_ACTIONS],
  'Network Contributor': [
    '4d97b98b-1d4f-4787-a291-c67834d212e7',
    ['Microsoft.Authorization/*/read', 'Microsoft.Network/*'],
  ],
  'Security Admin': [
    'fb1c8493-542b-48eb-b624-b4c8fea62acd',
    ['Microsoft.Authorization/*/read', 'Microsoft.Security/*'],
    ['Microsoft.Security/defenderForStorageSettings/write'],
  ],
};

export function createRbac(): Rbac {
  return {
    ...{ directory: new Map(), assignments: [], eligible: [], denies: [] },
    definitions: Object.entries(BUILT_IN).map(([name, [guid, actions, notActions = []]]) =>
      definitionOf(name, guid, 'BuiltInRole', { actions, notActions }),
    ),
    rights: ['GroupMember.Read.All', 'User.Read.All', 'Directory.Read.All'],
  };
}

export const definitionOf = (
  roleName: string,
  guid: string,
  type: string,
  permissions: Permissions,
): Definition => ({
  id: `/providers/${AUTHORIZATION}/roleDefinitions/${guid}`,
  properties: { roleName, type, permissions: [permissions] },
});

/** Gives a role, by its name. Throws a sentence where there is none. */
export function give(
  rbac: Rbac,
  scope: string,
  role: string,
  principalId: string,
  more: { readonly eligible: boolean; readonly condition?: string | undefined },
): void {
  const definition = rbac.definitions.find(({ properties }) => properties.roleName === role);
  if (!definition) throw new Error(`There is no role ${role}.`);
  const kind = rbac.directory.get(principalId)?.kind;
  const type = more.eligible ? 'roleEligibilityScheduleInstances' : 'roleAssignments';
  const properties = {
    ...{ scope, principalId, principalType: kind && kind.charAt(0).toUpperCase() + kind.slice(1) },
    // Assignments name the role by the subscription's path, whatever the role's own id is.
    roleDefinitionId: `${/^\/subscriptions\/[^/]+/.exec(scope)?.[0] ?? ''}${definition.id}`,
    ...(more.condition === undefined ? {} : { condition: more.condition, conditionVersion: '2.0' }),
  };
  const id = `${scope === '/' ? '' : scope}/providers/${AUTHORIZATION}/${type}/${randomUUID()}`;
  (more.eligible ? rbac.eligible : rbac.assignments).push({ id, properties });
}
