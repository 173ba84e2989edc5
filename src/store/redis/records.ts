import type { RecordFilter, RecordKind, StoredRecord } from '../../ports/store.ts';
import { encode } from '../codec.ts';
import { keepUp, lag, lookAt } from './changes.ts';
import type { Command, Connection } from './connection.ts';
import type { Keys } from './keys.ts';
import { call, placed } from './parts.ts';
import { pairs, readable, rowOf, rowsOf, type Unreadable } from './requests.ts';
import { fieldsOf, recordFrom } from './rows.ts';
import type { Write } from './script.ts';

export const findRecord = async (connection: Connection, id: string): Promise<StoredRecord | undefined> =>
  recordFrom(id, await rowOf(connection, id));

/** Newest first: in the order in which they were made. */
export async function listRecords<K extends RecordKind>(
  connection: Connection,
  { kind, statuses, limit }: RecordFilter<K>,
  unreadable: Unreadable,
): Promise<readonly StoredRecord<K>[]> {
  const { keys, together } = connection;
  const sets = statuses?.map((status) => keys.recordsIn(kind, status)) ?? [keys.records(kind)];
  for (let wanted = limit; ; wanted *= 2) {
    const commands = sets.map((set): Command => ['zrange', set, 0, wanted - 1, 'REV', 'WITHSCORES']);
    const found = wanted === 0 ? [] : (await together(commands)).flatMap(pairs);
    const ids = found.sort(([, one], [, other]) => other - one).map(([id]) => id);
    const records = readable(
      ids,
      await rowsOf(connection, ids),
      recordFrom,
      unreadable,
    ) as readonly StoredRecord<K>[];
    const listed = statuses ? records.filter(({ body }) => statuses.includes(body.status)) : records;
    if (listed.length >= limit || found.length < wanted) return listed.slice(0, limit);
  }
}

/** A record by itself, and when somebody has to look at it. */
export const recordWrites = (
  keys: Keys,
  { id, kind, version, body, work }: StoredRecord,
): readonly Write[] => [
  call('HSET', keys.kept(id), ...fieldsOf(kind, version, encode({ body, work }))),
  placed(keys.dueRecords, lookAt(work), id),
];

/** A new record. Its number is that of the event it is made with: what is written for that must stand before this. */
export const newRecordWrites = (keys: Keys, record: StoredRecord): readonly Write[] => [
  ...recordWrites(keys, record),
  {
    name: 'number',
    keys: [keys.extent, keys.records(record.kind), keys.recordsIn(record.kind, record.body.status)],
    values: [record.id],
  },
];

/** Writes over the record that was read. */
export const nextRecordWrites = (keys: Keys, before: StoredRecord, next: StoredRecord): readonly Write[] => [
  ...recordWrites(keys, next),
  ...(before.body.status === next.body.status
    ? []
    : [
        {
          name: 'renumber' as const,
          keys: [before, next].map(({ kind, body }) => keys.recordsIn(kind, body.status)),
          values: [next.id],
        },
      ]),
  lag(keys, next.id),
];

/** The same where its bookkeeping alone moves. */
export const bookedRecordWrites = (keys: Keys, next: StoredRecord): readonly Write[] => [
  ...recordWrites(keys, next),
  keepUp(keys, next.id, next.version),
];

export const droppedRecordWrites = (keys: Keys, { id, kind, body }: StoredRecord): readonly Write[] =>
  [keys.records(kind), keys.recordsIn(kind, body.status), keys.dueRecords].map((key) =>
    placed(key, undefined, id),
  );
