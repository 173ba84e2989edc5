import type { NatRule, Nsg, SecurityRule, VmDocument } from '../cloud/documents.ts';
import type { World } from '../cloud/world.ts';
import { withMembers } from './asg.ts';
import { judge, judgeFirst, type Ruling, sampleSources } from './effective.ts';
import { type Nat, natsOf, reaches, takes, vmBehind } from './nat.ts';
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
    const nat = natsOf(world).flatMap(({ rules: nats }) => nats.flatMap((rule) => rule.sourceAddresses));
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

const throughFirewalls = (
  world: World,
  entrance: Entrance,
  port: number,
  source: string,
): readonly Ruling[] =>
  natsOf(world).flatMap((nat) =>
    nat.rules
      .filter((rule) => rule.translatedAddress === entrance.address && Number(rule.translatedPort) === port)
      .filter((rule) => reaches(nat, entrance) && takes(rule, source))
      .map((rule) => behind(world, nat, rule, entrance)),
  );

/** The VM sees the firewall's own address, not the person's. */
function behind(world: World, { inside }: Nat, rule: NatRule, entrance: Entrance): Ruling {
  const port = Number(rule.translatedPort);
  const packet = { source: inside, destination: entrance.address, port, protocol: 'Tcp' } as const;
  const ruling =
    judgeFirst(entrance.adminRules, packet, entrance.space) ??
    judge(entrance.nsgs, packet, entrance.space, counted(world));
  return { allowed: ruling.allowed, rule: `${rule.name}, then ${ruling.rule}` };
}

/** A port of a firewall's public address: the first rule that takes what comes from there sends it on, and no other is asked. */
export function mayPass(
  world: World,
  firewallId: string,
  port: number,
  source: string,
): Ruling & { readonly vm?: VmDocument; readonly to?: number } {
  const nat = natsOf(world).find(({ firewall }) => firewall.id.toLowerCase() === firewallId.toLowerCase());
  const rule = nat?.rules.find((each) => each.destinationPorts.includes(String(port)) && takes(each, source));
  const found = nat && rule && vmBehind(world, nat, rule.translatedAddress);
  if (!found) return { allowed: false, rule: 'no NAT rule' };
  return { ...behind(world, nat, rule, found.entrance), vm: found.vm, to: Number(rule.translatedPort) };
}

/** Everyone who may come in by a port of a firewall's public address, by example. */
export function whoMayPass(world: World, firewallId: string, port: number): readonly Welcome[] {
  const ranges = natsOf(world).flatMap(({ rules }) => rules.flatMap((rule) => rule.sourceAddresses));
  return sampleSources([], ranges, 4)
    .map((value) => addressText(4, value))
    .map((source) => ({ source, ...mayPass(world, firewallId, port, source) }))
    .filter(({ allowed }) => allowed)
    .map(({ source, rule }) => ({ source, rule }));
}

/** The rules of a group that count now. */
export const counted =
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
