import type { AuditEvent } from '../../access/audit-event.ts';
import { isEnded } from '../../access/request.ts';
import { eventFromBytes } from '../../audit/event-bytes.ts';
import { Conflict } from '../../ports/store.ts';
import { checkPrune, isEndedRecord } from '../rules.ts';
import { droppedRequestWrites } from './changes.ts';
import type { Connection } from './connection.ts';
import { droppedCopiesWrite } from './copies.ts';
import { besideFields, bytesOf, eventChecks, eventWrites, extentOf, numbers, searchedBy } from './events.ts';
import { atVersion, call, placed, same } from './parts.ts';
import { droppedRecordWrites } from './records.ts';
import { rowOf } from './requests.ts';
import { recordFrom, storedFrom } from './rows.ts';
import type { Check, Write } from './script.ts';

const PAGE = 200;

/**
 * The lines are gone for every reader in the step that writes the event; what they take in Redis is cleared after it, and by the
 * next such call where this one is cut off.
 */
export async function pruneLog(connection: Connection, upTo: number, event: AuditEvent): Promise<void> {
  while (!(await triedToDrop(connection, upTo, event)));
  await clearDropped(connection);
}

/** False where somebody else dropped some meanwhile; what else stands in the way is thrown. */
async function triedToDrop(connection: Connection, upTo: number, event: AuditEvent): Promise<boolean> {
  const { keys, apply } = connection;
  const extent = await extentOf(connection);
  checkPrune(upTo, extent);
  const cut = String(Math.max(upTo, extent.dropped));
  try {
    await apply(
      [...eventChecks(keys), bound(keys, 'dropped', extent.dropped)],
      [call('HSET', keys.extent, 'dropped', cut), ...eventWrites(keys, event)],
    );
    return true;
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
}

async function clearDropped(connection: Connection): Promise<void> {
  const { keys, tried } = connection;
  for (;;) {
    const { cleared, bare, dropped } = await extentOf(connection);
    // An Ajar of before what stands beside the lines clears the lines alone: the rest is cleared by this one.
    const from = Math.min(cleared, bare);
    const seqs = numbers(from + 1, Math.min(from + PAGE, dropped));
    const last = seqs.at(-1);
    if (last === undefined) return;
    const lines = await bytesOf(connection, seqs);
    // Another may clear the same: whoever comes second begins again behind it.
    await tried(
      [bound(keys, 'cleared', cleared), bound(keys, 'bare', bare)],
      [
        ...seqs.flatMap((seq, n) => clearedWrites(connection, seq, lines[n])),
        call('HDEL', keys.log, ...seqs.map(String)),
        call('HDEL', keys.seals, ...seqs.map(String)),
        call('HDEL', keys.beside, ...seqs.flatMap(besideFields)),
        call('HSET', keys.extent, 'cleared', String(Math.max(cleared, last)), 'bare', String(last)),
      ],
    );
  }
}

/** It is where it was read. */
const bound = (keys: Connection['keys'], name: 'cleared' | 'bare' | 'dropped', value: number): Check =>
  same(keys.extent, name, value === 0 ? undefined : String(value));

/** A line leaves all that it is searched by. */
function clearedWrites(
  { keys }: Connection,
  seq: number,
  bytes: string | null | undefined,
): readonly Write[] {
  const sets = typeof bytes === 'string' ? searchedBy(keys, eventFromBytes(bytes)) : [];
  return [keys.logAt, ...sets].map((key) => placed(key, undefined, String(seq)));
}

/** What is not ended stays, whatever its age (HOLES H8). */
export async function dropEnded(connection: Connection, id: string): Promise<boolean> {
  const { keys, tried } = connection;
  for (;;) {
    const row = await rowOf(connection, id);
    const [stored, record] = [storedFrom(id, row), recordFrom(id, row)];
    const gone: readonly Write[] | undefined =
      stored && isEnded(stored.request)
        ? droppedRequestWrites(keys, stored)
        : record && isEndedRecord(record)
          ? droppedRecordWrites(keys, record)
          : undefined;
    if (gone === undefined) return false;
    const { version } = stored ?? record ?? { version: 0 };
    const writes = [...gone, call('DEL', keys.kept(id)), droppedCopiesWrite(keys, id)];
    if (await tried([atVersion(keys.kept(id), version)], writes)) return true;
  }
}
