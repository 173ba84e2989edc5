import type { Vm } from '../../../access/vm.ts';
import { createFirewallFinder, type Hubs } from './firewalls.ts';
import { protectionOf } from './protection.ts';
import type { RowOf } from './queries.ts';
import { createNodeFinder } from './scale-sets.ts';

/** What stands around all VMs. */
export interface Around {
  readonly nics: readonly RowOf<'nics'>[];
  readonly networks: readonly RowOf<'networks'>[];
  readonly firewalls: readonly RowOf<'firewalls'>[];
  readonly routes: readonly RowOf<'routes'>[];
  readonly switchedOff: readonly RowOf<'switchedOff'>[];
  readonly nodeGroups: readonly RowOf<'nodeGroups'>[];
  readonly hubs: Hubs;
  /** Subscriptions whose JIT policies could not be read this time. */
  readonly unlisted: ReadonlySet<string>;
}

/** Looks at each VM's interfaces, their subnets and what is before those; `inPolicy` has the VMs that a JIT policy names. */
export function createProtectionFinder(
  around: Around,
  inPolicy: (vmId: string) => boolean,
): (row: RowOf<'vms'>) => Pick<Vm, 'protection' | 'behind'> & {
  readonly firewallIds: readonly string[];
  readonly readable: boolean;
} {
  const nics = new Map(around.nics.map((nic) => [nic.id, nic]));
  const subnets = new Map(
    around.networks.flatMap((network) => network.subnets).map((each) => [each.id, each]),
  );
  const off = new Set(around.switchedOff.map(({ vm }) => vm));
  const { before, leading, mayHideOne } = createFirewallFinder(around);
  const isNode = createNodeFinder(around.nodeGroups);
  return (row) => {
    const own = row.nics.flatMap(({ id }) => nics.get(id) ?? []);
    const subnetIds = own.flatMap((nic) =>
      nic.configurations.flatMap(({ properties }) => properties.subnet?.id ?? []),
    );
    const behind = subnetIds.flatMap((id) => subnets.get(id) ?? []);
    const hasGroup =
      own.some(({ nsg }) => nsg !== '') || behind.some(({ properties }) => properties?.networkSecurityGroup);
    const ways = behind.map(({ id, properties }) => ({ id, routeTable: properties?.routeTable?.id }));
    const firewalls = ways.flatMap(before);
    const readable =
      own.length === row.nics.length && behind.length === subnetIds.length && !ways.some(mayHideOne);
    const protection = protectionOf({
      vmId: row.id,
      inPolicy: inPolicy(row.id) || (around.unlisted.has(row.subscriptionId) ? undefined : false),
      interfaces: row.nics.length,
      grouped: isNode(row) ? 'aks-node' : undefined,
      ...{ readable, hasGroup },
      firewalls,
      switchedOff: off.has(row.id),
    });
    return {
      protection,
      behind: [
        ...(hasGroup ? (['nsg'] as const) : []),
        ...(firewalls.includes('classic') ? (['firewall'] as const) : []),
      ],
      ...{ readable, firewallIds: [...new Set(ways.flatMap(leading))] },
    };
  };
}
