import type { RecordKind, StoredRecord } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { carryOutReview } from '../review/carry-out-review.ts';
import { carryOutSetup } from '../setup/carry-out-setup.ts';

type Deed<K extends RecordKind = RecordKind> = (deps: Deps, record: StoredRecord<K>) => Promise<void>;

/** What is due for a record of each kind. Safe to repeat, anywhere, at any time; each says itself when to look again. */
const DEEDS: { readonly [K in RecordKind]: Deed<K> } = {
  setup: carryOutSetup,
  review: carryOutReview,
  bulletin: async () => undefined, // it is told by its copies, and is never due
};

export const carryOutRecord: Deed = (deps, record) => (DEEDS[record.kind] as Deed)(deps, record);
