import type { Clients } from '../wire/clients.ts';
import { listAll } from '../wire/pages.ts';
import { Line } from './fold.ts';

/** What lines are asked about. Azure filters by nothing finer; the operations are picked out here. */
export type Subject = { readonly subscriptionId: string } & (
  | { readonly provider: string }
  | { readonly resourceGroup: string }
);

/** Azure gives some hundred lines a page, the newest first. */
const MOST_PAGES = 40;

interface Lines {
  readonly lines: readonly Line[];
  /** What of it could not be read, in sentences. */
  readonly unread: readonly string[];
}

/** The lines about a subject since an instant. Throws `CloudError`. */
export async function readLines(clients: Clients, subject: Subject, from: Date): Promise<Lines> {
  const { subscriptionId } = subject;
  const of =
    'provider' in subject
      ? `of ${subject.provider} in ${subscriptionId}`
      : `of the resource group ${subject.resourceGroup}`;
  const doing = clients.doing(
    `read Azure's activity log ${of}`,
    'Microsoft.Insights/eventtypes/values/read',
    `the activity log ${of}`,
  );
  const { rows, unread, isCut } = await listAll(
    { endpoint: clients.settings.endpoint, get: clients.getPath, limitMs: clients.limitMs },
    doing,
    {
      path: `/subscriptions/${encodeURIComponent(subscriptionId)}/providers/Microsoft.Insights/eventtypes/management/values`,
      query: { 'api-version': '2015-04-01', $filter: filterOf(subject, from) },
    },
    Line,
    MOST_PAGES,
  );
  return {
    lines: rows,
    unread: [
      ...(unread > 0 ? [`${unread} lines of Azure's activity log ${of} could not be read.`] : []),
      ...(isCut
        ? [`Azure's activity log ${of} is longer than ${MOST_PAGES} pages: the oldest lines are missing.`]
        : []),
    ],
  };
}

/** No other forms are taken. Names in it were checked when their ids were read (HOLES H24). https://learn.microsoft.com/rest/api/monitor/activity-logs/list */
const filterOf = (subject: Subject, from: Date): string =>
  `eventTimestamp ge '${from.toISOString()}' and ${
    'provider' in subject
      ? `resourceProvider eq '${subject.provider}'`
      : `resourceGroupName eq '${subject.resourceGroup}'`
  }`;
