import type { JitPolicy, JitPortRule, JitRequest, JitRequestPort, VmDocument } from '../cloud/documents.ts';
import { nowMs, type World } from '../cloud/world.ts';
import { logRule } from '../monitor/log-deed.ts';
import type { Fault } from '../wire/faults.ts';
import { classicFirewallBefore } from './classic-firewall.ts';
import { addDnat, type DnatPlace, removeDnat } from './dnat.ts';
import { addAllow, addDenies, LAST_PRIORITY, type RulePlace, removeRules, standing } from './rules.ts';

/** One port of one request, followed until it ends. */
interface Access {
  readonly policyId: string;
  readonly vmId: string;
  readonly source: string;
  /** The entry in the policy's `requests`; its status is changed here. */
  readonly entry: JitRequestPort;
  rules: readonly RulePlace[];
  /** In a classic firewall before the VM, where there is one. */
  nat: DnatPlace | undefined;
  callOff: (() => void)[];
}

/** What Defender does to the network: denies for what a policy guards, allows for what was requested. */
export interface JitEffects {
  /** Brings the deny rules in line with the policy, and revokes requests for ports that it no longer has. */
  guard(policy: JitPolicy, denyPriority?: number): void;
  /** The policy is gone: so are its rules. */
  unguard(policy: JitPolicy): void;
  /** Starts what an accepted request asks for. */
  begin(policy: JitPolicy, request: JitRequest, fault?: Fault): void;
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export function createJitEffects(world: World): JitEffects {
  const { cloud, agenda, settings, locks } = world;
  const denies = new Map<string, RulePlace[]>();
  let running: Access[] = [];

  /** Whether Defender's own writes carry the correlation id of the request is not known: here they do not. */
  const noted = (verb: 'write' | 'delete', places: readonly RulePlace[]): readonly RulePlace[] => {
    for (const { nsg, name } of places) logRule(world, nsg, name, verb);
    return places;
  };
  const drop = (places: readonly RulePlace[]): void => {
    const there = places.filter((place) => standing(cloud, [place]));
    removeRules(cloud, places, locks);
    noted(
      'delete',
      there.filter((place) => !standing(cloud, [place])),
    );
  };

  const dropAll = (access: Access): void => {
    drop(access.rules);
    if (access.nat) removeDnat(world, access.nat);
  };

  const end = (access: Access, reason: string, keepRules = false): void => {
    for (const callOff of access.callOff) callOff();
    running = running.filter((other) => other !== access);
    access.entry.status = 'Revoked';
    access.entry.statusReason = reason;
    if (!keepRules) dropAll(access);
    cloud.touched();
  };

  /** Whom the rule in the groups names: behind a firewall the VM sees its addresses, whoever comes. */
  const seenFrom = (vm: VmDocument, source: string): string =>
    settings.firewallNsgSource === 'firewall-subnet'
      ? (classicFirewallBefore(cloud, vm)?.inside ?? source)
      : source;

  const open = (access: Access): void => {
    const policy = cloud.find<JitPolicy>(access.policyId);
    const vm = cloud.find<VmDocument>(access.vmId);
    const port = policy && portRule(policy, access.vmId, access.entry.number);
    if (!policy || !vm || !port) return; // queued and lost: the entry goes on saying Initiating
    if (access.rules.length === 0 || !standing(cloud, access.rules))
      access.rules = noted('write', addAllow(cloud, policy, vm, port, seenFrom(vm, access.source)));
    access.nat ??= addDnat(world, policy, vm, access.entry, port.protocol);
    access.entry.status = 'Initiated';
    cloud.touched();
  };

  const fail = (access: Access, fault: Extract<Fault, { kind: 'accept-then-fail' }>): void => {
    access.entry.status = fault.portStatus;
    if (fault.portStatus !== 'Initiated') access.entry.statusReason = fault.portStatusReason;
    dropAll(access);
    access.rules = [];
    access.nat = undefined;
    cloud.touched();
  };

  /** Ends older requests that this one takes the place of, and answers the rules that it takes over from them. */
  const supersede = (
    policyId: string,
    vmId: string,
    number: number,
    source: string,
  ): Pick<Access, 'rules' | 'nat'> => {
    const older = running.filter(
      (a) => same(a.policyId, policyId) && same(a.vmId, vmId) && a.entry.number === number,
    );
    const twins = older.filter((access) => same(access.source, source));
    for (const access of twins) end(access, 'NewerRequestInitiated', true);
    if (settings.supersedes === 'same-port')
      for (const access of older) if (!twins.includes(access)) end(access, 'NewerRequestInitiated');
    return {
      rules: twins.flatMap((access) => access.rules),
      nat: twins.find((access) => access.nat)?.nat,
    };
  };

  const start = (policy: JitPolicy, vmId: string, entry: JitRequestPort, fault: Fault | undefined): void => {
    const source = entry.allowedSourceAddressPrefix ?? '';
    const taken = supersede(policy.id, vmId, entry.number, source);
    const access: Access = { policyId: policy.id, vmId, source, entry, ...taken, callOff: [] };
    running.push(access);
    const later = fault?.kind === 'accept-then-fail' ? () => fail(access, fault) : () => open(access);
    const opens = nowMs(world) + settings.openMs;
    if (fault?.kind !== 'never-opens') access.callOff.push(agenda.at(opens, later));
    const ends = Date.parse(entry.endTimeUtc) + settings.expireMs;
    access.callOff.push(agenda.at(ends, () => end(access, 'Expired')));
  };

  return {
    guard(policy, denyPriority = LAST_PRIORITY) {
      drop(denies.get(policy.id.toLowerCase()) ?? []);
      const places = policy.properties.virtualMachines.flatMap(({ id, ports }) => {
        const vm = cloud.find<VmDocument>(id);
        return vm ? noted('write', addDenies(cloud, policy, vm, ports, denyPriority)) : [];
      });
      denies.set(policy.id.toLowerCase(), [...places]);
      // Inferred from recorded histories: what leaves the policy reads as revoked by hand.
      for (const access of running.filter((a) => same(a.policyId, policy.id)))
        if (!portRule(policy, access.vmId, access.entry.number)) end(access, 'UserManuallyRevoked');
    },
    unguard(policy) {
      drop(denies.get(policy.id.toLowerCase()) ?? []);
      denies.delete(policy.id.toLowerCase());
      for (const access of running.filter((a) => same(a.policyId, policy.id)))
        end(access, 'UserManuallyRevoked');
    },
    begin(policy, request, fault) {
      for (const { id, ports } of request.virtualMachines)
        for (const entry of ports) start(policy, id, entry, fault);
    },
  };
}

/** The policy's rule for a port of a VM. */
export function portRule(policy: JitPolicy, vmId: string, number: number): JitPortRule | undefined {
  return policy.properties.virtualMachines
    .find((vm) => same(vm.id, vmId))
    ?.ports.find((port) => port.number === number);
}
