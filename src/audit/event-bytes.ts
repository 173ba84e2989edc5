import type { AuditEvent } from '../access/audit-event.ts';
import type { Beside, LogLine } from '../ports/store.ts';
import { digestsIn, fromBeside, setBeside } from './beside.ts';
import { oneLine } from './one-line.ts';

type Readers = { readonly [K in keyof AuditEvent]-?: (event: AuditEvent) => unknown };

/** The order of this table is the order in the bytes that are hashed: it never changes, new fields go to its end. */
const FIELDS: Readers = {
  at: (event) => event.at.toISOString(),
  kind: (event) => event.kind,
  actor: (event) => ({ id: event.actor.id, name: event.actor.name }),
  app: (event) => event.app,
  request: (event) => event.request,
  status: (event) => event.status,
  vms: (event) => event.vms,
  ports: (event) => event.ports,
  sources: (event) => event.sources,
  until: (event) => event.until?.toISOString(),
  detail: (event) => event.detail,
  ticket: (event) => event.ticket,
  rules: (event) => event.rules,
  policy: (event) => event.policy,
  entitled: (event) => event.entitled,
  traces: (event) => event.traces,
  confirmed: (event) => event.confirmed,
};

/**
 * The canonical bytes of an event: one line of JSON in a fixed field order, UTC dates as ISO 8601, fields that are not set
 * left out. They are made once, stored and hashed as they are, never written again from a parsed event.
 */
export function eventBytes(event: AuditEvent, version?: typeof VERSION): string {
  const fields = Object.entries(FIELDS).map(([name, read]) => [name, read(event)] as const);
  return oneLine({ v: version, ...Object.fromEntries(fields) });
}

/** From this one on a line has digests where personal values were; lines of before say no version, and have the values. */
const VERSION = 2;

/** A line as it is written now, and what is to stand beside it. */
export function newLine(event: AuditEvent): Required<Pick<LogLine, 'bytes' | 'beside'>> {
  const { line, beside } = setBeside(event);
  return { bytes: eventBytes(line, VERSION), beside };
}

/** Bytes of a log that are no event; the message says what to do. */
export class NotAnEvent extends Error {
  override name = 'NotAnEvent';
}

/** Reads a stored line back; whoever needs nothing personal may leave out what stands beside it. Throws `NotAnEvent`. */
export const eventFromBytes = (bytes: string, beside: Beside = {}): AuditEvent =>
  readAs(bytes, ({ v, ...fields }) => {
    const event = {
      ...fields,
      ...(v === undefined ? {} : fromBeside(fields, beside)),
      at: instant(fields.at),
    };
    return fields.until === undefined ? event : { ...event, until: instant(fields.until) };
  });

/** The fields of a line that hold digests, with them; none in a line of before. Throws `NotAnEvent`. */
export const digestsOf = (bytes: string): ReturnType<typeof digestsIn> =>
  readAs(bytes, ({ v, ...fields }) => (v === undefined ? [] : digestsIn(fields)));

function readAs<T>(bytes: string, read: (fields: Fields) => T): T {
  try {
    return read(JSON.parse(bytes) as Fields);
  } catch (cause) {
    throw new NotAnEvent('An audit event cannot be read: run "ajar audit verify" to find out which one.', {
      cause,
    });
  }
}

/** As they are read from JSON. */
type Fields = AuditEvent & { readonly v?: number; readonly at: string; readonly until?: string };

function instant(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new TypeError(`not a date: ${JSON.stringify(text)}`);
  return date;
}
