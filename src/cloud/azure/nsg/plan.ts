import type { Grant } from '../../../access/grant.ts';
import type { Port } from '../../../access/port.ts';
import type { Vm } from '../../../access/vm.ts';
import type { Plan } from '../../../ports/provider.ts';
import { refOf } from '../defender/plan.ts';
import { type Guard, writeGuards } from '../inventory/guards.ts';
import type { Known } from '../inventory/vms.ts';
import { keptByJit, refusedAtOnce } from '../network/refused-at-once.ts';
import { RULE_NAME } from '../network/rule-name.ts';
import { isIpv6 } from '../network/sources.ts';
import { parseId } from '../wire/resource-id.ts';

/**
 * True for a port that Defender does not keep on a VM that has a security group. JIT's caps are not got round, and not to know
 * them is no.
 */
export const servesPort = (vm: Vm, port: Port, { guards, jitTrouble }: Known): boolean =>
  jitTrouble === undefined &&
  parseId('virtual machine', vm.id) !== undefined &&
  !keptByJit(vm, port) &&
  guards.some(({ nsgIds }) => nsgIds.length > 0);

/** A rule of its own for every port and source, before every address of the source's family; or a sentence that says what to ask instead. */
export function planNsg(vm: Vm, ports: readonly Port[], sources: readonly string[], known: Known): Plan {
  const serves = (port: Port) => servesPort(vm, port, known);
  const group = { what: 'A security group', by: 'its security groups', serves, jitTrouble: known.jitTrouble };
  const refused = refusedAtOnce(vm, ports, sources, group) ?? outsideFamilies(vm, sources, known);
  if (refused !== undefined) return { refused };
  return {
    grants: ports.flatMap((port) =>
      sources.map((source) => toGrant(vm, port, source, guardsFor(known, source))),
    ),
  };
}

/** A rule must stand before an address of its source's family; an address that no group guards needs none. */
const guardsFor = ({ guards }: Known, source: string): readonly Guard[] =>
  guards.filter(({ address, nsgIds }) => nsgIds.length > 0 && isIpv6(address) === isIpv6(source));

function outsideFamilies(vm: Vm, sources: readonly string[], known: Known): string | undefined {
  const stranger = sources.find((source) => guardsFor(known, source).length === 0);
  if (stranger === undefined) return undefined;
  const [family, another] = isIpv6(stranger) ? ['IPv6', 'IPv4'] : ['IPv4', 'IPv6'];
  return `${vm.name} has no ${family} address behind a security group, so ${stranger} cannot be let in. Ask from an ${another} address.`;
}

const toGrant = (vm: Vm, port: Port, source: string, guards: readonly Guard[]): Omit<Grant, 'key'> => ({
  ...{ vm: refOf(vm), port, opens: port, source, provider: 'nsg', state: 'planned', traces: [] },
  cloud: { rule: RULE_NAME, guards: writeGuards(guards) },
  // Nothing is shared; deeds for the same port of a VM still go one at a time.
  target: `nsg|${vm.id}|${port.number}`,
});
