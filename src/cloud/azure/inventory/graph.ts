import { z } from 'zod';
import { CloudError } from '../../../ports/provider.ts';
import { askTwice, startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';

/** Resource Graph answers 1,000 rows a page; more pages than this is not an inventory but a mistake. */
const MOST_PAGES = 200;

const Id = z.string().transform((id) => id.toLowerCase());
const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? '');
const Link = z.object({ id: Id });

/** What the inventory asks of Resource Graph: the query, and a row as it comes back. `id` must be among the columns, or there are no further pages. */
export const QUERIES = {
  subscriptions: {
    kql: `resourcecontainers | where type =~ 'microsoft.resources/subscriptions' | project id, subscriptionId, name`,
    row: z.object({ id: Id, subscriptionId: Id, name: z.string() }),
  },
  vms: {
    kql: `resources | where type in~ ('microsoft.compute/virtualmachines', 'microsoft.classiccompute/virtualmachines')
| project id, name, resourceGroup, subscriptionId, location, tags, vmId = tostring(properties.vmId),
  os = tostring(properties.storageProfile.osDisk.osType), power = tostring(properties.extended.instanceView.powerState.code),
  nics = properties.networkProfile.networkInterfaces`,
    row: z.object({
      id: Id,
      name: z.string(),
      resourceGroup: z.string(),
      subscriptionId: Id,
      location: Text,
      tags: z
        .record(z.string(), z.string())
        .nullish()
        .transform((tags) => tags ?? {}),
      vmId: Text.transform((id) => id.toLowerCase()),
      os: Text,
      power: Text,
      nics: z
        .array(Link)
        .nullish()
        .transform((nics) => nics ?? []),
    }),
  },
  nics: {
    kql: `resources | where type =~ 'microsoft.network/networkinterfaces'
| project id, nsg = tostring(properties.networkSecurityGroup.id), configurations = properties.ipConfigurations`,
    row: z.object({
      id: Id,
      nsg: Text.transform((id) => id.toLowerCase()),
      configurations: z.array(
        z.object({
          properties: z.object({
            privateIPAddress: z.string().nullish(),
            subnet: Link.nullish(),
            publicIPAddress: Link.nullish(),
          }),
        }),
      ),
    }),
  },
  networks: {
    kql: `resources | where type =~ 'microsoft.network/virtualnetworks' | project id, subnets = properties.subnets`,
    row: z.object({
      id: Id,
      subnets: z
        .array(z.object({ id: Id, properties: z.object({ networkSecurityGroup: Link.nullish() }).nullish() }))
        .nullish()
        .transform((subnets) => subnets ?? []),
    }),
  },
  addresses: {
    kql: `resources | where type =~ 'microsoft.network/publicipaddresses' | project id, address = tostring(properties.ipAddress)`,
    row: z.object({ id: Id, address: Text }),
  },
} as const;

type Queries = typeof QUERIES;
export type QueryName = keyof Queries;
export type RowOf<Q extends QueryName> = z.output<Queries[Q]['row']>;

/** Every row of one query over the configured subscriptions; a row that cannot be read is left out and counted. Throws `CloudError`. */
export async function queryAll<Q extends QueryName>(
  clients: Clients,
  name: Q,
): Promise<{ readonly rows: readonly RowOf<Q>[]; readonly unread: number }> {
  const { kql, row } = QUERIES[name];
  const rows: RowOf<Q>[] = [];
  let unread = 0;
  let skipToken: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await queryPage(clients, kql, skipToken);
    for (const data of page.data) {
      const read = row.safeParse(data);
      if (read.success) rows.push(read.data as RowOf<Q>);
      else unread += 1;
    }
    skipToken = page.skipToken;
    if (skipToken === undefined) return { rows, unread };
  }
  throw new CloudError(
    'broken',
    `Azure's list of ${name} does not end after ${MOST_PAGES} pages. Set AJAR_AZURE_SUBSCRIPTIONS to the subscriptions that matter.`,
  );
}

interface Page {
  readonly data: readonly unknown[];
  readonly skipToken: string | undefined;
}

async function queryPage(clients: Clients, query: string, skipToken: string | undefined): Promise<Page> {
  const graph = await clients.graph();
  const subscriptions = clients.settings.subscriptions ?? [];
  const doing = clients.doing(
    'list the VMs',
    'Microsoft.Resources/subscriptions/resources/read',
    'the list of VMs',
  );
  const { value } = await askTwice(doing, startDeadline(clients.limitMs), (options) =>
    graph.resources(
      {
        query,
        ...(subscriptions.length > 0 && { subscriptions: [...subscriptions] }),
        options: { resultFormat: 'objectArray', ...(skipToken !== undefined && { skipToken }) },
      },
      options,
    ),
  );
  const data: unknown = value.data;
  if (!Array.isArray(data) || (value.resultTruncated === 'true' && !value.skipToken)) {
    throw new CloudError('broken', 'Azure gave only a part of the list of VMs.');
  }
  return { data, skipToken: value.skipToken || undefined };
}
