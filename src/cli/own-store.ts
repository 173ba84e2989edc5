import type { Config } from '../config.ts';
import type { Store } from '../ports/store.ts';
import { StoreError } from '../store/store-error.ts';
import { openStore } from '../wiring/stores.ts';

/** The store of this installation; where Ajar never served there is none, and `without` says what is missed then. */
export const openOwn = (config: Config, without: string): Promise<Store | undefined> =>
  openOr(config, ({ message }) => console.error(`ajar: ${without} ${message}`));

/** The same where another check says why there is none. */
export const openQuietly = (config: Config): Promise<Store | undefined> => openOr(config, () => undefined);

async function openOr(config: Config, say: (error: StoreError) => void): Promise<Store | undefined> {
  try {
    return await openStore(config, { mustExist: true });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    say(error);
    return undefined;
  }
}
