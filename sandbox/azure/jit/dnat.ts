import { randomUUID } from 'node:crypto';
import type {
  FirewallDocument,
  JitPolicy,
  JitRequest,
  JitRequestPort,
  NatRule,
  VmDocument,
} from '../cloud/documents.ts';
import type { World } from '../cloud/world.ts';
import { DEFENDER } from '../monitor/activity-log.ts';
import { logDeed } from '../monitor/log-deed.ts';
import { FIREWALL_TYPE } from '../network/nat.ts';
import { type ClassicFirewall, classicFirewallBefore } from './classic-firewall.ts';

/** Where a DNAT rule of Defender's stands. */
export interface DnatPlace {
  readonly firewall: string;
  readonly name: string;
}

/**
 * Chooses the ports of firewalls that a request is handed on from, and says them in it and in its policy. Both fields are
 * in the specification and in no recorded answer; how Azure chooses is not known.
 */
export function mapPorts({ cloud }: World, policy: JitPolicy, request: JitRequest): void {
  for (const { id, ports } of request.virtualMachines) {
    const vm = cloud.find<VmDocument>(id);
    const before = vm && classicFirewallBefore(cloud, vm);
    if (!before) continue;
    sayAddress(policy, id, before);
    for (const port of ports)
      port.mappedPort = sameAsBefore(policy, id, port) ?? freePort(before.firewall, policy, request);
  }
}

/** What somebody named for the VM stays, if the firewall has it. */
function sayAddress(policy: JitPolicy, vmId: string, { publicAddresses }: ClassicFirewall): void {
  for (const entry of policy.properties.virtualMachines)
    if (same(entry.id, vmId) && !publicAddresses.includes(entry.publicIpAddress ?? ''))
      entry.publicIpAddress = publicAddresses[0];
}

/** A request that takes another's place takes over its rule. */
const sameAsBefore = ({ properties }: JitPolicy, vmId: string, port: JitRequestPort): number | undefined =>
  properties.requests
    .flatMap(({ virtualMachines }) => virtualMachines.filter(({ id }) => same(id, vmId)))
    .flatMap(({ ports }) => ports)
    .find(
      (other) =>
        other.status !== 'Revoked' &&
        other.number === port.number &&
        other.allowedSourceAddressPrefix === port.allowedSourceAddressPrefix,
    )?.mappedPort;

const FIRST_PORT = 49_152;

function freePort({ properties }: FirewallDocument, policy: JitPolicy, request: JitRequest): number {
  const rules = (properties.natRuleCollections ?? []).flatMap((collection) => collection.properties.rules);
  const asked = [...policy.properties.requests, request]
    .flatMap(({ virtualMachines }) => virtualMachines.flatMap(({ ports }) => ports))
    .map(({ mappedPort }) => mappedPort);
  const taken = new Set([...asked, ...rules.flatMap((rule) => rule.destinationPorts.map(Number))]);
  let port = FIRST_PORT;
  while (taken.has(port)) port += 1;
  return port;
}

/** Writes the rule that hands an opening on, with the source that was asked. How long Azure takes for it is not known: here none. */
export function addDnat(
  world: World,
  policy: JitPolicy,
  vm: VmDocument,
  entry: JitRequestPort,
  protocol: string,
): DnatPlace | undefined {
  const before = classicFirewallBefore(world.cloud, vm);
  const publicAddress = policy.properties.virtualMachines.find(({ id }) => same(id, vm.id))?.publicIpAddress;
  if (!before || entry.mappedPort === undefined || publicAddress === undefined) return undefined;
  const { firewall, address } = before;
  const name = `${PREFIX[world.settings.firewallNames]}-${randomUUID().replaceAll('-', '').toUpperCase()}`;
  rulesIn(firewall, PREFIX[world.settings.firewallNames]).push({
    name,
    protocols: protocol === '*' ? ['TCP', 'UDP'] : [protocol.toUpperCase()],
    sourceAddresses: [entry.allowedSourceAddressPrefix ?? '*'],
    destinationAddresses: [publicAddress],
    destinationPorts: [String(entry.mappedPort)],
    translatedAddress: address,
    translatedPort: String(entry.number),
  });
  written(world, firewall);
  return { firewall: firewall.id, name };
}

/** Takes a rule away; a locked firewall keeps it, and nobody is told. */
export function removeDnat(world: World, { firewall: id, name }: DnatPlace): void {
  const firewall = world.cloud.find<FirewallDocument>(id);
  if (!firewall || world.locks.has(id.toLowerCase())) return;
  const collections = firewall.properties.natRuleCollections ?? [];
  for (const { properties } of collections)
    properties.rules = properties.rules.filter((rule) => rule.name !== name);
  // Azure takes no collection without rules.
  firewall.properties.natRuleCollections = collections.filter(
    ({ properties }) => properties.rules.length > 0,
  );
  written(world, firewall);
}

/** Names begin so since May 2023, and did so before; what follows was never recorded (FACTS 4.2). */
const PREFIX = { MDC: 'MDC-JIT', ASC: 'ASC-JIT' } as const;

/** The rules of Defender's collection, which is made where there is none. */
function rulesIn({ id, properties }: FirewallDocument, name: string): NatRule[] {
  properties.natRuleCollections ??= [];
  const { natRuleCollections } = properties;
  const found = natRuleCollections.find((collection) => collection.name === name);
  if (found) return found.properties.rules;
  const taken = natRuleCollections.map((collection) => collection.properties.priority);
  let priority = 100;
  while (taken.includes(priority)) priority += 1;
  const rules: NatRule[] = [];
  natRuleCollections.push({
    ...{ name, id: `${id}/natRuleCollections/${name}` },
    properties: { provisioningState: 'Succeeded', priority, action: { type: 'Dnat' }, rules },
  });
  return rules;
}

function written(world: World, firewall: FirewallDocument): void {
  world.cloud.touched(firewall);
  logDeed(world, { actor: DEFENDER, action: `${FIREWALL_TYPE}/write`, resource: firewall.id });
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
