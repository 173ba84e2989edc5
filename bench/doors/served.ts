import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Sandbox } from '../../sandbox/azure/sandbox.ts';
import { type Bot, startBot } from '../../sandbox/demo/bot.ts';
import type { Store } from '../../src/ports/store.ts';
import { createRedisStore } from '../../src/store/redis/store.ts';
import { startRedis } from '../../test/store/redis-server.ts';
import type { Packaged } from '../packaged.ts';
import { POLICY_TEXT, TEAM } from '../people.ts';
import { cpuUsOf } from '../processes.ts';
import { statedOf, waiting } from '../requests.ts';
import type { Door } from './door.ts';
import { CHANNEL, messageAt, SECRET } from './slack.ts';

/** So many `ajar serve` on one Redis of their own, as anybody would run them. */
export interface Served {
  readonly doors: readonly Pick<Door, 'url' | 'cpu'>[];
  /** Microseconds of CPU that Redis has taken. */
  redisCpu(): Promise<number>;
  /** Saves requests from this number on, each of which is clicked once. */
  prepare(from: number, count: number): Promise<void>;
  /** Throws unless every one of these is stored as denied. */
  denied(from: number, count: number): Promise<void>;
  stop(): Promise<void>;
}

interface Around {
  readonly azure: Sandbox;
  /** Where they find Slack. */
  readonly apiUrl: string;
  readonly how: Packaged;
}

/** Whatever was begun is ended when one of them cannot be started. */
export async function serveOnRedis({ azure, apiUrl, how }: Around, instances: number): Promise<Served> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-bench-'));
  const policyFile = path.join(folder, 'policy.yaml');
  writeFileSync(policyFile, POLICY_TEXT);
  const server = await startRedis();
  const [store, asking] = [await createRedisStore({ url: server.url }), new Redis(server.url)];
  const slack = { settings: { apiUrl, botToken: 'xoxb-bench', signingSecret: SECRET, team: TEAM } };
  const starting = Array.from({ length: instances }, () =>
    startBot({ ...{ azure, folder, policyFile, slack, redis: server.url }, ...how }),
  );
  const stop = async (): Promise<void> => {
    for (const begun of await Promise.allSettled(starting))
      if (begun.status === 'fulfilled') await begun.value.child.stop();
    asking.disconnect();
    await store.close();
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  let bots: readonly Bot[];
  try {
    bots = await Promise.all(starting);
  } catch (error) {
    await stop();
    throw error;
  }
  const shown = { place: { app: 'slack', service: TEAM, conversation: CHANNEL }, messageAt };
  return {
    doors: bots.map(({ events, child }) => ({ url: events, cpu: async () => cpuUsOf(child.pid) })),
    redisCpu: async () => cpuUsIn(await asking.info('cpu')),
    prepare: (from, count) => waiting(store, from, count, shown),
    async denied(from, count) {
      const found = await untilDenied(store, from, count);
      if (found !== count) throw new Error(`Of ${count} clicks ${found} are stored.`);
    },
    stop,
  };
}

/** Whoever was answered late, since the machine is busy, was told so before it was saved. */
async function untilDenied(store: Store, from: number, count: number): Promise<number> {
  for (let tries = 0; ; tries += 1) {
    const found = await statedOf(store, 'denied', from, count);
    if (found === count || tries === 50) return found;
    await pause(100);
  }
}

/** https://redis.io/docs/latest/commands/info/#cpu */
const cpuUsIn = (info: string): number =>
  ['used_cpu_sys', 'used_cpu_user']
    .map((name) => Number(new RegExp(`^${name}:(.*)`, 'm').exec(info)?.[1]) * 1e6)
    .reduce((sum, each) => sum + each, 0);
