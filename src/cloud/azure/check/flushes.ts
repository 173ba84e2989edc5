import { CloudError } from '../../../ports/provider.ts';
import { askTwice, type Deadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { nameIn, readId } from '../wire/resource-id.ts';

/**
 * Whether a security group ends connections that a removed rule had let in (`flushConnection`, which Ajar never sets).
 * What cannot be read is no yes, and hides nothing else of a look.
 */
export async function readFlushes(clients: Clients, nsgId: string, deadline: Deadline): Promise<boolean> {
  const subject = `the network security group "${nameIn(nsgId)}"`;
  const doing = clients.doing(
    `see whether ${subject} ends connections`,
    'Microsoft.Network/networkSecurityGroups/read',
    subject,
  );
  try {
    const { subscriptionId, resourceGroup, names } = readId('network security group', nsgId);
    const network = await clients.network(subscriptionId);
    const { value } = await askTwice(doing, deadline, (options) =>
      network.networkSecurityGroups.get(resourceGroup, names[0] ?? '', options),
    );
    return value.flushConnection === true;
  } catch (error) {
    if (error instanceof CloudError) return false;
    throw error;
  }
}
