import type { Log } from '../../../ports/log.ts';
import { CloudError } from '../../../ports/provider.ts';
import { askTwice, startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { nameIn, readId } from '../wire/resource-id.ts';
import type { Hubs } from './firewalls.ts';
import type { RowOf } from './queries.ts';

/**
 * The networks behind each virtual hub that a firewall secures. Resource Graph does not show connections, so each such hub is
 * asked once: there are as many as a company has regions. One that may not be read is left out, and nothing is told of it.
 */
export async function readHubs(
  clients: Clients,
  log: Log,
  firewalls: readonly RowOf<'firewalls'>[],
): Promise<Hubs> {
  const ids = [...new Set(firewalls.map(({ hub }) => hub).filter((hub) => hub !== ''))];
  const read = await Promise.all(
    ids.map(async (id) => {
      try {
        return [[id, await connectedTo(clients, id)] as const];
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        log.warn({ hub: id, err: error }, 'the networks of a virtual hub could not be listed');
        return [];
      }
    }),
  );
  return new Map(read.flat());
}

async function connectedTo(clients: Clients, hubId: string): Promise<readonly string[]> {
  const { subscriptionId, resourceGroup, names } = readId('virtual hub', hubId);
  const network = await clients.network(subscriptionId);
  const subject = `the virtual hub "${nameIn(hubId)}"`;
  const action = 'Microsoft.Network/virtualHubs/hubVirtualNetworkConnections/read';
  const doing = clients.doing(`list the networks of ${subject}`, action, subject);
  const { value } = await askTwice(doing, startDeadline(clients.limitMs), async (options) => {
    const found: string[] = [];
    const list = network.hubVirtualNetworkConnections.list(resourceGroup, names[0] ?? '', options);
    for await (const { remoteVirtualNetwork } of list)
      if (remoteVirtualNetwork?.id) found.push(remoteVirtualNetwork.id.toLowerCase());
    return found;
  });
  return value;
}
