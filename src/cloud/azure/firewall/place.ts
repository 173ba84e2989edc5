import type { Grant } from '../../../access/grant.ts';
import type { Front } from '../inventory/fronts.ts';

/** Where a grant's rule stands and where it leads, kept in the grant before anything opens. */
export interface Place extends Pick<Front, 'policyId' | 'publicAddress' | 'inside' | 'address'> {
  /** The port of the firewall's public address that leads in. */
  readonly mapped: number;
}

export const writePlace = ({ policyId, publicAddress, inside, address, mapped }: Place): Grant['cloud'] => ({
  ...{ policy: policyId, public: publicAddress, inside, address, mapped: String(mapped) },
});

export function placeOf({ cloud }: Grant): Place {
  const { policy = '', public: publicAddress = '', inside = '', address = '', mapped = '' } = cloud;
  return { policyId: policy, publicAddress, inside, address, mapped: Number(mapped) };
}

/**
 * The part of a grant that a security group holds: behind NAT the VM sees the firewall's own subnet, never the person, so
 * that this is who must be let in. https://learn.microsoft.com/azure/firewall/tutorial-firewall-dnat
 */
export const behindFirewall = (grant: Grant): Grant => ({
  ...{ ...grant, provider: 'nsg' as const, source: placeOf(grant).inside },
});
