import { afterEach, beforeEach, describe } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { auditContract } from './store/audit.ts';
import { copiesContract } from './store/copies.ts';
import { dueContract } from './store/due.ts';
import { leasesContract } from './store/leases.ts';
import { memoContract } from './store/memo.ts';
import { readingContract } from './store/reading.ts';
import { savingContract } from './store/saving.ts';

/** An empty store, and a way to what it kept from elsewhere. */
export interface Opened {
  readonly store: Store;
  /** Another handle on the same data, as another process would have it. */
  again(): Promise<Store>;
  /** Closes every handle and removes the data. */
  remove(): Promise<void>;
}

/** What the tests of one section need: the store of the running test. */
export type Here = () => Opened;

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
    readingContract(here);
    copiesContract(here);
    memoContract(here);
    auditContract(here);
  });
}
