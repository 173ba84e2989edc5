import { CloudError } from '../../../ports/provider.ts';
import type { Clients } from '../wire/clients.ts';
import { queryAll } from './graph.ts';

export interface Subscription {
  /** Lower case. */
  readonly id: string;
  readonly name: string;
}

/** The subscriptions that are looked at: the configured ones, or every one that Ajar's identity can read. Throws `CloudError`. */
export async function subscriptionsOf(clients: Clients): Promise<readonly Subscription[]> {
  const { rows, unread } = await queryAll(clients, 'subscriptions');
  const seen = rows.map((row) => ({ id: row.subscriptionId, name: row.name }));
  const configured = (clients.settings.subscriptions ?? []).map((id) => id.toLowerCase());
  // One that is left out is looked at by nobody: not by the sweep, and not by whoever asks what is open.
  if (unread > 0 && configured.length === 0)
    throw new CloudError(
      'broken',
      `Azure's list of subscriptions has ${unread} that cannot be read. Set AJAR_AZURE_SUBSCRIPTIONS to those that matter.`,
    );
  const others = (clients.settings.tenants ?? []).flatMap(({ subscriptions }) => subscriptions);
  const wanted = [...(configured.length > 0 ? configured : seen.map(({ id }) => id)), ...others];
  return [...new Set(wanted)].map((id) => seen.find((each) => each.id === id) ?? { id, name: id });
}
