import type { Grant } from '../../../access/grant.ts';
import type { Order } from '../../../ports/provider.ts';
import { type Entry, isSame } from './entries.ts';
import type { Network } from './network.ts';

/**
 * Rules about a firewall's addresses name nobody. Once Azure revoked a grant's own opening, it took away its own; those that
 * are left while another opening of the port lives are that one's.
 */
export function withoutOthers(
  network: Network,
  grant: Grant,
  {
    own,
    entries,
    now,
  }: { readonly own: readonly Entry[]; readonly entries: readonly Entry[]; readonly now: Date },
): Network {
  if (!network.readable || network.throughFirewall.length === 0 || own[0]?.status !== 'Revoked')
    return network;
  const lives = entries.some(
    (entry) =>
      entry.vmId === grant.vm.id &&
      entry.number === grant.port.number &&
      !isSame(entry, grant) &&
      entry.status !== 'Revoked' &&
      entry.until > now,
  );
  if (!lives) return network;
  return { ...network, ours: network.ours.filter((rule) => !network.throughFirewall.includes(rule)) };
}

/**
 * What an early close leaves in the firewall: Ajar never writes a firewall, so Defender's rule there stays until the end
 * that Azure has. Undefined where nothing is left, as far as Azure's record tells.
 */
export function leftInFirewall(
  { connect, cloud, port }: Grant,
  entry: Entry | undefined,
  { until, now }: Pick<Order, 'until' | 'now'>,
  network: Network,
): string | undefined {
  const mapped = connect?.port ?? entry?.mappedPort;
  if (mapped === undefined || entry?.status === 'Revoked' || now >= until) return undefined;
  const where = connect ? `${connect.address}:${connect.port}` : `port ${mapped}`;
  const rule = `The firewall's own rule for ${where} stays until Azure takes it away at ${until.toISOString()}`;
  return network.readable && network.shutsFirewall && cloud.insides !== undefined
    ? `${rule}; it leads nowhere, because the security groups behind it keep the firewall out.`
    : `${rule}; whether the security groups keep out what it leads to ${port.number}, Ajar cannot tell. Check the VM.`;
}
