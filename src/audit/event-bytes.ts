import type { AuditEvent } from '../access/audit-event.ts';

type Fields = { readonly [K in keyof AuditEvent]-?: (event: AuditEvent) => unknown };

/** The order of this table is the order in the bytes that are hashed: it never changes, new fields go to its end. */
const FIELDS: Fields = {
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
export function eventBytes(event: AuditEvent): string {
  const fields = Object.entries(FIELDS).map(([name, read]) => [name, read(event)] as const);
  // Some readers of lines take these two for line ends.
  return JSON.stringify(Object.fromEntries(fields)).replace(/[\u2028\u2029]/g, (c) =>
    c === '\u2028' ? '\\u2028' : '\\u2029',
  );
}

/** Bytes of a log that are no event; the message says what to do. */
export class NotAnEvent extends Error {
  override name = 'NotAnEvent';
}

/** Reads stored bytes back. Throws `NotAnEvent`. */
export function eventFromBytes(bytes: string): AuditEvent {
  try {
    const fields = JSON.parse(bytes) as AuditEvent & { readonly at: string; readonly until?: string };
    const event = { ...fields, at: instant(fields.at) };
    return fields.until === undefined ? event : { ...event, until: instant(fields.until) };
  } catch (cause) {
    throw new NotAnEvent('An audit event cannot be read: run "ajar audit verify" to find out which one.', {
      cause,
    });
  }
}

function instant(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new TypeError(`not a date: ${JSON.stringify(text)}`);
  return date;
}
