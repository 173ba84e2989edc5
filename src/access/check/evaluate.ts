import { type Addresses, both, either, isNobody, isSame, NOBODY, without } from './addresses.ts';
import { leadIn } from './lead-in.ts';
import { type Aim, type Bounds, everybody, isAbout, whoIs } from './match.ts';
import type { Opinion, Piece } from './opinion.ts';
import type { Entrance, Group, InboundRule } from './vm-network.ts';

/**
 * Who may reach these ports, as Azure decides it: a network manager's security admin rules first, then every security group,
 * in each the lowest priority number that fits. What cannot be read or resolved makes the bounds wider, never narrower.
 */
export function evaluate(aim: Aim): Opinion {
  const direct = evaluateDirect(aim);
  const ways = aim.entrance.forwards.filter(({ by }) => by === 'firewall');
  const led = ways.map((forward) => leadIn(aim, forward, direct));
  return {
    allowed: [...led.flatMap(({ allowed }) => allowed), ...direct.allowed],
    wouldAllow: [...led.flatMap(({ wouldAllow }) => wouldAllow), ...direct.wouldAllow],
    denied: direct.denied,
  };
}

/** What the rules before the VM say of whoever comes to its own address. */
export function evaluateDirect(aim: Aim): Opinion {
  const { entrance } = aim;
  const all = everybody(entrance);
  const admin = adminLayer(aim, all);
  const layers = entrance.groups.map((group) => groupLayer(group, aim, all));
  const byGroups = layers.reduce<readonly Piece[]>(
    (pieces, layer) => pieces.flatMap((piece) => layer.allowed.flatMap((other) => meet(piece, other))),
    [unguarded(aim, all)],
  );
  return {
    allowed: [...admin.always, ...byGroups.flatMap((piece) => narrow(piece, admin.passed))],
    wouldAllow: layers.flatMap((layer) => layer.allowed),
    denied: [...admin.denied, ...layers.flatMap(({ denied }) => denied)],
  };
}

/** A load balancer passes on who comes; of its rules for these ports the least strict counts. */
function kindOf(aim: Aim): NonNullable<Entrance['publicAddress']>['kind'] | undefined {
  const { publicAddress, forwards } = aim.entrance;
  const balanced = forwards.flatMap(({ kind, rule }) => (kind && isAbout(rule, aim) !== 'no' ? [kind] : []));
  const kinds = [...(publicAddress ? [publicAddress.kind] : []), ...balanced];
  return (['basic', 'unknown', 'standard'] as const).find((kind) => kinds.includes(kind));
}

/** Without a group everybody may enter, but a standard public address lets nobody in from outside. */
function unguarded(aim: Aim, all: Addresses): Piece {
  const { entrance } = aim;
  const kind = kindOf(aim);
  const everyone: Piece = { label: 'anybody', whole: all, sure: all, maybe: all, rules: [] };
  if (entrance.groups.length > 0 || kind === 'basic') return everyone;
  const inside = whoIs('VirtualNetwork', entrance);
  return kind === 'unknown'
    ? { ...everyone, sure: inside.sure }
    : { ...inside, whole: inside.maybe, rules: [] };
}

type Layer = Pick<Opinion, 'allowed' | 'denied'>;

/** Nobody is surely kept out by a group that could not be read, and nobody surely let in. */
function groupLayer({ rules, name }: Group, aim: Aim, all: Addresses): Layer {
  if (!rules)
    return {
      allowed: [{ label: `whomever ${name} lets in`, whole: all, sure: NOBODY, maybe: all, rules: [] }],
      denied: [],
    };
  const { pieces } = walk(rules, aim, { sure: all, maybe: all });
  return {
    allowed: pieces.filter((piece) => accessOf(piece) === 'allow'),
    denied: pieces.filter((piece) => accessOf(piece) === 'deny'),
  };
}

interface AdminLayer {
  /** Let in whatever the groups say. */
  readonly always: readonly Piece[];
  readonly denied: readonly Piece[];
  /** About whom the groups decide. */
  readonly passed: Bounds;
}

function adminLayer({ entrance, ...aim }: Aim, all: Addresses): AdminLayer {
  if (!entrance.adminRules) {
    const unknown = { label: 'whomever security admin rules let in', whole: all, sure: NOBODY, maybe: all };
    return { always: [{ ...unknown, rules: [] }], denied: [], passed: { sure: NOBODY, maybe: all } };
  }
  const { pieces, rest } = walk(entrance.adminRules, { entrance, ...aim }, { sure: all, maybe: all });
  const of = (access: InboundRule['access']): readonly Piece[] =>
    pieces.filter((piece) => accessOf(piece) === access);
  const passed = of('allow').reduce<Bounds>(
    (sum, { sure, maybe }) => ({ sure: either(sum.sure, sure), maybe: either(sum.maybe, maybe) }),
    rest,
  );
  return { always: of('always'), denied: of('deny'), passed };
}

const accessOf = ({ rules }: Piece): InboundRule['access'] | undefined => rules[0]?.access;

/** Goes down the rules of one layer: each decides about those whom none before it decided about. */
function walk(rules: readonly InboundRule[], aim: Aim, start: Bounds) {
  let rest = start;
  const pieces: Piece[] = [];
  for (const rule of [...rules].sort((a, b) => a.priority - b.priority)) {
    const about = isAbout(rule, aim);
    if (about === 'no') continue;
    const terms = rule.sources.map((term) => whoIs(term, aim.entrance, rule.access));
    for (const { label, sure, maybe } of terms) {
      const surely = about === 'yes' ? both(rest.sure, sure) : NOBODY;
      const piece = { label, whole: maybe, sure: surely, maybe: both(rest.maybe, maybe), rules: [rule] };
      if (!isNobody(piece.maybe)) pieces.push(piece);
    }
    for (const { sure, maybe } of terms)
      rest = {
        sure: without(rest.sure, maybe),
        maybe: about === 'yes' ? without(rest.maybe, sure) : rest.maybe,
      };
  }
  return { pieces, rest };
}

/** Whoever is in both, by the name of the narrower one; a list when there is nobody. */
function meet(a: Piece, b: Piece): readonly Piece[] {
  const maybe = both(a.maybe, b.maybe);
  if (isNobody(maybe)) return [];
  const isUnsure = (piece: Piece): boolean => !isSame(piece.sure, piece.maybe);
  const [one, other] = isUnsure(a) && !isUnsure(b) ? [a, b] : [b, a];
  const named = isSame(maybe, one.maybe) ? one : isSame(maybe, other.maybe) ? other : undefined;
  const label = named?.label ?? `${a.label} within ${b.label}`;
  const rules = [...a.rules, ...b.rules];
  return [{ label, whole: named?.whole ?? maybe, sure: both(a.sure, b.sure), maybe, rules }];
}

function narrow(piece: Piece, to: Bounds): readonly Piece[] {
  const maybe = both(piece.maybe, to.maybe);
  return isNobody(maybe) ? [] : [{ ...piece, sure: both(piece.sure, to.sure), maybe }];
}

/** Whether everybody of this range may enter; `maybe` also where only some may. */
export function mayEnter(aim: Aim, source: Addresses): 'yes' | 'no' | 'maybe' {
  const { allowed } = evaluate(aim);
  const sum = (of: (piece: Piece) => Addresses): Addresses =>
    allowed.reduce<Addresses>((set, piece) => either(set, of(piece)), NOBODY);
  if (
    isNobody(
      both(
        source,
        sum(({ maybe }) => maybe),
      ),
    )
  )
    return 'no';
  return isNobody(
    without(
      source,
      sum(({ sure }) => sure),
    ),
  )
    ? 'yes'
    : 'maybe';
}
