import type { Store } from '../../src/ports/store.ts';

/** The store at a place: the address of a Redis, or a file. For processes that tests start, which load no more than they need. */
export async function openAt(place: string): Promise<Store> {
  if (place.startsWith('redis'))
    return (await import('../../src/store/redis/store.ts')).createRedisStore({ url: place });
  return (await import('../../src/store/sqlite/store.ts')).createSqliteStore({ file: place });
}
