import { sayDuration } from '../duration.ts';
import { formatDate, formatTime, type WallTime } from '../wall-time.ts';
import type { Match, PortRange } from './rule.ts';
import type { Once, Time, Week } from './time.ts';

export type MatchKey = keyof Match;

/** What a rule is about, key by key; nothing for a key that it does not have. */
export function sayMatch(match: Match, key: MatchKey): string | undefined {
  if (key === 'tags' ? match.tags.length === 0 : match[key] === undefined) return undefined;
  return SAYING[key](match);
}

const listOf = (values: readonly string[] | undefined): string => (values ?? []).join(' or ');

const SAYING: Readonly<Record<MatchKey, (match: Match) => string>> = {
  tags: ({ tags }) => `tags ${tags.map(({ key, patterns }) => `${key}=${listOf(patterns)}`).join(' and ')}`,
  resourceGroups: ({ resourceGroups }) => `resource group ${listOf(resourceGroups)}`,
  subscriptions: ({ subscriptions }) => `subscription ${listOf(subscriptions)}`,
  vms: ({ vms }) => `VMs called ${listOf(vms)}`,
  regions: ({ regions }) => `region ${listOf(regions)}`,
  os: ({ os }) => `${listOf(os)} machines`,
  clouds: ({ clouds }) => `cloud ${listOf(clouds)}`,
  ports: ({ ports }) => `ports ${listOf((ports ?? []).map(sayPorts))}`,
  sources: ({ sources }) => `sources in ${listOf(sources)}`,
  requesters: ({ requesters }) => `requesters of ${listOf(requesters)}`,
  times: ({ times }) => `accesses at ${listOf((times ?? []).map(sayTime))}`,
  duration: ({ duration }) => `accesses ${sayLength(duration ?? {})}`,
};

function sayPorts({ from, to, protocol }: PortRange): string {
  const numbers = from === to ? `${from}` : `${from}-${to}`;
  return protocol === '*' ? numbers : `${numbers}/${protocol}`;
}

const sayLength = ({ overMs, upToMs }: NonNullable<Match['duration']>): string =>
  [
    ...(overMs === undefined ? [] : [`longer than ${sayDuration(overMs)}`]),
    ...(upToMs === undefined ? [] : [`of ${sayDuration(upToMs)} or less`]),
  ].join(' and ');

const sayTime = (time: Time): string => (time.kind === 'week' ? sayWeek(time) : sayOnce(time));

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function sayWeek({ days, hours, zone }: Week): string {
  const on = days?.map((day) => DAYS[day]).join(', ') ?? 'every day';
  const at = hours?.map(({ from, to }) => ` ${clock(from)}-${clock(to)}`).join(' and') ?? '';
  return `${on}${at} (${zone})`;
}

const clock = (minutes: number): string => formatTime({ ...wallOf(0), ...split(minutes) });
const split = (minutes: number) => ({ hour: Math.floor(minutes / 60), minute: minutes % 60 });

const sayOnce = ({ from, to, zone }: Once): string => `${moment(from)} to ${moment(to)} (${zone})`;

const moment = (ms: number): string => `${formatDate(wallOf(ms))} ${formatTime(wallOf(ms))}`;

/** What a clock shows, of an instant that is written as if the clock were UTC. */
function wallOf(ms: number): WallTime {
  const date = new Date(ms);
  return {
    ...{ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
    ...{ hour: date.getUTCHours(), minute: date.getUTCMinutes() },
  };
}
