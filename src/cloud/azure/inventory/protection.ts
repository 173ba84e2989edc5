import type { Protection } from '../../../access/protection.ts';

/** What decides how Defender's just-in-time access stands to a VM. */
export interface Surroundings {
  /** Lower case. */
  readonly vmId: string;
  /** A uniform scale set, or a node of a Kubernetes cluster. */
  readonly grouped?: 'scale-set' | 'aks-node' | undefined;
  /** Whether some JIT policy names it; undefined where the policies of its subscription could not be read. */
  readonly inPolicy: boolean | undefined;
  readonly interfaces: number;
  /** Whether its interfaces and their subnets were all found: a group that nobody may read is not "no group". */
  readonly readable: boolean;
  /** Whether a network security group is before it. */
  readonly hasGroup: boolean;
  /** The firewalls on its way in. */
  readonly firewalls: readonly FirewallKind[];
  /** Defender's own recommendation says that it is off by policy. */
  readonly switchedOff: boolean;
}

/** Defender changes a firewall's classic rules only, never a firewall policy. */
export type FirewallKind = 'classic' | 'policy';

/**
 * The portal's three groups, by what is known of how it makes them:
 * https://learn.microsoft.com/azure/defender-for-cloud/just-in-time-access-usage
 */
export function protectionOf(around: Surroundings): Protection {
  if (around.inPolicy) return 'configured';
  if (around.vmId.includes('/microsoft.classiccompute/')) return { unsupported: 'classic' };
  if (around.grouped) return { unsupported: around.grouped };
  if (around.inPolicy === undefined) return 'unknown';
  if (around.interfaces === 0) return { unsupported: 'no-interface' };
  if (around.switchedOff) return { unsupported: 'switched-off' };
  if (around.hasGroup || around.firewalls.includes('classic')) return 'not-configured';
  if (!around.readable) return 'unknown';
  return { unsupported: around.firewalls.length > 0 ? 'firewall-policy' : 'no-guard' };
}
