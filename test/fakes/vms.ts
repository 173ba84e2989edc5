import type { Vm } from '../../src/access/vm.ts';

const SUBSCRIPTION = '00000000-0000-4000-8000-00000000aaaa';
const HOUR_MS = 3_600_000;

/** A VM behind Defender on the given ports. */
export function vmOf(name: string, ports: readonly number[], more: Partial<Vm> = {}): Vm {
  const group = more.resourceGroup ?? 'rg-demo';
  const scope = `/subscriptions/${SUBSCRIPTION}/resourcegroups/${group}`;
  const policyId = `${scope}/providers/microsoft.security/locations/westeurope/jitnetworkaccesspolicies/default`;
  return {
    ...{
      id: `${scope}/providers/microsoft.compute/virtualmachines/${name}`,
      vmId: `vmid-${name}`,
      name,
      resourceGroup: group,
    },
    ...{
      subscriptionId: SUBSCRIPTION,
      subscriptionName: 'Demo',
      location: 'westeurope',
      os: 'linux',
      power: 'running',
    },
    ...{
      nicIds: [`${scope}/nic-${name}`],
      privateAddresses: ['10.0.0.4'],
      publicAddresses: ['198.51.100.4'],
      tags: {},
    },
    jit: ports.map((number) => ({
      policyId,
      number,
      protocol: 'tcp',
      maxDurationMs: 3 * HOUR_MS,
      sources: ['*'],
    })),
    protection: ports.length > 0 ? 'configured' : 'not-configured',
    behind: ['nsg'],
    ...more,
  };
}
