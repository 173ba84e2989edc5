import type { Settings } from './settings.ts';

/** Where the store is shared by several processes. The address holds a password. */
export interface RedisSettings {
  readonly url: string;
  readonly prefix: string;
  /** What becomes of the start where Redis would lose data. */
  readonly unsafe: 'refuse' | 'warn';
}

/** Without an address there is none, and the store is embedded. */
export const redisOf = (settings: Settings): { readonly redis?: RedisSettings } =>
  settings.REDIS_URL === undefined
    ? {}
    : {
        redis: {
          ...{ url: settings.REDIS_URL, prefix: settings.AJAR_REDIS_PREFIX },
          unsafe: settings.AJAR_REDIS_UNSAFE,
        },
      };
