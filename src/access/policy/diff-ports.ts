import type { Port } from '../port.ts';
import type { PortRange, Rule } from './rule.ts';

/** Ports that no rule of some tells apart. */
export interface PortClass {
  readonly from: number;
  readonly to: number;
  readonly protocol: 'tcp' | 'udp';
}

const LAST = 65_535;
const PROTOCOLS = ['tcp', 'udp'] as const;

/** All ports, cut wherever one of these rules begins or ends. */
export function portClasses(rules: readonly Rule[]): readonly PortClass[] {
  return PROTOCOLS.flatMap((protocol) => {
    const ranges = rules.flatMap(({ match }) => match.ports ?? []).filter((range) => isOf(range, protocol));
    const cuts = new Set([1, LAST + 1, ...ranges.flatMap(({ from, to }) => [from, to + 1])]);
    const sorted = [...cuts].sort((a, b) => a - b);
    return sorted.slice(0, -1).map((from, at) => ({ from, to: (sorted[at + 1] ?? LAST + 1) - 1, protocol }));
  });
}

const isOf = (range: PortRange, protocol: 'tcp' | 'udp'): boolean =>
  range.protocol === '*' || range.protocol === protocol;

export const portOf = ({ from, protocol }: PortClass): Port => ({ number: from, protocol });

/** `22/tcp, 8000-8099`, `all ports`: neighbours as one range, and both protocols as none. */
export function sayPorts(classes: readonly PortClass[]): string {
  const [tcp, udp] = PROTOCOLS.map((protocol) =>
    merged(classes.filter((each) => each.protocol === protocol)),
  );
  const both = new Set(tcp?.filter((range) => udp?.includes(range)));
  const said = [
    ...(tcp ?? []).map((range) => (both.has(range) ? range : `${range}/tcp`)),
    ...(udp ?? []).filter((range) => !both.has(range)).map((range) => `${range}/udp`),
  ];
  return said.map((each) => (each === `1-${LAST}` ? 'all ports' : each)).join(', ');
}

function merged(classes: readonly PortClass[]): readonly string[] {
  const ranges: { from: number; to: number }[] = [];
  for (const { from, to } of [...classes].sort((a, b) => a.from - b.from)) {
    const last = ranges.at(-1);
    if (last && last.to + 1 >= from) last.to = Math.max(last.to, to);
    else ranges.push({ from, to });
  }
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`));
}
