import type { RecordKind, Stored, StoredRecord, Work } from '../../ports/store.ts';
import { decode, encode } from '../codec.ts';
import { checkFormat, FORMAT } from '../format.ts';
import { StoreError } from '../store-error.ts';

/** The fields of what is kept, in the order in which they are asked for. */
export const FIELDS = ['kind', 'version', 'format', 'value'] as const;

/** What Redis answers for `FIELDS`. */
export type Row = readonly (string | null)[];

/** How a request is called among what is kept. */
export const REQUEST = 'request';

/** What one item is written as; `text` is what `encode` made of its value. */
export const fieldsOf = (kind: string, version: number, text: string): readonly string[] => [
  ...['kind', kind, 'version', String(version)],
  ...['format', String(FORMAT), 'value', text],
];

/** A stored request; undefined where there is none. Throws `StoreError` that names it when it cannot be read. */
export function storedFrom(id: string, [kind, version, format, value]: Row): Stored | undefined {
  if (kind !== REQUEST) return undefined;
  const { request, home, work } = keptValue(`Request ${id}`, format, value) as Omit<Stored, 'version'>;
  return { request, home, work, version: Number(version) };
}

/** A stored record; undefined where there is none. Throws `StoreError`. */
export function recordFrom(id: string, [kind, version, format, value]: Row): StoredRecord | undefined {
  if (kind === REQUEST || typeof kind !== 'string') return undefined;
  const { body, work } = keptValue(id, format, value) as { readonly body: object; readonly work: Work };
  return { kind: kind as RecordKind, id, body, work, version: Number(version) } as StoredRecord;
}

function keptValue(
  name: string,
  format: string | null | undefined,
  value: string | null | undefined,
): object {
  checkFormat(name, Number(format));
  try {
    const read = decode(value ?? '');
    if (typeof read === 'object' && read !== null) return read;
  } catch (cause) {
    throw unreadable(name, cause);
  }
  throw unreadable(name);
}

const unreadable = (name: string, cause?: unknown): StoreError =>
  new StoreError(`${name} cannot be read from Redis. Restore a copy of its data.`, { cause });

/** What a value is once it was written and read: no more than JSON keeps. */
export const asKept = <T>(value: T): T => decode(encode(value)) as T;
