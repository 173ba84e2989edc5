import type { AuditEvent } from '../../access/audit-event.ts';
import { isEnded } from '../../access/request.ts';
import { checkPrune, isEndedRecord } from '../rules.ts';
import { type Tables, writeEvent } from './transitions.ts';

/** Inside a write transaction: the lines go with the event that says so. */
export function pruneLog(tables: Tables, upTo: number, event: AuditEvent): void {
  checkPrune(upTo, tables.events.extent());
  tables.events.prune(upTo);
  writeEvent(tables, event);
}

/** Inside a write transaction. What is not ended stays, whatever its age (HOLES H8). */
export function dropEnded({ requests, records, changes, copies }: Tables, id: string): boolean {
  const stored = requests.find(id);
  const record = stored === undefined ? records.find(id) : undefined;
  if (!(stored ? isEnded(stored.request) : record && isEndedRecord(record))) return false;
  copies.drop(id);
  if (stored) changes.drop(id);
  else records.drop(id);
  return true;
}
