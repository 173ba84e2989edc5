import type { Check } from '../ports/check.ts';
import type { RedisSettings } from '../settings/redis.ts';
import { inTwo } from './in-two.ts';

const what = 'store';

/** Whether Redis can be reached, would keep what it is given, and holds something that this program can read. */
export async function redisCheck({ url, prefix }: RedisSettings): Promise<Check> {
  const { examineRedis } = await import('../store/redis/examine.ts');
  try {
    const { at, kept, durability } = await examineRedis(url, prefix);
    const { faults, unknown, remarks } = durability;
    return {
      what,
      ok: faults.length > 0 ? false : unknown.length > 0 ? 'unknown' : true,
      found: [`${at}, ${kept}`, ...faults, ...unknown, ...remarks].join('\n'),
      fix: faults.length + unknown.length > 0 ? 'set Redis as docs/redis.md says' : '',
    };
  } catch (error) {
    // Whatever it is, the store cannot be worked with: that is what the doctor is asked for.
    const { found, advice } = inTwo(error, 'Look at REDIS_URL and at what Redis logs.');
    return { what, ok: false, found, fix: advice };
  }
}
