import { lagOf } from '../audit/sinks/lag.ts';
import type { Config } from '../config.ts';
import type { Runner } from '../flow/deeds/run.ts';
import { newRequestId } from '../ids.ts';
import { watchedStore } from '../observe/around.ts';
import type { Installation } from '../observe/installation.ts';
import { createMetrics } from '../observe/metrics.ts';
import { metricsRoute } from '../observe/route.ts';
import { createTracer } from '../observe/traces.ts';
import { newIdOr } from '../observe/trail.ts';
import { createWatch } from '../observe/watch.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import type { Watch } from '../ports/watch.ts';
import type { Route } from '../ports/web.ts';
import { readVersion } from '../version.ts';
import type { ChatApp } from './chat-apps.ts';

/** What is looked at when somebody asks. */
interface LookedAt {
  readonly store: Pick<Store, 'census' | 'nextDue' | 'recall' | 'log'>;
  readonly clock: Clock;
  /** The names of the copies of the audit log. */
  readonly sinks: readonly string[];
  readonly lookedAgo: () => number | undefined;
  readonly connected: () => Readonly<Record<string, boolean>>;
}

export interface Observing {
  readonly watch: Watch;
  readonly newId: () => string;
  watched(store: Store): Store;
  route(looked: LookedAt): Route;
  /** Sends what is left of the traces. */
  stop(): Promise<void>;
}

/** Everything that is only looked on with: nothing else knows of metrics and traces. */
export async function createObserving(config: Config, log: Log): Promise<Observing> {
  const tracer = config.traces && (await createTracer(config.traces, readVersion(), log));
  let looked: LookedAt | undefined;
  const metrics = createMetrics({
    version: readVersion(),
    instance: () => ({
      lookedAgo: inSeconds(looked?.lookedAgo()),
      connected: looked?.connected() ?? {},
    }),
    installation: async () => {
      if (!looked) throw new Error('There is no store yet.');
      return installationOf(looked);
    },
  });
  const watch = createWatch({
    ...{ metrics, newId: newRequestId, installation: config.service },
    ...(tracer && { tracer }),
  });
  return {
    watch,
    newId: newIdOr(newRequestId),
    watched: (store) => watchedStore(store, watch, metrics.happened),
    route(at) {
      looked = at;
      return metricsRoute(metrics);
    },
    stop: async () => tracer?.stop(),
  };
}

const inSeconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1_000);

/** What the store says of everything: a handful of indexed questions. */
async function installationOf({ store, clock, sinks }: LookedAt): Promise<Installation> {
  const now = clock.now();
  const since = (then: Date | undefined): number =>
    then === undefined ? 0 : Math.max(0, (now.getTime() - then.getTime()) / clock.spanOf(1) / 1_000);
  const [{ requests, cards, pastEnd }, due, ...lags] = await Promise.all([
    store.census(now),
    store.nextDue(),
    ...sinks.map((name) => lagOf(store, name, now)),
  ]);
  return {
    ...{ requests, cards, pastEnd: since(pastEnd), dueWait: since(due) },
    sinkLag: Object.fromEntries(lags.map((lag) => [lag.sink, since(lag.since)])),
  };
}

/** Of the apps that keep a connection of their own. */
export const connectionsOf = (chats: readonly ChatApp[]): Readonly<Record<string, boolean>> =>
  Object.fromEntries(chats.flatMap(({ app, connected }) => (connected ? [[app, connected()]] : [])));

/** How long ago the clockwork looked and turned, in real milliseconds; until its first turn from now. */
export function paceOf(runner: Pick<Runner, 'lookedAt' | 'turnedAt'>, clock: Clock) {
  const began = clock.now();
  const agoOf = (at: Date): number => (clock.now().getTime() - at.getTime()) / clock.spanOf(1);
  return {
    lookedAgo: (): number | undefined => {
      const at = runner.lookedAt();
      return at && agoOf(at);
    },
    turnedAgo: (): number => agoOf(runner.turnedAt() ?? began),
  };
}
