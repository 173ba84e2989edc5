import type * as Client from 'prom-client';
import type { Census } from '../ports/store.ts';

/** What the store says of everything at once: every instance says the same. Spans are real seconds. */
export interface Installation extends Pick<Census, 'requests' | 'cards'> {
  /** How long ago the earliest end was of what may be open past it; 0 where nothing is. */
  readonly pastEnd: number;
  /** How long what is longest due has waited; 0 where nothing has. */
  readonly dueWait: number;
  /** How far each copy of the audit log is behind; 0 where it has all. */
  readonly sinkLag: Readonly<Record<string, number>>;
}

/** Made anew for each scrape: what cannot be told now is not there, rather than as it was. */
export function createInstallation(client: typeof Client, found: Installation | undefined): Client.Registry {
  const registry = new client.Registry();
  const gauge = <L extends string = never>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
  ): Client.Gauge<L> => new client.Gauge({ name, help, labelNames, registers: [registry] });
  gauge('ajar_store_up', `Whether the store answered this scrape, 1 or 0. ${INSTANCE}`).set(found ? 1 : 0);
  if (!found) return registry;
  const requests = gauge(
    'ajar_requests',
    `Requests that are not ended, by status; counted up to 100,000 each in the embedded store. ${WHOLE}`,
    ['status'],
  );
  for (const [status, count] of Object.entries(found.requests)) requests.set({ status }, count);
  gauge(
    'ajar_past_end_seconds',
    `How long a port may have been open past its end: the longest; 0 where none is. ${WHOLE}`,
  ).set(found.pastEnd);
  gauge(
    'ajar_due_wait_seconds',
    `How long what is longest due has waited for an instance to look at it. ${WHOLE}`,
  ).set(found.dueWait);
  gauge(
    'ajar_cards_behind',
    `Cards that are not yet drawn as they should be, up to 100,000 in the embedded store. ${WHOLE}`,
  ).set(found.cards);
  const lag = gauge(
    'ajar_sink_lag_seconds',
    `How long ago the first event was that a copy of the audit log lacks; 0 where it has all. ${WHOLE}`,
    ['sink'],
  );
  for (const [sink, seconds] of Object.entries(found.sinkLag)) lag.set({ sink }, seconds);
  return registry;
}

/** The end of a HELP text: how several instances are put together. */
export const WHOLE = 'Of the installation: every instance says the same, so take the max.';
export const INSTANCE = 'Of this instance.';
export const SUMMED = 'Of this instance since it started: sum over the instances.';
