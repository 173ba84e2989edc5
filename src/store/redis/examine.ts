import { openConnection } from './connection.ts';
import { type Durability, durabilityOf } from './durability.ts';
import { searchEvents } from './event-search.ts';
import { enter, houseOf } from './house.ts';

/** A look at a Redis that changes nothing there. */
export interface Examined {
  /** As it may be shown. */
  readonly at: string;
  /** What is kept there, in a few words. */
  readonly kept: string;
  readonly durability: Durability;
}

/** Throws `StoreError` where it cannot be worked with. */
export async function examineRedis(url: string, prefix: string): Promise<Examined> {
  const connection = await openConnection(url, prefix);
  try {
    const durability = await durabilityOf(connection);
    const { at } = connection;
    if ((await houseOf(connection)) === undefined)
      return { at, kept: 'nothing kept yet; "ajar serve" begins there', durability };
    await enter(connection, true);
    const [newest] = await searchEvents(connection, { limit: 1 });
    return { at, kept: `newest event ${newest?.at.toISOString() ?? 'none'}`, durability };
  } finally {
    await connection.close();
  }
}
