import type { Clients } from '../wire/clients.ts';
import { queryAll } from './graph.ts';

export interface Subscription {
  /** Lower case. */
  readonly id: string;
  readonly name: string;
}

/** The subscriptions that are looked at: the configured ones, or every one that Ajar's identity can read. Throws `CloudError`. */
export async function subscriptionsOf(clients: Clients): Promise<readonly Subscription[]> {
  const { rows } = await queryAll(clients, 'subscriptions');
  const seen = rows.map((row) => ({ id: row.subscriptionId, name: row.name }));
  const configured = (clients.settings.subscriptions ?? []).map((id) => id.toLowerCase());
  const others = (clients.settings.tenants ?? []).flatMap(({ subscriptions }) => subscriptions);
  const wanted = [...(configured.length > 0 ? configured : seen.map(({ id }) => id)), ...others];
  return [...new Set(wanted)].map((id) => seen.find((each) => each.id === id) ?? { id, name: id });
}
