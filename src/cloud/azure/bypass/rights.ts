import { z } from 'zod';
import { CloudError } from '../../../ports/provider.ts';
import type { Action } from '../permissions.ts';
import { orError } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { listAll } from '../wire/pages.ts';
import { readVendorError } from '../wire/vendor-error.ts';
import type { Deny } from './algebra.ts';

const Lower = z.string().transform((text) => text.toLowerCase());
const Texts = z
  .array(z.string())
  .nullish()
  .transform((texts) => texts ?? []);
const Blocks = z.array(z.object({ actions: Texts, notActions: Texts }));
const Principals = z
  .array(z.object({ id: Lower, type: z.string().nullish() }))
  .nullish()
  .transform((all) => all ?? []);

const Given = z.object({
  id: z.string(),
  properties: z.object({
    scope: Lower,
    roleDefinitionId: Lower,
    principalId: Lower,
    principalType: z.string().nullish(),
    condition: z.string().nullish(),
  }),
});
export type Given = z.output<typeof Given>;

/** A role, and what it allows. */
export const Definition = z.object({
  id: Lower,
  properties: z.object({ roleName: z.string(), permissions: Blocks }),
});

const DenyRow = z.object({
  id: z.string(),
  properties: z.object({
    scope: Lower,
    doNotApplyToChildScopes: z.boolean().nullish(),
    permissions: Blocks,
    principals: Principals,
    excludePrincipals: Principals,
  }),
});
export type DenyRow = z.output<typeof DenyRow>;

export const denyOf = ({ properties }: DenyRow): Deny => ({
  ...{ scope: properties.scope, here: properties.doNotApplyToChildScopes === true },
  blocks: properties.permissions,
  of: properties.principals.map(({ id }) => id),
  except: properties.excludePrincipals.map(({ id }) => id),
});

/** One list of Azure's about who may do what. */
interface List<T> {
  readonly what: string;
  readonly type: string;
  readonly action: Action;
  readonly version: string;
  readonly row: z.ZodType<T>;
}

const AUTHORIZATION = 'Microsoft.Authorization';

export const ASSIGNMENTS: List<Given> = {
  ...{ what: 'the role assignments', type: 'roleAssignments', version: '2022-04-01', row: Given },
  action: `${AUTHORIZATION}/roleAssignments/read`,
};
export const DEFINITIONS: List<z.output<typeof Definition>> = {
  ...{ what: 'the roles', type: 'roleDefinitions', version: '2022-04-01', row: Definition },
  action: `${AUTHORIZATION}/roleDefinitions/read`,
};
export const ELIGIBLE: List<Given> = {
  ...{ what: 'who could activate a role', type: 'roleEligibilityScheduleInstances', version: '2020-10-01' },
  ...{ row: Given, action: `${AUTHORIZATION}/roleEligibilityScheduleInstances/read` },
};
export const DENIES: List<DenyRow> = {
  ...{ what: 'the deny assignments', type: 'denyAssignments', version: '2022-04-01', row: DenyRow },
  action: `${AUTHORIZATION}/denyAssignments/read`,
};

/** Azure gives up to some hundred a page; a subscription takes 4,000 assignments. */
const MOST_PAGES = 100;

/**
 * A list of one subscription, or what of it a filter lets through (`only`): what is at it and above ($filter=atScope()), and what is at it and below; each once. Throws
 * `CloudError` also where it is not whole, for who is missing would be taken for nobody.
 */
export async function readList<T extends { readonly id: string }>(
  clients: Clients,
  subscriptionId: string,
  { what, type, action, version, row }: List<T>,
  only?: string,
): Promise<readonly T[]> {
  const doing = clients.doing(`list ${what} of ${subscriptionId}`, action, `${what} of ${subscriptionId}`);
  const path = `/subscriptions/${encodeURIComponent(subscriptionId)}/providers/${AUTHORIZATION}/${type}`;
  const reader = { endpoint: clients.settings.endpoint, get: clients.getPath, limitMs: clients.limitMs };
  const found = new Map<string, T>();
  const filters = [['atScope()', only], [only]].map((parts) =>
    parts.filter((part) => part !== undefined).join(' and '),
  );
  const read = async (filter: string) => {
    const start = { path, query: { 'api-version': version, ...(filter === '' ? {} : { $filter: filter }) } };
    return listAll(reader, doing, start, row, MOST_PAGES);
  };
  for (const { rows, unread, isCut } of await Promise.all(filters.map(read))) {
    if (unread > 0 || isCut)
      throw new CloudError('broken', `Of ${what} of ${subscriptionId} not everything could be read.`);
    for (const each of rows) found.set(each.id.toLowerCase(), each);
  }
  return [...found.values()];
}

/** Where nobody has the licence for it, nobody is eligible. https://learn.microsoft.com/entra/id-governance/licensing-fundamentals */
export async function readEligible(
  clients: Clients,
  subscriptionId: string,
): Promise<readonly Given[] | CloudError> {
  const read = await orError(readList(clients, subscriptionId, ELIGIBLE));
  const isUnlicensed =
    read instanceof CloudError && readVendorError(read.cause).code === 'AadPremiumLicenseRequired';
  return isUnlicensed ? [] : read;
}
