import type { JitNetworkAccessPolicy } from '@azure/arm-security';
import type { Vm } from '../../../access/vm.ts';
import type { PolicyRules } from '../firewall/policy-rules.ts';
import { createFrontFinder, type Front } from './fronts.ts';
import type { Guard } from './guards.ts';
import { createInsideFinder } from './insides.ts';
import { jitPortsOf } from './jit-policy.ts';
import type { RowOf } from './queries.ts';
import { createNodeFinder, scaleSetRow } from './scale-sets.ts';
import { type Around, createProtectionFinder } from './surroundings.ts';

/** The rows of Resource Graph and the JIT policies, before they are joined. */
export interface Parts extends Around {
  readonly cloud?: Vm['cloud'] | undefined;
  readonly subscriptions: readonly RowOf<'subscriptions'>[];
  readonly vms: readonly RowOf<'vms'>[];
  readonly scaleSets: readonly RowOf<'scaleSets'>[];
  readonly addresses: readonly RowOf<'addresses'>[];
  readonly policies: readonly JitNetworkAccessPolicy[];
}

/** What the inventory knows of a VM beyond `Vm`: needed to close later from the grant alone. */
export interface Known {
  readonly guards: readonly Guard[];
  /** The ranges of the classic firewalls whose NAT rules could lead to it: what it sees whoever comes through them from. */
  readonly insides?: readonly string[];
  /** Set where an interface, a network or the hub behind it could not be read: then what is not known of is not "nothing". */
  readonly hidden?: true;
  /** Why the JIT policies of its subscription could not be read, if so: then none does not mean none. */
  readonly jitTrouble?: string;
  /** The firewall with a firewall policy on its way in. */
  readonly front?: Front;
  /** That policy's rules where Ajar may write there; or why they could not be read. */
  readonly frontRules?: PolicyRules | { readonly trouble: string };
}

/** A VM with the security groups and the firewalls before it. */
export interface KnownVm extends Pick<Known, 'guards' | 'front' | 'insides' | 'hidden'> {
  readonly vm: Vm;
  /** Firewalls whose NAT rules could lead to it: of its networks, of those peered with them, and of their hubs. */
  readonly firewallIds: readonly string[];
}

/** Joins the parts by their lower-cased ids: Azure spells one id in several ways. */
export function joinVms(parts: Parts): readonly KnownVm[] {
  const nics = new Map(parts.nics.map((nic) => [nic.id, nic]));
  const addresses = new Map(parts.addresses.map(({ id, address }) => [id, address]));
  const cloud = parts.cloud === undefined ? {} : { cloud: parts.cloud };
  const names = new Map(parts.subscriptions.map(({ subscriptionId, name }) => [subscriptionId, name]));
  const nsgOfSubnet = new Map(
    parts.networks.flatMap(({ subnets }) =>
      subnets.map(({ id, properties }) => [id, properties?.networkSecurityGroup?.id] as const),
    ),
  );
  const policiesOf = policiesByVm(parts.policies);
  const frontOf = createFrontFinder(parts);
  const insidesOf = createInsideFinder(parts);
  const surroundingsOf = createProtectionFinder(parts, (vmId) => policiesOf.has(vmId));
  const isNode = createNodeFinder(parts.nodeGroups);
  const scaleSets = parts.scaleSets.map((row): KnownVm => {
    const subscriptionName = names.get(row.subscriptionId) ?? row.subscriptionId;
    const vm = { ...scaleSetRow(row, isNode(row)), ...cloud, subscriptionName, os: osOf(row.os) };
    return { vm, guards: [], firewallIds: [], insides: [] };
  });
  const vms = parts.vms.map((row): KnownVm => {
    const own = row.nics.flatMap(({ id }) => nics.get(id) ?? []);
    const guards = own.flatMap((nic) => guardsOf(nic, nsgOfSubnet));
    const publicIds = own.flatMap((nic) =>
      nic.configurations.flatMap(({ properties }) => properties.publicIPAddress?.id ?? []),
    );
    const { firewallIds, readable, ...surroundings } = surroundingsOf(row);
    const vm: Vm = {
      id: row.id,
      vmId: row.vmId,
      name: row.name,
      resourceGroup: row.resourceGroup,
      subscriptionId: row.subscriptionId,
      subscriptionName: names.get(row.subscriptionId) ?? row.subscriptionId,
      location: row.location,
      ...cloud,
      tags: row.tags,
      os: osOf(row.os),
      power: powerOf(row.power),
      nicIds: row.nics.map(({ id }) => id),
      privateAddresses: guards.map(({ address }) => address),
      publicAddresses: publicIds.map((id) => addresses.get(id) ?? '').filter((address) => address !== ''),
      jit: (policiesOf.get(row.id) ?? []).flatMap((policy) => jitPortsOf(policy, row.id)),
      ...surroundings,
    };
    const front = frontOf(own);
    const hidden = !readable && { hidden: true as const };
    return { vm, guards, firewallIds, insides: insidesOf(firewallIds), ...(front && { front }), ...hidden };
  });
  return [...vms, ...scaleSets];
}

/** Interface and subnet each may have a group; traffic must pass both. */
function guardsOf(
  nic: RowOf<'nics'>,
  nsgOfSubnet: ReadonlyMap<string, string | undefined>,
): readonly Guard[] {
  return nic.configurations.flatMap(({ properties: { privateIPAddress, subnet } }) => {
    if (!privateIPAddress) return [];
    const ids = [nic.nsg, nsgOfSubnet.get(subnet?.id ?? '') ?? ''].filter((id) => id !== '');
    return [{ address: privateIPAddress, nsgIds: [...new Set(ids)] }];
  });
}

function policiesByVm(
  policies: readonly JitNetworkAccessPolicy[],
): ReadonlyMap<string, readonly JitNetworkAccessPolicy[]> {
  const byVm = new Map<string, JitNetworkAccessPolicy[]>();
  for (const policy of policies) {
    for (const id of new Set(policy.virtualMachines.map((vm) => vm.id.toLowerCase()))) {
      byVm.set(id, [...(byVm.get(id) ?? []), policy]);
    }
  }
  return byVm;
}

export function osOf(text: string): Vm['os'] {
  const lower = text.toLowerCase();
  return lower === 'windows' || lower === 'linux' ? lower : 'unknown';
}

/** `PowerState/running` and the like; starting and stopping are neither. */
export function powerOf(code: string): Vm['power'] {
  const state = code.split('/').at(-1)?.toLowerCase();
  if (state === 'running') return 'running';
  return state === 'stopped' || state === 'deallocated' ? 'stopped' : 'unknown';
}
