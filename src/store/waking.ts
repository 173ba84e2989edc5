import { isEnded } from '../access/request.ts';
import type { NewRecord, RecordKind, Store, Stored, StoredRecord, Work } from '../ports/store.ts';
import type { WakeUps } from '../ports/wake-ups.ts';

/** A store that plans a wake-up for everything that it saved, and for nothing that it did not. */
export function wakingStore(store: Store, { plan }: Pick<WakeUps, 'plan'>): Store {
  const request = async (saved: Promise<Stored>): Promise<Stored> => {
    const stored = await saved;
    if (!isEnded(stored.request)) planned(plan, stored.request.id, stored.version, stored.work);
    return stored;
  };
  const record = async <K extends RecordKind>(saved: Promise<StoredRecord<K>>): Promise<StoredRecord<K>> => {
    const stored = await saved;
    planned(plan, stored.id, stored.version, stored.work);
    return stored;
  };
  return {
    ...store,
    create: (stored, along) => request(store.create(stored, along)),
    save: (stored, along) => request(store.save(stored, along)),
    lease: (stored, now) => request(store.lease(stored, now)),
    release: (stored) => request(store.release(stored)),
    createRecord: <K extends RecordKind>(made: NewRecord<K>, along: Parameters<Store['createRecord']>[1]) =>
      record(store.createRecord(made, along)),
    saveRecord: <K extends RecordKind>(changed: StoredRecord<K>, along: Parameters<Store['saveRecord']>[1]) =>
      record(store.saveRecord(changed, along)),
    holdRecord: <K extends RecordKind>(held: StoredRecord<K>) => record(store.holdRecord(held)),
  };
}

/** A lease that runs out is looked at as well: whoever took it may have died. */
function planned(plan: WakeUps['plan'], id: string, version: number, { dueAt, leaseUntil }: Work): void {
  const at = Math.max(...[dueAt, leaseUntil].flatMap((date) => date?.getTime() ?? []));
  if (Number.isFinite(at)) plan(id, version, new Date(at));
}
