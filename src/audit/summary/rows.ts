import type { AuditEvent, AuditKind } from '../../access/audit-event.ts';
import { sayDuration } from '../../access/duration.ts';
import type { Life } from './life.ts';
import type { Period, Summary } from './summary.ts';
import { TOPICS } from './topics.ts';

/** One line of a report. */
export interface ReportRow {
  readonly section: string;
  /** What is counted, or what happened. */
  readonly what: string;
  readonly count?: number;
  readonly at?: Date;
  readonly request?: string;
  readonly who?: string;
  readonly detail?: string;
}

/** Closing takes a moment: what was closed this soon after its end was closed in time. */
const IN_TIME_MS = 60_000;

/** The whole report as of `now`, section by section; the period may last longer. */
export function rowsOf(summary: Summary, now: Date): readonly ReportRow[] {
  const opened = summary.lives.filter(({ openedAt }) => isIn(summary.period, openedAt));
  return [
    ...accessRows(summary, opened),
    ...byRows(
      'opened by VM',
      opened.flatMap(({ vms }) => vms.map(nameOf)),
    ),
    ...byRows(
      'opened by port',
      opened.flatMap(({ ports }) => ports),
    ),
    ...byRows(
      'opened by person',
      opened.map(({ asked }) => asked?.by.name ?? 'before this log begins'),
    ),
    ...byRows('opened by approver', opened.flatMap(approversOf)),
    ...glassRows(summary),
    ...summary.selfApprovals.map(eventRow('self-approval', 'tried to approve their own')),
    ...byRows(
      'refused',
      summary.refusals.map(({ detail }) => kindOfSentence(detail)),
    ),
    ...summary.outside.map(eventRow('opened from outside', 'opened without Ajar')),
    ...overrunRows(summary, now),
    ...summary.lives.flatMap((life) => stuckRows(life, summary.period)),
    ...summary.events
      .filter(({ kind }) => kind === 'left')
      .map(eventRow('leavers', 'ended for who has left')),
    ...summary.events
      .filter(({ kind }) => TOPICS[kind] === 'policy')
      .map((event) => eventRow('policy', event.kind)(event)),
    ...byRows(
      'everything by kind',
      summary.events.map(({ kind }) => kind),
    ),
  ];
}

const isIn = ({ since, until }: Period, at: Date | undefined): boolean =>
  at !== undefined && at >= since && at < until;

function accessRows({ events }: Summary, opened: readonly Life[]): readonly ReportRow[] {
  const count = (...kinds: readonly AuditKind[]): number =>
    events.filter(({ kind }) => kinds.includes(kind)).length;
  const granted = opened.flatMap(({ openedAt, until }) => spanOf(openedAt, until));
  const real = opened.flatMap(({ openedAt, closedAt }) => spanOf(openedAt, closedAt));
  const auto = opened.filter(({ approvers, breakGlass }) => approvers.length === 0 && !breakGlass);
  const row = (what: string, n: number, detail?: string): ReportRow => ({
    ...{ section: 'access', what, count: n },
    ...(detail !== undefined && { detail }),
  });
  return [
    row('asked for', count('asked', 'brokeGlass')),
    row('opened', opened.length),
    row('of them approved by rule alone', auto.length),
    row('approvals confirmed by sign-in', events.filter(({ confirmed }) => confirmed === 'sign-in').length),
    row('denied', count('deny')),
    row('cancelled or lapsed', count('cancel', 'lapse')),
    row('could not be opened', count('openFailed')),
    row('closed before the end', count('close')),
    row('granted time', granted.length, sayTimes(granted)),
    row('real time', real.length, sayTimes(real)),
  ];
}

const spanOf = (from: Date | undefined, to: Date | undefined): readonly number[] =>
  from && to ? [Math.max(0, to.getTime() - from.getTime())] : [];

function sayTimes(spans: readonly number[]): string {
  const sorted = [...spans].sort((a, b) => a - b);
  const [median, longest] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  if (median === undefined || longest === undefined) return 'none';
  const total = spans.reduce((sum, span) => sum + span, 0);
  return `median ${say(median)}, longest ${say(longest)}, together ${say(total)}`;
}

const say = (ms: number): string => (ms < 1_000 ? 'no time' : sayDuration(Math.round(ms / 1_000) * 1_000));

const approversOf = ({ approvers, breakGlass }: Life): readonly string[] =>
  approvers.length > 0
    ? approvers.map(({ name }) => name)
    : [breakGlass ? 'nobody (break-glass)' : 'rule alone'];

/** The most frequent first; of those as frequent, in the order of their names. */
function byRows(section: string, names: readonly string[]): readonly ReportRow[] {
  const counted = [...Map.groupBy(names, (name) => name)].map(([what, all]) => ({
    section,
    what,
    count: all.length,
  }));
  return counted.sort((a, b) => b.count - a.count || (a.what < b.what ? -1 : 1));
}

const eventRow =
  (section: string, what: string) =>
  ({ at, actor, request, detail, vms, ports }: AuditEvent): ReportRow => ({
    ...{ section, what, at, who: actor.name, ...(request !== undefined && { request }) },
    detail: [...ports, ...vms.map(nameOf), detail].filter(Boolean).join(' '),
  });

/** The reviewed ones with what was found; the others are what an auditor looks for. */
const glassRows = ({ lives, period }: Summary): readonly ReportRow[] =>
  lives
    .filter(({ breakGlass, asked }) => breakGlass && isIn(period, asked?.at))
    .map(({ id, asked, review, vms }) => ({
      section: 'break-glass',
      what: review ? 'reviewed' : 'NOT REVIEWED',
      ...(asked && { at: asked.at, who: asked.by.name }),
      request: id,
      detail: `${vms.map(nameOf).join(' ')}${review ? `: ${review.by.name} found ${review.found}` : ''}`,
    }));

function overrunRows({ lives, period }: Summary, now: Date): readonly ReportRow[] {
  const last = period.until < now ? period.until : now;
  return lives.flatMap(({ id, asked, until, openedAt, closedAt, vms }) => {
    const end = closedAt ?? last;
    const over = openedAt && until ? end.getTime() - until.getTime() : 0;
    if (over <= IN_TIME_MS || (closedAt && !isIn(period, closedAt))) return [];
    const state = closedAt ? 'closed' : 'not yet closed';
    return [
      {
        ...{ section: 'open past the end', what: `${state}, ${say(over)} after its end`, request: id },
        ...(until && { at: until }),
        ...(asked && { who: asked.by.name }),
        detail: vms.map(nameOf).join(' '),
      },
    ];
  });
}

function stuckRows({ id, stuck, vms }: Life, period: Period): readonly ReportRow[] {
  const within = stuck.filter(({ at }) => isIn(period, at));
  const [first] = within;
  if (first === undefined) return [];
  const detail = `${vms.map(nameOf).join(' ')}: ${within.at(-1)?.why ?? ''}`;
  return [
    { section: 'failed to close', what: 'told of', count: within.length, at: first.at, request: id, detail },
  ];
}

/** A refusal's sentence without what it is about, so that the same refusals are counted together. */
const kindOfSentence = (sentence: string): string =>
  (sentence.split(/(?<=[.!?]) /)[0] ?? '')
    .replace(/"[^"]*"|aj-[0-9a-z]{6}|\S*@\S+|\S*\d\S*/g, '…')
    .replace(/…(?:[ ,]*…)+/g, '…')
    .slice(0, 120);

const nameOf = (vm: string): string => vm.split('/').at(-1) ?? vm;
