import type { Port } from '../port.ts';
import { isNobody, isSame } from './addresses.ts';
import { evaluate } from './evaluate.ts';
import type { Findings, PortState } from './findings.ts';
import { joined, type Row, sayPorts } from './joined.ts';
import type { Opinion, Piece } from './opinion.ts';
import { isOutside } from './reached.ts';
import { remarksOn } from './remarks.ts';
import { type Segment, segmentsOf } from './segments.ts';
import type { VmNetwork } from './vm-network.ts';
import { isOpening, mendOf, sentenceOf } from './words.ts';

/** A group may have a thousand rules, which nobody reads. The ports of JIT come first. */
const MOST = 60;

/** Judges the named ports; without any, all that are worth a look. */
export function findingsOf(network: VmNetwork, ports: readonly Port[] = []): Findings {
  const segments = segmentsOf(network, ports);
  const looked = segments.slice(0, MOST).map((segment) => look(network, segment));
  return {
    vm: network.vm.name,
    ports: joined(looked).map(({ state, sentence, mend, ...ports }) => ({
      ...{ ports: sayPorts(ports), state, sentence, mend },
    })),
    more: segments.length - looked.length,
    remarks: remarksOn(network),
  };
}

function look(network: VmNetwork, segment: Segment): Row<PortState> {
  const opinions = network.entrances.map((entrance) => evaluate({ entrance, ...segment }));
  const opinion: Opinion = {
    allowed: opinions.flatMap(({ allowed }) => allowed),
    wouldAllow: opinions.flatMap(({ wouldAllow }) => wouldAllow),
    denied: opinions.flatMap(({ denied }) => denied),
  };
  // A VM none of whose entrances could be seen is not one that nobody reaches.
  const state = opinions.length === 0 ? 'unsure' : stateOf(network, segment, opinion);
  const about = { network, segment, opinion, state };
  return { ...segment, state, sentence: sentenceOf(about), mend: mendOf(about) };
}

const isSure = ({ sure }: Piece): boolean => !isNobody(sure);

/** Where people sign in to a machine: nobody means them to be open to everybody. */
const SIGN_IN: readonly number[] = [22, 3389, 5985, 5986];

function stateOf(network: VmNetwork, segment: Segment, { allowed }: Opinion): PortState {
  if (allowed.length === 0) return 'shut';
  const others = allowed.filter((piece) => !isOpening(piece));
  if (!allowed.some(isSure)) return 'unsure';
  const { from, to, jit } = segment;
  if (jit && others.some(isSure)) return 'exposed';
  if (jit && others.length > 0) return 'unsure';
  const isSignIn = SIGN_IN.some((port) => from <= port && port <= to);
  return !jit && isSignIn && others.some((piece) => isSure(piece) && isToEverybody(network, segment, piece))
    ? 'exposed'
    : 'open';
}

/** Nobody from outside reaches what has no public address. */
const isToEverybody = (
  { entrances }: VmNetwork,
  segment: Segment,
  { label, whole, maybe, at }: Piece,
): boolean =>
  (at !== undefined || entrances.some((entrance) => isOutside({ entrance, ...segment }))) &&
  label.startsWith('anybody') &&
  isSame(whole, maybe);
