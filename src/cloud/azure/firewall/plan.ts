import { saySource } from '../../../access/address.ts';
import type { Grant } from '../../../access/grant.ts';
import type { Port } from '../../../access/port.ts';
import type { Vm } from '../../../access/vm.ts';
import type { Plan } from '../../../ports/provider.ts';
import { refOf } from '../defender/plan.ts';
import type { Front } from '../inventory/fronts.ts';
import { writeGuards } from '../inventory/guards.ts';
import type { Known } from '../inventory/vms.ts';
import { keptByJit, refusedAtOnce } from '../network/refused-at-once.ts';
import { RULE_NAME } from '../network/rule-name.ts';
import { covers, isIpv6 } from '../network/sources.ts';
import { nameIn, parseId } from '../wire/resource-id.ts';
import { mappedPort } from './mapped-port.ts';
import { hinders } from './obstacles.ts';
import { notOurs, othersIn, ownRules } from './own-group.ts';
import { writePlace } from './place.ts';
import { natWaysIn, type PolicyRules } from './policy-rules.ts';

/**
 * True for a port that Defender does not keep on a VM whose way in is a firewall with a firewall policy, when somebody outside
 * is to be let in: who is inside reaches the VM's own address. JIT's caps are not got round, and not to know them is no.
 */
export const servesPort = (
  vm: Vm,
  port: Port,
  sources: readonly string[],
  { front, jitTrouble }: Known,
): boolean =>
  jitTrouble === undefined &&
  front !== undefined &&
  parseId('virtual machine', vm.id) !== undefined &&
  (front.routed || vm.publicAddresses.length === 0) &&
  !keptByJit(vm, port) &&
  !sources.every(isInside);

/** The ranges that are nobody's on the Internet. https://www.rfc-editor.org/rfc/rfc1918 */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'];

const isInside = (source: string): boolean => PRIVATE.some((range) => covers(range, source));

/** Twice what a change of a firewall usually takes: less than this would be over before it opened. */
const SHORTEST_MS = 10 * 60_000;

/** One rule for every port and source, each port by a free port of the firewall's address; or a sentence that says what to ask instead. */
export function planFirewall(
  vm: Vm,
  ports: readonly Port[],
  sources: readonly string[],
  durationMs: number,
  known: Known,
  priority: number,
): Plan {
  const { front, frontRules } = known;
  const serves = (port: Port) => servesPort(vm, port, sources, known);
  const firewall = { what: 'A firewall', by: 'its firewall', serves, jitTrouble: known.jitTrouble };
  const refused =
    refusedAtOnce(vm, ports, sources, firewall) ?? notThrough(vm, sources) ?? tooShort(vm, durationMs);
  if (refused !== undefined) return { refused };
  if (!front || !frontRules)
    return { refused: `The firewall before ${vm.name} could not be read yet. Ask again.` };
  if ('trouble' in frontRules) return { refused: frontRules.trouble };
  const unfit =
    notOurs(frontRules, priority) ?? first(ports, (port) => hinders(frontRules, vm, front, port.number));
  if (unfit !== undefined) return { refused: unfit };
  const grants = ports.map((port) => grantsFor(vm, port, sources, front, frontRules, known));
  return grants.every((each) => each !== undefined)
    ? { grants: grants.flat() }
    : { refused: `The firewall "${nameIn(front.firewallId)}" has no free port left for ${vm.name}.` };
}

/** Sources that do not come through a firewall by its public address. */
function notThrough(vm: Vm, sources: readonly string[]): string | undefined {
  const sixth = sources.find(isIpv6);
  if (sixth !== undefined)
    return `The firewall before ${vm.name} takes IPv4 only, and ${saySource(sixth)} is IPv6. Ask from an IPv4 address.`;
  const inside = sources.find(isInside);
  return (
    inside &&
    `${saySource(inside)} is a private address, which does not come through the firewall before ${vm.name} by its public one. Ask for it alone.`
  );
}

const tooShort = (vm: Vm, durationMs: number): string | undefined =>
  durationMs < SHORTEST_MS
    ? `The firewall before ${vm.name} takes 3 to 5 minutes for a change, so ask for ${SHORTEST_MS / 60_000} minutes or more.`
    : undefined;

function grantsFor(
  vm: Vm,
  port: Port,
  sources: readonly string[],
  front: Front,
  rules: PolicyRules,
  { guards }: Known,
): readonly Omit<Grant, 'key'>[] | undefined {
  const target = { ...front, number: port.number };
  const mapped = mappedPort(target, ownRules(rules), natWaysIn(othersIn(rules)));
  if (mapped === undefined) return undefined;
  const guarded = guards.filter(({ address }) => address === front.address);
  return sources.map((source) => ({
    ...{ vm: refOf(vm), port, opens: port, source, provider: 'azure-firewall', state: 'planned', traces: [] },
    cloud: { rule: RULE_NAME, guards: writeGuards(guarded), ...writePlace({ ...front, mapped }) },
    connect: { address: front.publicAddress, port: mapped },
    // Nothing is shared; deeds for the same port of a VM still go one at a time.
    target: `azure-firewall|${vm.id}|${port.number}`,
  }));
}

const first = <T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined =>
  items.map(find).find((found) => found !== undefined);
