import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';

export interface WakeUpOptions {
  readonly url: string;
  /** Of every key, with the hash tag that keeps all of them in one slot. */
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

/** What a job carries. All else is in the store by the time it is wanted. */
interface Job {
  readonly id: string;
  readonly version: number;
}

const QUEUE = 'wake-ups';
/** Deeds that one instance is woken for at a time; each waits for the cloud most of its time. */
export const WOKEN_AT_ONCE = 100;
/** What a dead instance was at is another's after at most both of these, in milliseconds; BullMQ's own 30 s are long for a port. */
const LOCK = { lockDuration: 10_000, stalledInterval: 5_000 };
/** BullMQ gives a job up that stalled more often than once: instances may well die one after the other. */
const STALLED_AT_MOST = 100;
/** A Redis that is away is told of once in so long, in milliseconds. */
const TOLD_EVERY_MS = 60_000;

/**
 * Wake-ups as delayed jobs of BullMQ, each taken by one of all instances. The store has the truth: a queue that was emptied, or
 * cannot be reached, makes things late by the runner's patience, and nothing else.
 */
export function createWakeUps({ url, prefix, clock, log }: WakeUpOptions): WakeUps {
  const tell = seldom((error: unknown) =>
    log.warn({ error }, 'wake-ups cannot be had from Redis; the sweep looks for itself'),
  );
  const connect = (enableOfflineQueue: boolean): Redis =>
    new Redis(url, { maxRetriesPerRequest: null, enableOfflineQueue }).on('error', tell);
  // A job that would wait for Redis to come back comes too late to be of use, and holds up whoever plans it.
  const planning = connect(false);
  const queue = new Queue<Job>(QUEUE, {
    ...{ connection: planning, prefix, skipWaitingForReady: true, skipVersionCheck: true },
    // A job that is kept, even a failed one, would swallow the next of its name without a word.
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    streams: { events: { maxLen: 100 } },
  }).on('error', tell);
  let stopped = false;
  let working: { readonly worker: Worker<Job>; readonly redis: Redis } | undefined;
  return {
    plan(id, version, at) {
      // What is saved while everything ends is found by whoever sweeps next.
      if (stopped) return;
      const delay = Math.ceil((at.getTime() - clock.now().getTime()) / clock.spanOf(1));
      // Whoever saved what is due at once goes on with it, or looks; a job for it would come to what is done by then.
      if (delay <= 0) return;
      queue.add('look', { id, version }, { delay, jobId: `${id}_${version}` }).catch(tell);
    },
    start(look) {
      const redis = connect(true);
      const worker = new Worker<Job>(QUEUE, ({ data }) => look(data.id, data.version), {
        ...{ connection: redis, prefix, concurrency: WOKEN_AT_ONCE, maxStalledCount: STALLED_AT_MOST },
        ...LOCK,
      }).on('error', tell);
      working = { worker, redis };
    },
    async stop() {
      stopped = true;
      await working?.worker.close();
      working?.redis.disconnect();
      await queue.close();
      planning.disconnect();
    },
  };
}

/** Calls at most once in a while; what comes in between is one and the same trouble. */
function seldom<T>(call: (told: T) => void): (told: T) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (told) => {
    const now = performance.now();
    if (now - last < TOLD_EVERY_MS) return;
    last = now;
    call(told);
  };
}
