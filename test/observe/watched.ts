import type { Installation } from '../../src/observe/installation.ts';
import { createMetrics, type MetricsParts } from '../../src/observe/metrics.ts';
import type { Tracer } from '../../src/observe/traces.ts';
import { createWatch } from '../../src/observe/watch.ts';

export const QUIET: Installation = {
  requests: { pending: 0, approved: 0, opening: 0, open: 0, closing: 0 },
  ...{ cards: 0, pastEnd: 0, dueWait: 0, sinkLag: {} },
};

/** Whoever looks on, as `observing.ts` builds them. */
export function createWatched(change: Partial<MetricsParts> = {}, tracer?: Tracer) {
  let deliveries = 0;
  const newId = (): string => {
    deliveries += 1;
    return `aj-${String(deliveries).padStart(6, '0')}`;
  };
  const metrics = createMetrics({
    instance: () => ({ lookedAgo: 1, connected: {} }),
    installation: async () => QUIET,
    version: '1.2.3',
    ...change,
  });
  const watch = createWatch({ metrics, newId, installation: 'ajar', ...(tracer && { tracer }) });
  return { metrics, watched: { watch, happened: metrics.happened } };
}

/** Of a scrape: what each series says, by its name with its labels. */
export function seriesIn(text: string): Readonly<Record<string, number>> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ]),
  );
}
