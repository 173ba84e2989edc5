import {
  type Along,
  Conflict,
  type NewRecord,
  type RecordKind,
  type StoredRecord,
} from '../../ports/store.ts';
import { checkRecordMove, checkSameBody } from '../rules.ts';
import { keepUnknownOfRecord } from '../unknown-fields.ts';
import type { Connection } from './connection.ts';
import { copyWrites } from './copies.ts';
import { eventChecks, eventWrites } from './events.ts';
import { atVersion } from './parts.ts';
import { bookedRecordWrites, findRecord, newRecordWrites, nextRecordWrites } from './records.ts';
import { asKept } from './rows.ts';

export async function createRecord<K extends RecordKind>(
  { keys, apply }: Connection,
  record: NewRecord<K>,
  { event, once, copies }: Along,
): Promise<StoredRecord<K>> {
  const next = { ...record, version: 1 } as StoredRecord<K>;
  const taken = () => new Conflict(`${record.id} exists already.`);
  await apply(
    [atVersion(keys.kept(record.id), undefined, taken), ...eventChecks(keys, once)],
    [
      ...eventWrites(keys, event, once),
      ...newRecordWrites(keys, anyOf(next)),
      ...copyWrites(keys, record.id, copies ?? []),
    ],
  );
  return asKept(next);
}

export async function saveRecord<K extends RecordKind>(
  connection: Connection,
  record: StoredRecord<K>,
  along: Along,
): Promise<StoredRecord<K>> {
  const before = await unchanged(connection, record);
  const next = keepUnknownOfRecord(before, record);
  checkRecordMove(anyOf(before), anyOf(next));
  return replaced(connection, before, next, along);
}

export async function holdRecord<K extends RecordKind>(
  connection: Connection,
  record: StoredRecord<K>,
): Promise<StoredRecord<K>> {
  const before = await unchanged(connection, record);
  const next = keepUnknownOfRecord(before, record);
  checkSameBody(anyOf(before), anyOf(next));
  return replaced(connection, before, next);
}

/** What is done in the same way for every kind. */
const anyOf = <K extends RecordKind>(record: StoredRecord<K>): StoredRecord => record as StoredRecord;

async function unchanged<K extends RecordKind>(
  connection: Connection,
  { id, kind, version }: StoredRecord<K>,
): Promise<StoredRecord<K>> {
  const now = await findRecord(connection, id);
  if (now?.kind !== kind) throw new Conflict(`${id} is not in the store.`);
  if (now.version !== version)
    throw new Conflict(`${id} was changed meanwhile (${version} → ${now.version}).`);
  return now as StoredRecord<K>;
}

async function replaced<K extends RecordKind>(
  { keys, apply }: Connection,
  before: StoredRecord<K>,
  record: StoredRecord<K>,
  along?: Along,
): Promise<StoredRecord<K>> {
  const next = { ...record, version: before.version + 1 } as StoredRecord<K>;
  const changed = () => new Conflict(`${record.id} was changed meanwhile.`);
  await apply(
    [
      atVersion(keys.kept(record.id), before.version, changed),
      ...(along ? eventChecks(keys, along.once) : []),
    ],
    [
      ...(along
        ? [
            ...nextRecordWrites(keys, anyOf(before), anyOf(next)),
            ...eventWrites(keys, along.event, along.once),
            ...copyWrites(keys, record.id, along.copies ?? []),
          ]
        : bookedRecordWrites(keys, anyOf(next))),
    ],
  );
  return asKept(next);
}
