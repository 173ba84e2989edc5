import { CloudError } from '../../../ports/provider.ts';
import { askTwice, startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { patiently } from '../wire/patiently.ts';
import { QUERIES, type QueryName, type RowOf } from './queries.ts';

/** Resource Graph answers 1,000 rows a page; more pages than this is not an inventory but a mistake. */
const MOST_PAGES = 200;

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
    // Resource Graph takes 15 queries in 5 seconds. https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests
    const page = await patiently(() => queryPage(clients, kql, skipToken));
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
  const doing = clients.doing('list the VMs', 'Microsoft.ResourceGraph/resources/read', 'the list of VMs');
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
