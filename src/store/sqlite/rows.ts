import { PERSONAL_FIELDS } from '../../access/audit-event.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { Beside, Copy, Home, LogLine, Stored, Work } from '../../ports/store.ts';
import { decode } from '../codec.ts';
import { checkFormat } from '../format.ts';
import { StoreError } from '../store-error.ts';

/** What SQLite hands back, by column. */
export type Row = Record<string, unknown>;

/** A date as a column, and back. */
export const toColumn = (date: Date | undefined): number | null => date?.getTime() ?? null;

const dateIn = <K extends string>(name: K, value: unknown): Partial<Record<K, Date>> =>
  (typeof value === 'number' ? { [name]: new Date(value) } : {}) as Partial<Record<K, Date>>;

const textIn = <K extends string>(name: K, value: unknown): Partial<Record<K, string>> =>
  (typeof value === 'string' ? { [name]: value } : {}) as Partial<Record<K, string>>;

/** A stored request. Throws `StoreError` that names the request when the row cannot be read. */
export function storedFrom(row: Row): Stored {
  const { id, format } = row;
  checkFormat(`Request ${id}`, Number(format));
  try {
    const request = decode(String(row.body)) as AccessRequest;
    return {
      request,
      version: Number(row.version),
      home: decode(String(row.home)) as Home,
      work: workFrom(row),
    };
  } catch (cause) {
    throw new StoreError(`Request ${id} cannot be read from the store. Restore a copy of the file.`, {
      cause,
    });
  }
}

/** Bookkeeping, of a request or a record. */
export const workFrom = (row: Row): Work => ({
  ...dateIn('dueAt', row.due_at),
  attempt: Number(row.attempt),
  ...dateIn('leaseUntil', row.lease_until),
});

/** What `lineFrom` reads. */
export const LINE_COLUMNS = [
  'seq',
  'bytes',
  'seal',
  ...PERSONAL_FIELDS.map((field) => `beside_${field}`),
].join(', ');

/** One line of the audit log. */
export function lineFrom(row: Row): LogLine {
  const there = PERSONAL_FIELDS.flatMap((field) => {
    const text = row[`beside_${field}`];
    return typeof text === 'string' ? [[field, text] as const] : [];
  });
  return {
    ...{ seq: Number(row.seq), bytes: String(row.bytes), ...textIn('seal', row.seal) },
    ...(there.length > 0 && { beside: Object.fromEntries(there) as Beside }),
  };
}

/** One shown card of a request. */
export const copyFrom = (row: Row): Copy => ({
  request: String(row.request),
  slot: String(row.slot),
  card: row.card as Copy['card'],
  place: decode(String(row.place)) as Copy['place'],
  ...textIn('message', row.message),
  drawn: Number(row.drawn),
  ...textIn('hash', row.hash),
  attempt: Number(row.attempt),
  ...dateIn('notBefore', row.not_before),
  ...textIn('lost', row.lost),
});
