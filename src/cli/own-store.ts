import { existsSync } from 'node:fs';
import type { Config } from '../config.ts';
import type { Store } from '../ports/store.ts';
import { StoreError } from '../store/store-error.ts';
import { openStore, storeFile } from '../wiring/stores.ts';

/** The store of this installation; where Ajar never served there is none, and `without` says what is missed then. */
export const openOwn = (config: Config, without: string): Promise<Store | undefined> =>
  openOr(config, ({ message }) => console.error(`ajar: ${without} ${message}`));

/** The same where another check says why there is none. */
export const openQuietly = (config: Config): Promise<Store | undefined> => openOr(config, () => undefined);

/** Where a change at the command line is written down: says where there was no log yet, as in a terminal without AJAR_DATA. */
export async function openToRecord(config: Config): Promise<Store> {
  const file = storeFile(config);
  if (config.redis === undefined && !existsSync(file))
    console.error(
      `ajar: There was no store at ${file}: the audit log of this begins there. Where Ajar has its store elsewhere, set AJAR_DATA.`,
    );
  return openStore(config, {});
}

async function openOr(config: Config, say: (error: StoreError) => void): Promise<Store | undefined> {
  try {
    return await openStore(config, { mustExist: true });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    say(error);
    return undefined;
  }
}
