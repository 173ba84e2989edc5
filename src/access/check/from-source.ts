import { saySource } from '../address.ts';
import type { Port } from '../port.ts';
import {
  type Addresses,
  addressesOf,
  both,
  either,
  isNobody,
  isSame,
  isWithin,
  NOBODY,
} from './addresses.ts';
import { evaluate } from './evaluate.ts';
import { joined, type Row, sayPorts } from './joined.ts';
import { byRules, distinct } from './names.ts';
import type { Piece } from './opinion.ts';
import { type Segment, segmentsOf } from './segments.ts';
import type { Entrance, VmNetwork } from './vm-network.ts';

/** `part`: of a range some are let in and the others kept out. `unsure` is never `out`. */
export type Admission = 'in' | 'out' | 'part' | 'unsure';

/** Whether one source gets in on some ports, by the rules before a VM. */
export interface SourceVerdict {
  /** `203.0.113.7`, `203.0.113.0/24`. */
  readonly source: string;
  readonly ports: string;
  readonly admission: Admission;
  readonly sentence: string;
}

/** The named ports; without any, those of the JIT policies. */
export const askedPorts = (network: VmNetwork, ports: readonly Port[]): readonly Segment[] =>
  segmentsOf(network, ports).filter((segment) => segment.jit || ports.length > 0);

/** What becomes of a source on the named ports, or on those of the JIT policies. */
export function verdictsFrom(
  network: VmNetwork,
  cidr: string,
  ports: readonly Port[],
): readonly SourceVerdict[] {
  const rows = askedPorts(network, ports).map((segment): Row<Admission> => {
    const { admission, why } = admit(network, segment, cidr);
    return { ...segment, state: admission, sentence: why, mend: '' };
  });
  const source = saySource(cidr);
  return joined(rows).map(({ state, sentence, ...row }) => {
    const at = sayPorts(row);
    return {
      ...{ source, ports: at, admission: state },
      sentence: `From ${source} to ${at}: ${WORDS[state]}${sentence}.`,
    };
  });
}

const WORDS: Readonly<Record<Admission, string>> = {
  in: 'let in',
  out: 'kept out',
  part: 'only a part of it is let in',
  unsure: 'it cannot be told',
};

/** Together over all of the VM's addresses of the family: who gets in at one of them gets in. */
function admit(
  network: VmNetwork,
  segment: Segment,
  cidr: string,
): { readonly admission: Admission; readonly why: string } {
  const source = addressesOf(cidr) ?? NOBODY;
  const blind = network.entrances.length === 0 || network.entrances.some(({ address }) => address === '');
  if (blind) return { admission: 'unsure', why: ', since not all of its interfaces could be read' };
  const entrances = network.entrances.filter((entrance) => isSameFamily(entrance, cidr));
  if (entrances.length === 0) return { admission: 'out', why: ', since the VM has no address of its family' };
  const opinions = entrances.map((entrance) => evaluate({ entrance, ...segment }));
  const of = (pieces: readonly Piece[]): readonly Piece[] =>
    pieces.filter(({ maybe }) => !isNobody(both(maybe, source)));
  const allowed = of(opinions.flatMap((opinion) => opinion.allowed));
  const admission = admissionOf(allowed, source);
  return {
    admission,
    why: admission === 'out' ? keptOutBy(of(opinions.flatMap(({ denied }) => denied))) : letInBy(allowed),
  };
}

export const isSameFamily = ({ address }: Entrance, cidr: string): boolean =>
  address.includes(':') === cidr.includes(':');

/** Of what rules surely and perhaps let in, against the whole source. */
export function admissionOf(allowed: readonly Piece[], source: Addresses): Admission {
  const sum = (of: (piece: Piece) => Addresses): Addresses =>
    both(
      source,
      allowed.reduce<Addresses>((set, piece) => either(set, of(piece)), NOBODY),
    );
  const [sure, maybe] = [sum((piece) => piece.sure), sum((piece) => piece.maybe)];
  if (isNobody(maybe)) return 'out';
  if (isWithin(source, sure)) return 'in';
  return isSame(sure, maybe) ? 'part' : 'unsure';
}

function letInBy(allowed: readonly Piece[]): string {
  const ways = allowed.map(({ label, rules, at }) => {
    const where = at === undefined ? '' : `at ${at} `;
    if (rules.length > 0) return `${where}by ${byRules(rules)}`;
    return label.startsWith('whomever') ? `${label} is not known` : 'since no security group is before it';
  });
  const texts = [...new Set(ways)];
  const more = texts.length > MOST ? ` and in ${texts.length - MOST} more ways` : '';
  return texts.length === 0 ? '' : `, ${texts.slice(0, MOST).join(' or ')}${more}`;
}

/** As many as a reader takes in. */
const MOST = 3;

function keptOutBy(denied: readonly Piece[]): string {
  const rules = distinct(denied.flatMap((piece) => piece.rules));
  return rules.length === 0 ? ', since nothing lets it in' : `, by ${byRules(rules)}`;
}
