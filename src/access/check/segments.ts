import type { Port, Protocol } from '../port.ts';
import { isAbout, portsOf } from './match.ts';
import type { InboundRule, VmNetwork } from './vm-network.ts';

/** Ports that every rule before a VM treats alike. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly protocol: Exclude<Protocol, '*'>;
  /** A JIT policy names it. */
  readonly jit: boolean;
}

const PROTOCOLS = ['tcp', 'udp'] as const;

/** The named ports; without any what is worth a look: those of the JIT policies first, then all that somebody's own rule would let in or a baseline of Ajar's keeps. */
export function segmentsOf(network: VmNetwork, named: readonly Port[]): readonly Segment[] {
  if (named.length > 0)
    return PROTOCOLS.flatMap((protocol) =>
      named
        .filter((port) => port.protocol === '*' || port.protocol === protocol)
        .map(({ number }) => ({
          ...{ from: number, to: number, protocol },
          jit: isJit(network, number, protocol),
        })),
    );
  const cuts = cutsOf(network);
  const all = PROTOCOLS.flatMap((protocol) =>
    cuts.map((from, at): Segment => {
      const to = (cuts[at + 1] ?? 65_536) - 1;
      return { from, to, protocol, jit: isJit(network, from, protocol) };
    }),
  );
  const kept = all.filter((segment) => segment.jit);
  return [...kept, ...all.filter((segment) => !segment.jit && isWanted(network, segment))];
}

const isJit = ({ vm }: VmNetwork, number: number, protocol: Segment['protocol']): boolean =>
  vm.jit.some((port) => port.number === number && (port.protocol === '*' || port.protocol === protocol));

const isWanted = ({ entrances }: VmNetwork, { from, to, protocol }: Segment): boolean =>
  entrances.some((entrance) =>
    rulesOf({ entrances: [entrance] }).some(
      (rule) =>
        (rule.access !== 'deny' || rule.madeBy === 'baseline') &&
        !rule.isDefault &&
        isAbout(rule, { entrance, from, to, protocol }) !== 'no',
    ),
  );

/** Where some rule or JIT policy begins or ends. Port 0 is none that people open. */
function cutsOf(network: VmNetwork): readonly number[] {
  const ranges = rulesOf(network).flatMap(({ ports }) => ports.flatMap((text) => portsOf(text) ?? []));
  const jit = network.vm.jit.map(({ number }) => ({ from: number, to: number }));
  const cuts = [...ranges, ...jit].flatMap(({ from, to }) => [from, to + 1]);
  return [...new Set([1, ...cuts])].filter((cut) => cut >= 1 && cut <= 65_535).sort((a, b) => a - b);
}

const rulesOf = ({ entrances }: Pick<VmNetwork, 'entrances'>): readonly InboundRule[] =>
  entrances.flatMap(({ groups, adminRules, forwards }) => [
    ...(adminRules ?? []),
    // What may lead to any port would make every port worth a look.
    ...forwards.map(({ rule }) => rule).filter(({ ports }) => ports.some(portsOf)),
    ...groups.flatMap(({ rules }) => rules ?? []),
  ]);
