import { byText } from '../by-text.ts';
import { jitOf, lettingIn } from '../jit.ts';
import { formatPort, type Port } from '../port.ts';
import { type Range, readRange, sizeOf, within } from '../range.ts';
import type { Vm } from '../vm.ts';
import type { Rule } from './rule.ts';

/** Ranges wider than this are as good as the internet: two halves of it must not pass where the whole is refused. */
export const ANYWHERE_BELOW = { ipv4: 8, ipv6: 16 } as const;

export type Networks = Readonly<
  Record<
    string,
    {
      readonly cidrs: readonly string[];
      readonly shared: boolean;
      /** A phone network: whoever comes from it has another address soon, and shares this one. */
      readonly phone?: true;
    }
  >
>;

/** Why a source is refused by one of these rules or by the JIT policies, or undefined. Every rule has to agree. */
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
  const byId = [...rules].sort(byText(({ id }) => id));
  for (const rule of byId) {
    const why = tooWide(source, range, rule) ?? outside(source, range, rule, networks);
    if (why !== undefined) return why;
  }
  return outsideJit(source, vms, ports);
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
  const inside = Object.entries(networks).some(
    ([name, { cidrs }]) => names.includes(name) && cidrs.some((cidr) => isInside(range, cidr)),
  );
  if (inside) return undefined;
  return `${source} is outside of what rule "${rule.id}" allows. Come from one of: ${names.join(', ')}.`;
}

/** A CIDR that cannot be read holds nothing. */
function isInside(range: Range, cidr: string): boolean {
  const outer = readRange(cidr);
  return outer !== undefined && within(range, outer);
}

/** Some JIT policy of each port has to let it in: the port opens through that one. A port without any is the provider's to refuse. */
function outsideJit(source: string, vms: readonly Vm[], ports: readonly Port[]): string | undefined {
  for (const vm of vms) {
    for (const port of ports) {
      const entries = jitOf(vm.jit, port);
      if (entries.length === 0 || lettingIn(entries, source).length > 0) continue;
      const sources = [...new Set(entries.flatMap((entry) => entry.sources))];
      const allowed = sources.length > 0 ? sources.join(', ') : 'no source at all';
      return `Azure's JIT policy for ${formatPort(port)} on ${vm.name} does not allow ${source}. It allows: ${allowed}.`;
    }
  }
  return undefined;
}
