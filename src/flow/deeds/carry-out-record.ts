import type { RecordKind, StoredRecord } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { carryOutReview } from '../review/carry-out-review.ts';
import { carryOutSetup } from '../setup/carry-out-setup.ts';
import { unlessConflict } from '../step/until-saved.ts';
import { backOff } from './due.ts';

type Deed<K extends RecordKind = RecordKind> = (deps: Deps, record: StoredRecord<K>) => Promise<void>;

/** What is due for a record of each kind. Safe to repeat, anywhere, at any time; each says itself when to look again. */
const DEEDS: { readonly [K in RecordKind]: Deed<K> } = {
  setup: carryOutSetup,
  review: carryOutReview,
  bulletin: async () => undefined, // it is told by its copies, and is never due
};

/** One that fails before it has said when to look again is put off, each time longer. */
export const carryOutRecord: Deed = async (deps, record) => {
  try {
    await (DEEDS[record.kind] as Deed)(deps, record);
  } catch (error) {
    const { attempt } = record.work;
    const work = { attempt: attempt + 1, dueAt: backOff(deps.clock.now(), attempt) };
    await unlessConflict(deps.store.holdRecord({ ...record, work }));
    throw error;
  }
};
