import { nowMs, type World } from '../cloud/world.ts';
import { type Answer, ArmError } from '../wire/answer.ts';
import { page } from '../wire/pages.ts';
import type { Call, Route } from '../wire/routes.ts';
import type { LoggedEvent } from './activity-log.ts';

/** The activity log keeps this long. https://learn.microsoft.com/azure/azure-monitor/platform/activity-log */
const KEPT_MS = 90 * 24 * 3_600_000;

/** What Azure takes as a filter: a start, perhaps an end, and at most one of these. https://learn.microsoft.com/rest/api/monitor/activity-logs/list */
const SUBJECTS: Readonly<Record<string, (event: LoggedEvent['event'], wanted: string) => boolean>> = {
  resourcegroupname: (event, wanted) => same(event.resourceGroupName, wanted),
  resourceuri: (event, wanted) => same(event.resourceId, wanted),
  resourceprovider: (event, wanted) => same((event.resourceProviderName as { value: string }).value, wanted),
  correlationid: (event, wanted) => same(event.correlationId, wanted),
};

const same = (a: unknown, b: string): boolean => String(a).toLowerCase() === b.toLowerCase();

export function activityRoutes(world: World): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/subscriptions/{subscription}/providers/Microsoft.Insights/eventtypes/management/values',
      family: 'arm',
      action: 'Microsoft.Insights/eventtypes/values/read',
      versions: ['2015-04-01', '2017-03-01-preview'],
      answer: (call) => list(world, call),
    },
  ];
}

interface Filter {
  readonly from: number;
  readonly to: number;
  readonly holds: (event: LoggedEvent['event']) => boolean;
}

/** Newest first, and nothing that is younger than the lag. */
function list(world: World, call: Call): Answer {
  const filter = readFilter(call.query.get('$filter') ?? '', nowMs(world));
  const { subscription = '' } = call.params;
  const found = world.activity.events.filter(
    ({ at, visibleAt, event }) =>
      visibleAt <= nowMs(world) &&
      at >= filter.from &&
      at <= filter.to &&
      same(event.subscriptionId, subscription) &&
      filter.holds(event),
  );
  const shown = found.toSorted((a, b) => b.at - a.at).map(({ event }) => event);
  return page(call, shown, world.settings.activityPageSize);
}

const TERM = /^(\w+) (ge|le|eq) '([^']*)'$/;

function readFilter(text: string, now: number): Filter {
  let [from, to, holds]: [number?, number?, Filter['holds']?] = [];
  for (const term of text.split(/ and /i)) {
    const [, name = '', sign = '', value = ''] = TERM.exec(term.trim()) ?? [];
    const key = name.toLowerCase();
    const subject = Object.hasOwn(SUBJECTS, key) ? SUBJECTS[key] : undefined;
    if (key === 'eventtimestamp' && sign === 'ge' && from === undefined) from = instant(value);
    else if (key === 'eventtimestamp' && sign === 'le' && to === undefined) to = instant(value);
    else if (subject && sign === 'eq' && !holds) holds = (event) => subject(event, value);
    else throw refusal(`The filter '${text}' is not supported.`);
  }
  if (from === undefined) throw refusal('The start time of the filter is required.');
  if (from < now - KEPT_MS) throw refusal('The start time cannot be more than 90 days in the past.');
  return { from, to: to ?? now, holds: holds ?? (() => true) };
}

function instant(text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw refusal(`'${text}' is not a date.`);
  return ms;
}

const refusal = (message: string): ArmError => new ArmError(400, 'BadRequest', message);
