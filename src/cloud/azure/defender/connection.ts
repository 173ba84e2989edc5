import { isIP } from 'node:net';
import type { JitNetworkAccessPolicy } from '@azure/arm-security';
import type { Connection, Grant } from '../../../access/grant.ts';
import type { Entry } from './entries.ts';

/**
 * Where a client connects when a firewall before the VM hands the port on: the policy says the firewall's public address,
 * the opening its port. Both are in Azure's specification and in no recorded answer, so that one alone says nothing.
 */
export function connectionOf(
  policy: JitNetworkAccessPolicy | undefined,
  own: readonly Entry[],
  grant: Grant,
): Connection | undefined {
  const port = own.find(({ mappedPort }) => mappedPort !== undefined)?.mappedPort;
  const address = policy?.virtualMachines.find(({ id }) => id.toLowerCase() === grant.vm.id)?.publicIpAddress;
  const isPort = port !== undefined && Number.isInteger(port) && port > 0 && port < 65_536;
  return isPort && address !== undefined && isIP(address) > 0 ? { address, port } : undefined;
}
