import type { AuditEvent, AuditKind } from '../audit-event.ts';
import { readMarker } from '../marker.ts';
import type { CloudDeed, DeedKind } from './deed.ts';

/**
 * `ajar`: an identity of Ajar's, for something in Ajar's record. `unexplained`: an identity of Ajar's, and nothing in the record
 * fits. `defender`: by Azure itself. `outside`: somebody else. `unknown`: it cannot be told.
 */
export type Origin = 'ajar' | 'unexplained' | 'defender' | 'outside' | 'unknown';

/** What ties a deed in the cloud to Ajar's record, the surest first. */
export type Tie = 'trace' | 'justification' | 'time';

/** A deed in the cloud, an event of Ajar's, or both where they are one. */
export interface ActivityRow {
  readonly at: Date;
  readonly origin: Origin;
  readonly deed?: CloudDeed;
  readonly event?: AuditEvent;
  readonly tie?: Tie;
  /** A request of ours that the deed names although it is not Ajar's. */
  readonly claims?: string;
}

/** How long after a deed its event is written, at most; and how far the two clocks may differ. */
const AFTER_MS = 5 * 60_000;
const SKEW_MS = 30_000;

/** The events that a deed of each kind leads to. */
const LEADS_TO: Readonly<Record<DeedKind, readonly AuditKind[]>> = {
  'jit-open': ['opened', 'openFailed'],
  'rule-write': ['opened', 'openFailed'],
  'group-write': ['opened', 'openFailed', 'closed', 'closeFailed'],
  'rule-delete': ['closed', 'closeFailed'],
  'jit-write': [],
  'jit-delete': [],
};

/**
 * The cloud's log of one VM and Ajar's own as one history, newest first. `events` are all of the time, whatever they are
 * about: a deed of another VM's request is not told here. Only what an identity of Ajar's did, or may have done, is ever taken
 * for Ajar's: correlation id and justification are in everybody's hands. `pending` are the correlation ids of this VM's
 * requests, with their ids: of one that is being opened no event has them yet.
 */
export function joinActivity(
  vmId: string,
  deeds: readonly CloudDeed[],
  events: readonly AuditEvent[],
  pending: ReadonlyMap<string, string> = new Map(),
): readonly ActivityRow[] {
  // The store has the newest first; of one instant the later ones come last here.
  const byTime = [...events].reverse().sort((a, b) => a.at.getTime() - b.at.getTime());
  const own = byTime.filter(({ vms }) => vms.includes(vmId));
  const rows = deeds.flatMap((deed) => rowOf(deed, vmId, byTime, own, pending) ?? []);
  const joined = new Set(rows.map(({ event }) => event));
  const alone = own.filter((event) => !joined.has(event));
  return [...rows, ...alone.map((event): ActivityRow => ({ at: event.at, origin: 'ajar', event }))].sort(
    (a, b) => b.at.getTime() - a.at.getTime(),
  );
}

function rowOf(
  deed: CloudDeed,
  vmId: string,
  all: readonly AuditEvent[],
  own: readonly AuditEvent[],
  pending: ReadonlyMap<string, string>,
): ActivityRow | undefined {
  const row = { at: deed.at, deed };
  switch (deed.by) {
    case 'defender':
      return { ...row, origin: 'defender' };
    case 'other': {
      const claims = claimOf(deed, all);
      return { ...row, origin: 'outside', ...(claims === undefined ? {} : { claims }) };
    }
    case 'ajar':
    case 'unknown': {
      const traced = byTrace(deed, all);
      if (traced) return traced.vms.includes(vmId) ? tied(row, traced, 'trace') : undefined;
      const request = pending.get(deed.trace);
      const latest = own.findLast((event) => event.request !== undefined && event.request === request);
      if (latest) return tied(row, latest, 'trace');
      const marked = byMarker(deed, own);
      if (marked) return tied(row, marked, 'justification');
      if (deed.by === 'unknown') return { ...row, origin: 'unknown' };
      const timed = byTimes(deed, own);
      return timed ? tied(row, timed, 'time') : { ...row, origin: 'unexplained' };
    }
    default:
      return deed.by satisfies never;
  }
}

const tied = (row: { readonly at: Date; readonly deed: CloudDeed }, event: AuditEvent, tie: Tie) =>
  ({ ...row, origin: 'ajar', event, tie }) as const;

/** A request's events keep every id from the one on that first knew it: the first that a deed of this kind leads to is its own. */
function byTrace(deed: CloudDeed, all: readonly AuditEvent[]): AuditEvent | undefined {
  if (deed.trace === '') return undefined;
  const known = all.filter(({ traces }) => traces.includes(deed.trace));
  return known.find((event) => isLedTo(deed, event)) ?? known[0];
}

/** Within the time alone: a justification may be copied from an older request. */
function byMarker(deed: CloudDeed, own: readonly AuditEvent[]): AuditEvent | undefined {
  const id = readMarker(deed.justification);
  return id === undefined
    ? undefined
    : own.find((event) => event.request === id && isLedTo(deed, event) && isNear(deed, event));
}

const byTimes = (deed: CloudDeed, own: readonly AuditEvent[]): AuditEvent | undefined =>
  own.find((event) => isLedTo(deed, event) && isNear(deed, event));

const isLedTo = ({ kind }: CloudDeed, event: AuditEvent): boolean => LEADS_TO[kind].includes(event.kind);

function isNear(deed: CloudDeed, event: AuditEvent): boolean {
  const after = event.at.getTime() - deed.at.getTime();
  return after >= -SKEW_MS && after <= AFTER_MS;
}

const claimOf = (deed: CloudDeed, all: readonly AuditEvent[]): string | undefined =>
  readMarker(deed.justification) ?? byTrace(deed, all)?.request;
