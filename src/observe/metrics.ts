import type * as Client from 'prom-client';
import type { Doing, Learnt } from '../ports/watch.ts';
import type { Happened } from './around.ts';
import { createInstallation, type Installation } from './installation.ts';
import { createMeters, type Instance, type Meters } from './meters.ts';

export interface MetricsParts {
  readonly instance: () => Instance;
  /** Read from the store at each scrape; rejects where it cannot be told. */
  readonly installation: () => Promise<Installation>;
  readonly version: string;
  /** How long the store may take, in real milliseconds; a scrape has 10 s of its own. */
  readonly storeMs?: number;
}

export interface Metrics {
  ended(doing: Doing, outcome: string, seconds: number, facts: Learnt): void;
  readonly happened: Happened;
  /** Everything in the text format of Prometheus. Never hangs on the store, and never throws for its sake. */
  scrape(): Promise<{ readonly type: string; readonly text: string }>;
}

const STORE_MS = 2_000;
/** Real milliseconds after the beginning until the library is loaded, which takes longer than the rest of a start may. */
const LOAD_MS = 1_000;

/** What is counted before the library is there is counted then. */
export function createMetrics({
  instance,
  installation,
  version,
  storeMs = STORE_MS,
}: MetricsParts): Metrics {
  const waiting: ((meters: Meters) => void)[] = [];
  let meters: Meters | undefined;
  const count = (how: (to: Meters) => void): void => {
    if (meters) how(meters);
    else waiting.push(how);
  };
  const ready = once(async (): Promise<{ readonly client: typeof Client; readonly own: Meters }> => {
    const client = await import('prom-client');
    const own = createMeters(client, version);
    meters = own;
    for (const how of waiting.splice(0)) how(own);
    return { client, own };
  });
  setTimeout(() => void ready(), LOAD_MS).unref();
  const read = oneAtATime(installation);
  return {
    ended: (...what) => count((to) => to.ended(...what)),
    happened: (...what) => count((to) => to.happened(...what)),
    async scrape() {
      const { client, own } = await ready();
      own.isNow(instance());
      const found = await within(storeMs, read());
      const whole = client.Registry.merge([own.registry, createInstallation(client, found)]);
      return { type: whole.contentType, text: await whole.metrics() };
    },
  };
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= work();
    return made;
  };
}

/** A read that hangs is not begun again beside itself by every scrape. */
function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined;
  return () => {
    underWay ??= work().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

/** Undefined for what failed, or did not come in time. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), ms);
  const known = work.catch(() => undefined);
  return Promise.race([known, late.promise]).finally(() => clearTimeout(timer));
}
