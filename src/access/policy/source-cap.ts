import { formatPort, type Port } from '../port.ts';
import { type Range, readRange, sizeOf, within } from '../range.ts';
import type { Vm } from '../vm.ts';
import { jitOf } from './duration-cap.ts';
import type { Rule } from './rule.ts';

/** Ranges wider than this are as good as the internet: two halves of it must not pass where the whole is refused. */
export const ANYWHERE_BELOW = { ipv4: 8, ipv6: 16 } as const;

export type Networks = Readonly<
  Record<string, { readonly cidrs: readonly string[]; readonly shared: boolean }>
>;

/** Why a source is refused by one of these rules or by a JIT policy, or undefined. Every rule has to agree. */
export function unfitSource(
  source: string,
  rules: readonly Rule[],
  networks: Networks,
  vms: readonly Vm[],
  ports: readonly Port[],
): string | undefined {
  const range = source === '*' ? readRange('0.0.0.0/0') : readRange(source);
  if (range === undefined) {
    return `"${source}" is not a source. Write an address such as 203.0.113.7, or a range such as 203.0.113.0/28.`;
  }
  const byId = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const rule of byId) {
    const why = tooWide(source, range, rule) ?? outside(source, range, rule, networks);
    if (why !== undefined) return why;
  }
  return outsideJit(source, range, vms, ports);
}

function tooWide(source: string, range: Range, rule: Rule): string | undefined {
  if (range.prefix < ANYWHERE_BELOW[range.family]) {
    if (rule.anywhere) return undefined;
    return `${source} is as wide as the internet, and rule "${rule.id}" does not allow that. Name the address you come from.`;
  }
  const least = rule.minPrefix?.[range.family] ?? 0;
  if (range.prefix >= least) return undefined;
  const allowed = sizeOf({ ...range, prefix: least });
  return `${source} is ${sizeOf(range)}, and rule "${rule.id}" allows ${allowed} at most (/${least}). Name the address you come from.`;
}

function outside(source: string, range: Range, rule: Rule, networks: Networks): string | undefined {
  const { networks: names } = rule;
  if (names === undefined) return undefined;
  const inside = names.some((name) => cidrsOf(networks, name).some((cidr) => isInside(range, cidr)));
  if (inside) return undefined;
  return `${source} is outside of what rule "${rule.id}" allows. Come from one of: ${names.join(', ')}.`;
}

const cidrsOf = (networks: Networks, name: string): readonly string[] =>
  Object.hasOwn(networks, name) ? (networks[name]?.cidrs ?? []) : [];

/** A CIDR that cannot be read holds nothing. */
function isInside(range: Range, cidr: string): boolean {
  const outer = readRange(cidr);
  return outer !== undefined && within(range, outer);
}

function outsideJit(
  source: string,
  range: Range,
  vms: readonly Vm[],
  ports: readonly Port[],
): string | undefined {
  for (const vm of vms) {
    for (const port of ports) {
      const jit = jitOf(vm, port).find(
        ({ sources }) => !sources.some((allowed) => allowed === '*' || isInside(range, allowed)),
      );
      if (jit === undefined) continue;
      const allowed = jit.sources.length > 0 ? jit.sources.join(', ') : 'no source at all';
      return `Azure's JIT policy for ${formatPort(port)} on ${vm.name} does not allow ${source}. It allows: ${allowed}.`;
    }
  }
  return undefined;
}
