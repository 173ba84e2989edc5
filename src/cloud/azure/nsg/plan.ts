import type { Grant } from '../../../access/grant.ts';
import { formatPort, type Port } from '../../../access/port.ts';
import type { Vm } from '../../../access/vm.ts';
import type { Plan } from '../../../ports/provider.ts';
import { refOf } from '../defender/plan.ts';
import { type Guard, writeGuards } from '../inventory/guards.ts';
import type { Known } from '../inventory/vms.ts';
import { isIpv6 } from '../network/sources.ts';
import { parseId } from '../wire/resource-id.ts';
import { isNarrow } from './draft.ts';
import { RULE_NAME } from './rule-name.ts';

/**
 * True for a port that Defender does not keep on a VM that has a security group. Where JIT keeps the number for any of the
 * asked protocols it is Defender's: its caps are not got round by asking for "any". Not to know them is no either.
 */
export const servesPort = (vm: Vm, port: Port, { guards, jitTrouble }: Known): boolean =>
  jitTrouble === undefined &&
  parseId('virtual machine', vm.id) !== undefined &&
  !keptByJit(vm, port) &&
  guards.some(({ nsgIds }) => nsgIds.length > 0);

export const keptByJit = ({ jit }: Vm, { number, protocol }: Port): boolean =>
  jit.some(
    (kept) =>
      kept.number === number && (kept.protocol === '*' || protocol === '*' || kept.protocol === protocol),
  );

/** A rule of its own for every port and source, before every address of the source's family; or a sentence that says what to ask instead. */
export function planNsg(vm: Vm, ports: readonly Port[], sources: readonly string[], known: Known): Plan {
  const refused = refusedAtOnce(vm, ports, sources, known);
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

function refusedAtOnce(
  vm: Vm,
  ports: readonly Port[],
  sources: readonly string[],
  known: Known,
): string | undefined {
  if (sources.length === 0) return `Say from which address ${vm.name} is to be reached.`;
  if (ports.length === 0) return `Say which port of ${vm.name} to open.`;
  const wide = sources.find((source) => !isNarrow(source));
  if (wide !== undefined)
    return `A security group is opened to an address or a range, never to everybody, and "${wide}" is neither. Name the address you come from, such as 203.0.113.7.`;
  const other = ports.find((port) => !servesPort(vm, port, known));
  if (other)
    return known.jitTrouble ?? `${formatPort(other)} on ${vm.name} is not opened by its security groups.`;
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
