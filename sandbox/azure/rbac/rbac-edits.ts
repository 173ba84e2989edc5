import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { definitionOf, give, type Rbac } from './rbac.ts';

const texts = z.array(z.string()).default([]);
const role = { actions: z.array(z.string()), notActions: texts };

/** Changes of who may do what, and of who there is. */
export const RBAC_EDITS = [
  z.strictObject({
    kind: z.literal('person'),
    ...{ id: z.guid(), name: z.string(), upn: z.string() },
    ...{ enabled: z.boolean().default(true), guest: z.boolean().default(false) },
  }),
  z.strictObject({ kind: z.literal('deleted'), id: z.guid() }),
  z.strictObject({ kind: z.literal('stale-directory'), reads: z.int().min(1) }),
  z.strictObject({ kind: z.literal('app'), id: z.guid(), name: z.string(), appId: z.guid() }),
  z.strictObject({ kind: z.literal('group'), id: z.guid(), name: z.string(), members: texts }),
  z.strictObject({ kind: z.literal('role'), name: z.string(), ...role }),
  z.strictObject({
    kind: z.literal('assign'),
    ...{ principal: z.string(), role: z.string(), scope: z.string().startsWith('/') },
    ...{ eligible: z.boolean().default(false), condition: z.string().optional() },
  }),
  z.strictObject({
    kind: z.literal('deny'),
    scope: z.string().startsWith('/'),
    ...{ ...role, principals: z.array(z.string()), except: texts, here: z.boolean().default(false) },
  }),
  z.strictObject({ kind: z.literal('graph-rights'), rights: texts }),
] as const;

type RbacEdit = z.output<(typeof RBAC_EDITS)[number]>;

type Deeds = { readonly [K in RbacEdit['kind']]: (rbac: Rbac, edit: Extract<RbacEdit, { kind: K }>) => void };

/** How each change is made. Throws a sentence when it names what is not there. */
export const RBAC_DEEDS: Deeds = {
  person: ({ directory }, edit) => directory.set(edit.id, { ...edit, kind: 'user' }),
  deleted: ({ directory }, { id }) => directory.delete(id),
  'stale-directory': (rbac, { reads }) => {
    rbac.stale = { directory: new Map(rbac.directory), reads };
  },
  app: ({ directory }, edit) => directory.set(edit.id, { ...edit, kind: 'servicePrincipal' }),
  group: ({ directory }, edit) => directory.set(edit.id, edit),
  role: ({ definitions }, edit) =>
    definitions.push(definitionOf(edit.name, randomUUID(), 'CustomRole', edit)),
  assign: (rbac, edit) => give(rbac, edit.scope, edit.role, edit.principal, edit),
  deny: ({ denies, directory }, { actions, notActions, scope, here, principals, except }) => {
    const typed = (id: string) => ({ id, type: directory.get(id)?.kind === 'group' ? 'Group' : 'User' });
    const properties = {
      ...{ scope, principals: principals.map(typed), excludePrincipals: except.map(typed) },
      ...{ permissions: [{ actions, notActions }], denyAssignmentName: 'deny' },
      ...{ doNotApplyToChildScopes: here, isSystemProtected: true },
    };
    denies.push({
      id: `${scope}/providers/Microsoft.Authorization/denyAssignments/${randomUUID()}`,
      properties,
    });
  },
  'graph-rights': (rbac, { rights }) => {
    rbac.rights = rights;
  },
};
