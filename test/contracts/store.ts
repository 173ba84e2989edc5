import { afterEach, beforeEach, describe } from 'vitest';
import { auditContract } from './store/audit.ts';
import { censusContract } from './store/census.ts';
import { copiesContract } from './store/copies.ts';
import { dueContract } from './store/due.ts';
import { erasureContract } from './store/erasure.ts';
import { leasesContract } from './store/leases.ts';
import { memoContract } from './store/memo.ts';
import type { Here, Opened } from './store/opened.ts';
import { readingContract } from './store/reading.ts';
import { recordsContract } from './store/records.ts';
import { retentionContract } from './store/retention.ts';
import { savingContract } from './store/saving.ts';
import { versionsContract } from './store/versions.ts';

/** Everything that `src/ports/store.ts` promises, for any store. */
export function storeContract(name: string, open: () => Promise<Opened>): void {
  describe(`${name} keeps the store's promises`, () => {
    let opened: Opened;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.remove());
    const here: Here = () => opened;
    savingContract(here);
    leasesContract(here);
    dueContract(here);
    censusContract(here);
    readingContract(here);
    copiesContract(here);
    recordsContract(here);
    memoContract(here);
    auditContract(here);
    retentionContract(here);
    erasureContract(here);
    versionsContract(here);
  });
}
