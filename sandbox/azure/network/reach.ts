import type { FirewallDocument, NatRule, Nsg, SecurityRule, VmDocument } from '../cloud/documents.ts';
import type { World } from '../cloud/world.ts';
import { withMembers } from './asg.ts';
import { judge, judgeFirst, type Ruling, sampleSources } from './effective.ts';
import { addressText, contains, readAddress, readRange } from './prefix.ts';
import { type Entrance, entrancesOf } from './vm-network.ts';

/** A port of a VM, as the network sees it. */
interface Target {
  readonly vm: VmDocument;
  readonly port: number;
}

/** Someone who may enter: an example address, and the rule that lets it in. */
export interface Welcome {
  readonly source: string;
  readonly rule: string;
}

/** May this source reach this port now? By any of the VM's addresses, directly or through a firewall's NAT rule. */
export function mayEnter(world: World, { vm, port }: Target, source: string): Ruling {
  const family = readAddress(source)?.family;
  const entrances = entrancesOf(world.cloud, vm).filter((entrance) => entrance.family === family);
  const rulings = entrances.flatMap((entrance) => [
    direct(world, entrance, port, source),
    ...throughFirewalls(world, entrance, port, source),
  ]);
  return (
    rulings.find((r) => r.allowed) ?? rulings[0] ?? { allowed: false, rule: 'no address of this family' }
  );
}

/** Everyone who may enter, by example; empty means that the port is shut. */
export function whoMayEnter(world: World, target: Target): readonly Welcome[] {
  const entrances = entrancesOf(world.cloud, target.vm);
  const samples = entrances.flatMap((entrance) => {
    const rules = entrance.nsgs.flatMap((nsg) => counted(world)(nsg));
    const nat = firewallsOf(world).flatMap(({ rules: nats }) => nats.flatMap((rule) => rule.sourceAddresses));
    const admin = entrance.adminRules.flatMap(({ properties }) =>
      properties.sources.map(({ addressPrefix }) => addressPrefix),
    );
    return sampleSources(rules, [...entrance.space, ...nat, ...admin], entrance.family).map((v) =>
      addressText(entrance.family, v),
    );
  });
  return [...new Set(samples)]
    .map((source) => ({ source, ...mayEnter(world, target, source) }))
    .filter(({ allowed }) => allowed)
    .map(({ source, rule }) => ({ source, rule }));
}

/** A VM with no group at all is open to its network; to the Internet only by an old basic address. */
function direct(world: World, entrance: Entrance, port: number, source: string): Ruling {
  const inside = entrance.space.some((range) => inRange(range, source));
  const address = entrance.publicIpId ? world.cloud.find(entrance.publicIpId) : undefined;
  const balanced = entrance.balanced(port);
  if (!inside && !address && !balanced) return { allowed: false, rule: 'no public address' };
  const basic = (address?.sku as { name?: string } | undefined)?.name === 'Basic' || balanced === 'basic';
  const packet = { source, destination: entrance.address, port, protocol: 'Tcp' } as const;
  const first = judgeFirst(entrance.adminRules, packet, entrance.space);
  if (first) return first;
  if (!inside && entrance.nsgs.length === 0 && !basic)
    return { allowed: false, rule: 'a standard public address is shut without a security group' };
  return judge(entrance.nsgs, packet, entrance.space, counted(world));
}

function throughFirewalls(world: World, entrance: Entrance, port: number, source: string): readonly Ruling[] {
  return firewallsOf(world).flatMap(({ inside, rules }) =>
    rules
      .filter((rule) => rule.translatedAddress === entrance.address && Number(rule.translatedPort) === port)
      .filter((rule) => rule.sourceAddresses.some((range) => range === '*' || inRange(range, source)))
      .map((rule): Ruling => {
        // The VM sees the firewall's own address, not the person's.
        const packet = { source: inside, destination: entrance.address, port, protocol: 'Tcp' } as const;
        const ruling =
          judgeFirst(entrance.adminRules, packet, entrance.space) ??
          judge(entrance.nsgs, packet, entrance.space, counted(world));
        return { allowed: ruling.allowed, rule: `${rule.name}, then ${ruling.rule}` };
      }),
  );
}

function firewallsOf(world: World): readonly { inside: string; rules: readonly NatRule[] }[] {
  return world.cloud.ofType<FirewallDocument>('Microsoft.Network/azureFirewalls').map(({ properties }) => ({
    inside: properties.ipConfigurations[0]?.properties.privateIPAddress ?? '',
    rules: properties.natRuleCollections.flatMap((collection) => collection.properties.rules),
  }));
}

const counted =
  (world: World) =>
  (nsg: Nsg): readonly SecurityRule[] =>
    [...written(world, nsg), ...nsg.properties.defaultSecurityRules]
      .flatMap((rule) => {
        const id = rule.id.toLowerCase();
        if (!world.pending.has(id)) return [rule];
        const before = world.pending.get(id) as SecurityRule | undefined;
        return before ? [before] : [];
      })
      .map((rule) => withMembers(world.cloud, rule));

/** While a whole group is being written, its rules of before. */
const written = (world: World, nsg: Nsg): readonly SecurityRule[] =>
  (world.pending.get(nsg.id.toLowerCase()) as readonly SecurityRule[] | undefined) ??
  nsg.properties.securityRules;

function inRange(range: string, address: string): boolean {
  const [outer, inner] = [readRange(range), readRange(address)];
  return outer !== undefined && inner !== undefined && contains(outer, inner);
}
