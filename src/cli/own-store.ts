import type { Config } from '../config.ts';
import type { Store } from '../ports/store.ts';
import { StoreError } from '../store/store-error.ts';
import { openStore } from '../stores.ts';

/** The store of this installation; where Ajar never served there is none, and `without` says what is missed then. */
export async function openOwn(config: Config, without: string): Promise<Store | undefined> {
  try {
    return await openStore(config, { mustExist: true });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    console.error(`ajar: ${without} ${error.message}`);
    return undefined;
  }
}
