import { environment, readConfig } from '../config.ts';
import type { Store } from '../ports/store.ts';
import { openStore } from '../wiring/stores.ts';

/** Lends the store of this installation, which must be there, to one command. Throws `StoreError`. */
export async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(readConfig(environment()), { mustExist: true });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
