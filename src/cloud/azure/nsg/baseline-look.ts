import { formatPort, type Port } from '../../../access/port.ts';
import { baselineName, readBaselineName } from '../../../access/setup/baseline-name.ts';
import type { Vm } from '../../../access/vm.ts';
import type { BaselineRule, BaselineStanding } from '../../../ports/baseline.ts';
import type { Guard } from '../inventory/guards.ts';
import type { Group } from '../network/group.ts';
import { isIpv6, sameSource } from '../network/sources.ts';
import { nameIn } from '../wire/resource-id.ts';
import { decideDeny } from './deny-rule.ts';

type Found = Pick<BaselineStanding, 'missing' | 'standing' | 'faults'>;

/** What the baseline is at these ports of a VM, and what is missing of it. */
export function standingOf(
  vm: Vm,
  ports: readonly Port[],
  guards: readonly Guard[],
  groups: readonly Group[],
): Found {
  const faults = faultsOf(vm, ports, groups);
  if (faults.length > 0) return { missing: [], faults, standing: standingIn(ports, guards, groups) };
  const missing: BaselineRule[] = [];
  for (const group of groups)
    for (const wanted of wantedIn(vm, ports, guards, group)) {
      const decision = decideDeny(group, wanted);
      if (decision === 'stands') continue;
      if ('refused' in decision) faults.push(decision.refused);
      else missing.push({ ...wanted, priority: decision.priority });
    }
  return { missing: distinctPriorities(missing), faults, standing: standingIn(ports, guards, groups) };
}

function faultsOf(vm: Vm, ports: readonly Port[], groups: readonly Group[]): string[] {
  const kept = ports.filter(({ number, protocol }) =>
    vm.jit.some(
      (jit) =>
        jit.number === number && (jit.protocol === '*' || protocol === '*' || jit.protocol === protocol),
    ),
  );
  return [
    ...(kept.length > 0
      ? [`A JIT policy keeps ${kept.map(formatPort).join(', ')} of it, with a deny rule of its own.`]
      : []),
    ...(groups.length === 0
      ? ['No network security group is before it. Give its interface or its subnet one.']
      : []),
    ...(vm.vmId === '' ? ['Azure gives no id of its own for it, by which its rules could be known.'] : []),
  ];
}

/** A rule for each family: whether Azure takes both in one rule is not known. */
const wantedIn = (vm: Vm, ports: readonly Port[], guards: readonly Guard[], { nsgId }: Group) =>
  ports.flatMap((port) =>
    [false, true].flatMap((six) => {
      const addresses = addressesBehind(guards, nsgId).filter((address) => isIpv6(address) === six);
      if (addresses.length === 0) return [];
      return [{ name: baselineName(vm, port, six), port, nsgId, group: nameIn(nsgId), addresses }];
    }),
  );

const addressesBehind = (guards: readonly Guard[], nsgId: string): readonly string[] => [
  ...new Set(guards.filter(({ nsgIds }) => nsgIds.includes(nsgId)).map(({ address }) => address)),
];

/** What several rules would get that are decided on the same reading: each one lower than the one before it. Only to be shown; it is decided again at writing. */
function distinctPriorities(rules: readonly BaselineRule[]): readonly BaselineRule[] {
  const shown = new Set<string>();
  return rules.map((rule) => {
    let { priority } = rule;
    while (shown.has(`${rule.nsgId} ${priority}`)) priority -= 1;
    shown.add(`${rule.nsgId} ${priority}`);
    return { ...rule, priority };
  });
}

/** By the name's port, whichever VM it was made for, and about nothing but addresses of this one. */
const standingIn = (
  ports: readonly Port[],
  guards: readonly Guard[],
  groups: readonly Group[],
): readonly BaselineRule[] =>
  groups.flatMap(({ nsgId, rules }) =>
    rules.flatMap(({ name, priority, destinations }) => {
      const port = readBaselineName(name)?.port;
      const own = addressesBehind(guards, nsgId);
      const isOfVm = (to: string): boolean => own.some((address) => sameSource(to, address));
      const isOurs = destinations.length > 0 && destinations.every(isOfVm);
      const isNamed = ports.some((each) => each.number === port?.number && each.protocol === port.protocol);
      return port && isOurs && isNamed
        ? [{ name, port, nsgId, group: nameIn(nsgId), addresses: destinations, priority }]
        : [];
    }),
  );
