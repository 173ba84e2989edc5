import { CloudError } from '../../../ports/provider.ts';
import { askTwice, orError, startDeadline } from '../wire/call.ts';
import type { Clients, Tenant } from '../wire/clients.ts';
import { patiently } from '../wire/patiently.ts';
import { QUERIES, type QueryName, type RowOf } from './queries.ts';

/** Resource Graph answers 1,000 rows a page; more pages than this is not an inventory but a mistake. */
const MOST_PAGES = 200;

interface Rows<Q extends QueryName> {
  readonly rows: readonly RowOf<Q>[];
  readonly unread: number;
}

/**
 * Every row of one query over the configured subscriptions, of every tenant; a row that cannot be read is left out and
 * counted. Another tenant that does not answer keeps what it last said, and hides nothing of the others. Throws `CloudError`.
 */
export async function queryAll<Q extends QueryName>(clients: Clients, name: Q): Promise<Rows<Q>> {
  const parts = [await queryIn(clients, name, undefined)];
  for (const tenant of clients.settings.tenants ?? []) {
    const before = lastOf(clients);
    const key = `${tenant.id} ${name}`;
    const answer = await orError(queryIn(clients, name, tenant));
    if (!(answer instanceof CloudError)) before.set(key, answer);
    const known = before.get(key) as Rows<Q> | undefined;
    if (known) parts.push(known);
  }
  return {
    rows: parts.flatMap(({ rows }) => rows),
    unread: parts.reduce((sum, { unread }) => sum + unread, 0),
  };
}

const LAST = new WeakMap<Clients, Map<string, unknown>>();

function lastOf(clients: Clients): Map<string, unknown> {
  const last = LAST.get(clients) ?? new Map<string, unknown>();
  LAST.set(clients, last);
  return last;
}

async function queryIn<Q extends QueryName>(
  clients: Clients,
  name: Q,
  tenant: Tenant | undefined,
): Promise<Rows<Q>> {
  const { kql, row } = QUERIES[name];
  const rows: RowOf<Q>[] = [];
  let unread = 0;
  let skipToken: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    // Resource Graph takes 15 queries in 5 seconds. https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests
    const page = await patiently(() => queryPage(clients, kql, skipToken, tenant));
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

async function queryPage(
  clients: Clients,
  query: string,
  skipToken: string | undefined,
  tenant: Tenant | undefined,
): Promise<Page> {
  const graph = await clients.graph(tenant?.id);
  const subscriptions = tenant?.subscriptions ?? clients.settings.subscriptions ?? [];
  const doing = clients.doing('list the VMs', 'Microsoft.ResourceGraph/resources/read', 'the list of VMs');
  await clients.pace.ready();
  const { value } = await askTwice(doing, startDeadline(clients.limitMs), (options) =>
    graph.resources(
      {
        query,
        ...(subscriptions.length > 0 && { subscriptions: [...subscriptions] }),
        options: { resultFormat: 'objectArray', ...(skipToken !== undefined && { skipToken }) },
      },
      {
        ...options,
        onResponse(response) {
          clients.pace.note(response);
          options.onResponse(response);
        },
      },
    ),
  );
  const data: unknown = value.data;
  if (!Array.isArray(data) || (value.resultTruncated === 'true' && !value.skipToken)) {
    throw new CloudError('broken', 'Azure gave only a part of the list of VMs.');
  }
  return { data, skipToken: value.skipToken || undefined };
}
