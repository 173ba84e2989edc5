import path from 'node:path';
import type { Config } from '../config.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import type { RedisSettings } from '../settings/redis.ts';

/** The store of this installation, embedded or on Redis; with `mustExist` a store that is not there is an error, not a new one. */
export async function openStore(
  config: Config,
  { mustExist = false, log }: { readonly mustExist?: boolean; readonly log?: Log },
): Promise<Store> {
  const told = log && {
    unreadable: (request: string, error: unknown) =>
      log.error({ request, error }, 'a request cannot be read'),
  };
  if (config.redis) {
    const { createRedisStore } = await import('../store/redis/store.ts');
    const warn = log && { warn: (sentence: string) => log.warn({ reason: sentence }, 'Redis may lose data') };
    return createRedisStore({ ...config.redis, mustExist, ...told, ...warn });
  }
  const { createSqliteStore } = await import('../store/sqlite/store.ts');
  return createSqliteStore({ file: storeFile(config), mustExist, ...told });
}

/** Where the embedded store is, or would be. */
export const storeFile = ({ dataFolder }: Pick<Config, 'dataFolder'>): string =>
  path.join(dataFolder, 'ajar.db');

/** What several instances have in common: the store, which wakes one of them for what it saved, and the counts of what is done. */
export async function sharedOver({ url, prefix }: RedisSettings, opened: Store, clock: Clock, log: Log) {
  const [{ createWakeUps }, { createRedisRates }, { wakingStore }] = await Promise.all([
    import('../store/redis/wake-ups.ts'),
    import('../store/redis/rates.ts'),
    import('../store/waking.ts'),
  ]);
  const wakeUps = createWakeUps({ url, prefix: `{${prefix}}`, clock, log });
  return {
    ...{ wakeUps, store: wakingStore(opened, wakeUps) },
    rates: createRedisRates({ url, prefix }, (error) =>
      log.warn({ error }, 'what is done is counted by this instance alone until Redis is back'),
    ),
  };
}
