import type { Port } from '../port.ts';
import type { Vm } from '../vm.ts';
import { smallestCap } from './duration-cap.ts';
import { fitVm } from './fit.ts';
import { isAlways, rulesFor } from './match.ts';
import type { Policy } from './policy.ts';
import { isOnlyBreakGlass, type Rule } from './rule.ts';
import { rulesNear } from './rule-index.ts';
import { unfitSource } from './source-cap.ts';
import { whoAsks } from './who.ts';

/** What a form may offer one person on one VM; only `judge` decides. */
export interface Offer {
  /** The ports of its JIT policies that some rule lets them ask for and none denies, each once, with its own cap. */
  readonly ports: readonly { readonly port: Port; readonly capMs: number }[];
  /** Whether some rule speaks of a port beside these. */
  readonly otherPort: boolean;
  /** The longest that some port may be open, in milliseconds; undefined where none may be asked for. */
  readonly capMs?: number;
}

export function offerFor(policy: Policy, person: string, vm: Vm): Offer {
  if (policy.closed !== undefined) return { ports: [], otherPort: false };
  const ports = jitPorts(vm).flatMap((port) => {
    const rules = rulesLetting(policy, person, vm, port);
    return rules === undefined ? [] : [{ port, capMs: longest(rules, vm, [port]) }];
  });
  const who = whoAsks(policy.groups, { requester: person });
  const more = rulesNear(policy.rules, who, vm).filter(
    (rule) =>
      rule.deny === undefined &&
      !isOnlyBreakGlass(rule) &&
      fitVm(rule.match, vm) === 'all' &&
      speaksOfMore(rule, vm),
  );
  const otherPort = more.length > 0;
  const caps =
    ports.length > 0 ? ports.map(({ capMs }) => capMs) : more.map((rule) => longest([rule], vm, []));
  return { ports, otherPort, ...(caps.length > 0 ? { capMs: Math.max(...caps) } : {}) };
}

/** The longest that these rules may let it be open: of those for some sources, times or lengths, one that holds is enough. */
function longest(rules: readonly Rule[], vm: Vm, ports: readonly Port[]): number {
  const cap = (some: readonly Rule[]): number => smallestCap(some, [vm], ports, []).ms;
  const always = rules.filter(({ match }) => isAlways(match));
  const others = rules.filter(({ match }) => !isAlways(match));
  const least = cap(always);
  return always.length > 0 ? least : Math.min(least, Math.max(...others.map((rule) => cap([rule]))));
}

/** Whether this source may come to some of these ports; where there are none to choose from, whichever is meant. */
export const letsIn = (
  policy: Policy,
  person: string,
  vm: Vm,
  ports: readonly Port[],
  source: string,
): boolean =>
  ports.length === 0 ||
  ports.some((port) => {
    const rules = rulesLetting(policy, person, vm, port, [source]);
    return rules !== undefined && unfitSource(source, rules, policy.networks, [vm], [port]) === undefined;
  });

/** As people ask for them: what a JIT policy opens for any protocol is asked for as tcp. */
function jitPorts({ jit }: Vm): readonly Port[] {
  const ports = jit.map(
    ({ number, protocol }): Port => ({
      number,
      protocol: protocol === 'udp' ? 'udp' : 'tcp',
    }),
  );
  const each = new Map(ports.map((port) => [`${port.number}/${port.protocol}`, port]));
  return [...each.values()].sort((a, b) => a.number - b.number);
}

/** The rules about it, or undefined where none is or one denies it. When and for how long is not known yet. */
function rulesLetting(
  policy: Policy,
  person: string,
  vm: Vm,
  port: Port,
  sources?: readonly string[],
): readonly Rule[] | undefined {
  const who = whoAsks(policy.groups, { requester: person });
  const asked = { vms: [vm], ports: [port], ...(sources && { sources }) };
  const { rules, bare } = rulesFor(policy.rules, who, asked);
  return bare === undefined && rules.every(({ deny }) => deny === undefined) ? rules : undefined;
}

function speaksOfMore({ match }: Rule, { jit }: Vm): boolean {
  if (match.ports === undefined) return true;
  return match.ports.some(({ from, to }) => {
    const known = new Set(jit.map(({ number }) => number).filter((n) => from <= n && n <= to));
    return to - from + 1 > known.size;
  });
}
