import type { Grant } from '../../../access/grant.ts';
import type { Port } from '../../../access/port.ts';
import type { JitPort, Vm, VmRef } from '../../../access/vm.ts';
import type { Plan } from '../../../ports/provider.ts';
import { writeGuards } from '../inventory/guards.ts';
import type { Known } from '../inventory/vms.ts';
import { isSource } from '../network/sources.ts';
import { parseId } from '../wire/resource-id.ts';
import { withinLimits } from './limits.ts';

/** What it would take to open these ports with Defender, or a sentence that says what to ask instead. */
export function planDefender(
  vm: Vm,
  ports: readonly Port[],
  sources: readonly string[],
  durationMs: number,
  known: Known,
): Plan {
  const source = sources[0];
  const refused = refusedAtOnce(vm, ports, sources, known);
  if (refused !== undefined || source === undefined)
    return { refused: refused ?? `Say from which address ${vm.name} is to be reached.` };
  const choices: (readonly [Port, readonly JitPort[]])[] = [];
  for (const port of ports) {
    const wanted = { vmName: vm.name, privateAddresses: vm.privateAddresses, port, source, durationMs };
    const limits = withinLimits(vm.jit, wanted);
    if ('refused' in limits) return limits;
    choices.push([port, limits.allowing]);
  }
  const policyId = onePolicyForAll(choices.map(([, allowing]) => allowing));
  return {
    grants: choices.map(([port, allowing]) => {
      const jit = allowing.find((entry) => entry.policyId === policyId) ?? first(allowing);
      return toGrant(vm, port, jit, source, known);
    }),
  };
}

function refusedAtOnce(
  vm: Vm,
  ports: readonly Port[],
  sources: readonly string[],
  known: Known,
): string | undefined {
  if (sources.length === 0) return `Say from which address ${vm.name} is to be reached.`;
  if (sources.length > 1) {
    return `Defender opens a port to one source at a time. Ask once for each: ${sources.join(', then ')}.`;
  }
  const wrong = sources.find((source) => !isSource(source));
  if (wrong !== undefined) return `${JSON.stringify(wrong)} is no address or CIDR such as 203.0.113.7/32.`;
  if (ports.length === 0) return `Say which port of ${vm.name} to open.`;
  const twice = ports.find(({ number }, at) => ports.slice(0, at).some((other) => other.number === number));
  if (twice)
    return `Defender opens a number for all protocols that its JIT policy has of it. Ask for ${twice.number} once, such as ${twice.number}/tcp.`;
  if (/\/providers\/microsoft\.classiccompute\//i.test(vm.id)) {
    return `${vm.name} is a classic VM, and Defender has no JIT for those.`;
  }
  if (!parseId('virtual machine', vm.id))
    return `${JSON.stringify(vm.id)} is not the id of a VM as Azure writes them.`;
  if (vm.jit.length === 0 && known.jitTrouble !== undefined) return known.jitTrouble;
  return undefined;
}

/** The policy that serves every port, so that one call opens them all; the first by id where several do, so that the choice never wavers. */
function onePolicyForAll(lists: readonly (readonly JitPort[])[]): string | undefined {
  const [some = [], ...others] = lists.map((list) => list.map((entry) => entry.policyId));
  return some.filter((id) => others.every((ids) => ids.includes(id))).sort()[0];
}

const first = (allowing: readonly JitPort[]): JitPort | undefined =>
  [...allowing].sort((a, b) => (a.policyId < b.policyId ? -1 : 1))[0];

/** What holders of a port share in Azure: a newer opening of the same VM and port may take the older one's place (HOLES H9). */
export const targetOf = (vmId: string, number: number): string => `defender|${vmId}|${number}`;

const toGrant = (
  vm: Vm,
  port: Port,
  jit: JitPort | undefined,
  source: string,
  known: Known,
): Omit<Grant, 'key'> => ({
  vm: refOf(vm),
  port,
  opens: { number: port.number, protocol: jit?.protocol ?? port.protocol },
  source,
  provider: 'defender',
  cloud: {
    jitPolicyId: jit?.policyId ?? '',
    ...writeKnown(known),
  },
  target: targetOf(vm.id, port.number),
  state: 'planned',
  traces: [],
});

/** What stands before the VM, as a grant remembers it. */
export const writeKnown = ({
  guards,
  insides = [],
}: Pick<Known, 'guards' | 'insides'>): Readonly<Record<string, string>> => ({
  ...(guards.length > 0 && { guards: writeGuards(guards) }),
  ...(insides.length > 0 && { insides: insides.join(' ') }),
});

/** Only what a grant keeps of a VM. */
export const refOf = (vm: VmRef): VmRef => ({
  id: vm.id,
  vmId: vm.vmId,
  nicIds: vm.nicIds,
  privateAddresses: vm.privateAddresses,
  name: vm.name,
  resourceGroup: vm.resourceGroup,
  subscriptionId: vm.subscriptionId,
  publicAddresses: vm.publicAddresses,
});
