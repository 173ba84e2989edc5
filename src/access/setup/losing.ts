import { evaluate } from '../check/evaluate.ts';
import type { Aim } from '../check/match.ts';
import { byRules, distinct, listOf, quoted, who } from '../check/names.ts';
import type { Piece } from '../check/opinion.ts';
import type { InboundRule, VmNetwork } from '../check/vm-network.ts';
import { isOpening } from '../check/words.ts';
import { formatPort, type Port, type Protocol } from '../port.ts';
import { fateOf, type LossFate } from './fate.ts';

/** Somebody who reaches a port now by a rule that is no opening, and what becomes of that once a deny rule keeps the port. */
export interface Loss {
  /** The rules that let them in, one for each layer on the way; none where nothing guards the address. */
  readonly rules: readonly Pick<InboundRule, 'name' | 'of' | 'priority'>[];
  /** `22/tcp`, `3389/any`. */
  readonly ports: readonly string[];
  /** Sources as people call them: `anybody`, `203.0.113.0/24`. */
  readonly who: readonly string[];
  readonly fate: LossFate;
  readonly sentence: string;
  /** What to do about it; empty where nothing has to be done. */
  readonly mend: string;
}

type Transport = Exclude<Protocol, '*'>;

interface Row {
  readonly number: number;
  readonly protocol: Transport;
  readonly piece: Piece;
  readonly fate: LossFate;
}

/** The deny rules that are to come. */
export interface Denying {
  fateOf(piece: Piece, aim: Aim): LossFate;
  readonly becomes: Readonly<Record<LossFate, string>>;
}

/** Every rule of others that lets somebody in on these ports now, with who, and what becomes of it once JIT, or whatever else denies, keeps them. */
export function losing(
  network: VmNetwork,
  ports: readonly Port[],
  denying: Denying = BY_JIT,
): readonly Loss[] {
  if (ports.length > 0 && network.entrances.length === 0) return [UNSEEN];
  const rows = ports.flatMap(({ number, protocol }) =>
    transportsOf(protocol).flatMap((each) => rowsOf(network, number, each, denying)),
  );
  return [...Map.groupBy(rows, keyOf).values()].map((each) => lossOf(each, denying));
}

export const transportsOf = (protocol: Protocol): readonly Transport[] =>
  protocol === '*' ? ['tcp', 'udp'] : [protocol];

const rowsOf = (
  { entrances }: VmNetwork,
  number: number,
  protocol: Transport,
  denying: Denying,
): readonly Row[] =>
  entrances.flatMap((entrance) => {
    const aim = { entrance, from: number, to: number, protocol };
    return evaluate(aim)
      .allowed.filter((piece) => !isOpening(piece))
      .map((piece) => ({ number, protocol, piece, fate: denying.fateOf(piece, aim) }));
  });

/** What is decided by the same rules in the same way is told once. */
const keyOf = ({ piece, fate }: Row): string =>
  [fate, ...piece.rules.map(({ of, name }) => `${of}/${name}`)].join('|');

function lossOf(rows: readonly Row[], { becomes }: Denying): Loss {
  const [{ piece, fate }] = rows as readonly [Row];
  const whos = [...new Set(rows.map((row) => who(row.piece)))];
  const ports = portsOf(rows);
  const by = piece.rules.length > 0 ? `by ${byRules(piece.rules)}` : 'since no security group is before it';
  const rules = distinct(piece.rules);
  return {
    rules: rules.map(({ name, of, priority }) => ({ name, of, priority })),
    ...{ ports, who: whos, fate },
    sentence: `${listOf(ports)} is open to ${listOf(whos)}, ${by}. ${becomes[fate]}`,
    mend: mendOf(fate, rules),
  };
}

/** Both protocols of one number are one port. */
function portsOf(rows: readonly Row[]): readonly string[] {
  const byNumber = Map.groupBy(rows, ({ number }) => number);
  return [...byNumber].map(([number, each]) => {
    const [protocol = '*', ...others] = new Set(each.map((row) => row.protocol));
    return formatPort({ number, protocol: others.length > 0 ? '*' : protocol });
  });
}

const BY_JIT: Denying = {
  fateOf,
  becomes: {
    denied: "JIT's deny rule comes before that: it ends for connections made after that.",
    unsure: "JIT's deny rule may come before that or after it: it ends, or it stays open.",
    stays: "JIT's deny rule does not come before that: it stays open.",
  },
};

function mendOf(fate: LossFate, rules: readonly InboundRule[]): string {
  const own = rules.filter(({ isDefault }) => !isDefault);
  if (own.some(({ access }) => access === 'always'))
    return 'Ask whoever keeps the virtual network manager: no security group overrules that rule.';
  const named = listOf(own.map(quoted));
  switch (fate) {
    case 'denied':
      return '';
    case 'unsure':
      return own.length > 0
        ? `Check the VM once it is done; if it is still open, remove ${named}, or let it name only those who need it all the time.`
        : 'Check the VM once it is done.';
    case 'stays':
      return own.length > 0
        ? `Remove ${named}, or let it name only those who need it all the time.`
        : 'Give the interface or its subnet a network security group.';
    default:
      return fate satisfies never;
  }
}

/** A VM none of whose entrances could be seen is not one that nobody reaches. */
const UNSEEN: Loss = {
  ...{ rules: [], ports: [], who: [], fate: 'unsure' },
  sentence: 'Cannot tell who would lose access: none of its interfaces could be read.',
  mend: 'Let Ajar read them ("ajar doctor" says what is missing), and look again.',
};
