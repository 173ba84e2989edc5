import {
  type Along,
  Conflict,
  type NewRecord,
  type RecordKind,
  type StoredRecord,
} from '../../ports/store.ts';
import { checkRecordMove, checkSameBody } from '../rules.ts';
import { keepUnknownOfRecord } from '../unknown-fields.ts';
import { type Tables, writeEvent } from './transitions.ts';

export function createRecord<K extends RecordKind>(
  tables: Tables,
  record: NewRecord<K>,
  along: Along,
): StoredRecord<K> {
  const next = { ...record, version: 1 } as StoredRecord<K>;
  if (!tables.records.insert(anyOf(next))) throw new Conflict(`${record.id} exists already.`);
  return written(tables, next, along);
}

export function saveRecord<K extends RecordKind>(
  tables: Tables,
  record: StoredRecord<K>,
  along: Along,
): StoredRecord<K> {
  const before = unchanged(tables, record);
  const next = keepUnknownOfRecord(before, record);
  checkRecordMove(anyOf(before), anyOf(next));
  return written(tables, overwritten(next, tables.records.replace), along);
}

export function holdRecord<K extends RecordKind>(tables: Tables, record: StoredRecord<K>): StoredRecord<K> {
  const before = unchanged(tables, record);
  const next = keepUnknownOfRecord(before, record);
  checkSameBody(anyOf(before), anyOf(next));
  return overwritten(next, tables.records.book);
}

/** What is done in the same way for every kind. */
const anyOf = <K extends RecordKind>(record: StoredRecord<K>): StoredRecord => record as StoredRecord;

function unchanged<K extends RecordKind>(
  { records }: Tables,
  { id, kind, version }: StoredRecord<K>,
): StoredRecord<K> {
  const now = records.find(id);
  if (now?.kind !== kind) throw new Conflict(`${id} is not in the store.`);
  if (now.version !== version)
    throw new Conflict(`${id} was changed meanwhile (${version} → ${now.version}).`);
  return now as StoredRecord<K>;
}

function overwritten<K extends RecordKind>(
  record: StoredRecord<K>,
  write: (next: StoredRecord) => boolean,
): StoredRecord<K> {
  const next = { ...record, version: record.version + 1 } as StoredRecord<K>;
  if (!write(anyOf(next))) throw new Conflict(`${record.id} was changed meanwhile.`);
  return next;
}

/** The event may be about something else, such as the request that a bulletin tells of: then it is no change of the record's own. */
function written<K extends RecordKind>(
  tables: Tables,
  record: StoredRecord<K>,
  { event, once, copies }: Along,
): StoredRecord<K> {
  writeEvent(tables, event, once, event.request === record.id ? record.version : undefined);
  tables.copies.add(record.id, copies ?? []);
  return record;
}
