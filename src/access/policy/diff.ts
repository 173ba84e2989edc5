import type { Person } from '../person.ts';
import type { Vm } from '../vm.ts';
import { type PeopleClass, peopleClasses, type VmClass, vmClasses } from './diff-classes.ts';
import { type Level, levelOf } from './diff-level.ts';
import { type PortClass, portClasses, portOf, sayPorts } from './diff-ports.ts';
import { isOneOf } from './group.ts';
import { ROLES, type Role } from './looked-up.ts';
import type { Policy } from './policy.ts';
import type { Rule } from './rule.ts';

/** What becomes another for some people on some ports of some VMs. */
export interface Difference {
  readonly kind: 'gains' | 'loses' | 'easier' | 'stricter' | 'terms' | 'glass' | 'no-glass';
  readonly people: readonly Person[];
  readonly vms: readonly Vm[];
  readonly ports: string;
  readonly before: Level;
  readonly after: Level;
}

/** By name. */
export interface Changes {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** What a change of the policy comes to, over these VMs and over everybody whom either policy knows. */
export interface PolicyDifference {
  /** The widest first. */
  readonly differences: readonly Difference[];
  readonly roles: readonly {
    readonly role: Role;
    readonly gained: readonly Person[];
    readonly lost: readonly Person[];
  }[];
  readonly rules: Changes;
  readonly networks: Changes;
}

export function diffPolicies(before: Policy, after: Policy, vms: readonly Vm[]): PolicyDifference {
  const sameGroups = groupsText(before) === groupsText(after);
  const places = vmClasses(before, after, vms).filter((where) => !sameGroups || !isUnchanged(where));
  const found = peopleClasses(before, after).flatMap((who) =>
    places.flatMap((where) => between(before, after, who, where)),
  );
  const differences = [...together(found)].sort(
    (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || size(b) - size(a),
  );
  const [rules, networks] = [byId(before.rules, after.rules), changesOf(before.networks, after.networks)];
  return { rules, networks, roles: rolesOf(before, after), differences };
}

const ORDER: readonly Difference['kind'][] = [
  'easier',
  'gains',
  'glass',
  'loses',
  'no-glass',
  'stricter',
  'terms',
];

const size = ({ people, vms }: Difference): number => people.length * vms.length;

/** Whatever the rules are read from beside themselves. */
const groupsText = ({ groups, guests, neverPeople, closed }: Policy): string =>
  JSON.stringify([
    Object.entries(groups).map(([name, all]) => [name, all.map(({ id }) => id)]),
    guests,
    neverPeople,
    closed,
  ]);

const isUnchanged = ({ before, after }: VmClass): boolean => JSON.stringify(before) === JSON.stringify(after);

/** One class of people at one class of VMs, and what stands there to be merged with others. */
interface Found extends Pick<Difference, 'kind' | 'before' | 'after' | 'ports'> {
  readonly who: PeopleClass;
  readonly where: VmClass;
}

function between(before: Policy, after: Policy, who: PeopleClass, where: VmClass): readonly Found[] {
  // What Azure's own policies allow is the same before and after.
  const vm = where.vms[0] && { ...where.vms[0], jit: [] };
  const person = who.people[0]?.id ?? '';
  if (!vm) return [];
  const [had, has] = [new Map<string, Level>(), new Map<string, Level>()];
  const changes = portClasses([...where.before, ...where.after]).flatMap((ports) => {
    const old = levelOf(before, { rules: where.before, who: who.before, person }, vm, portOf(ports), had);
    const now = levelOf(after, { rules: where.after, who: who.after, person }, vm, portOf(ports), has);
    return kindsOf(old, now).map((kind) => ({ kind, before: old, after: now, ports }));
  });
  const same = Map.groupBy(changes, ({ kind, before: old, after: now }) => JSON.stringify([kind, old, now]));
  return [...same.values()].map((all) => merged(all, who, where));
}

function merged(
  all: readonly (Omit<Found, 'ports' | 'who' | 'where'> & { readonly ports: PortClass })[],
  who: PeopleClass,
  where: VmClass,
): Found {
  const [{ kind, before, after }] = all as [(typeof all)[number]];
  return { kind, before, after, who, where, ports: sayPorts(all.map(({ ports }) => ports)) };
}

function kindsOf(before: Level, after: Level): readonly Difference['kind'][] {
  const glass =
    before.glass === after.glass ? [] : [after.glass ? ('glass' as const) : ('no-glass' as const)];
  return [...glass, ...kindOf(before, after)];
}

/** Fewer approvals from the same groups are easier; where two ways cannot be compared, it is called stricter only if nothing is left out. */
function kindOf(before: Level, after: Level): readonly Difference['kind'][] {
  if (before.how === after.how) return before.terms === after.terms ? [] : ['terms'];
  if (before.how === undefined) return ['gains'];
  if (after.how === undefined) return ['loses'];
  return [isStricter(before.how, after.how) ? 'stricter' : 'easier'];
}

const asked = (how: string): ReadonlyMap<string, number> =>
  new Map(
    [...how.matchAll(/(\d+) approvals? from (\S+)/g)].map(([, count, group = '']) => [group, Number(count)]),
  );

const isStricter = (before: string, after: string): boolean => {
  const now = asked(after);
  return [...asked(before)].every(([group, count]) => (now.get(group) ?? 0) >= count);
};

/** The same change for several classes is one: first for all people at a place, then at all places for these people. */
function together(found: readonly Found[]): readonly Difference[] {
  const change = ({ kind, before, after, ports }: Found): string =>
    JSON.stringify([kind, before, after, ports]);
  const ids = new Map<object, number>();
  const idOf = (each: object): number => {
    const id = ids.get(each) ?? ids.size;
    ids.set(each, id);
    return id;
  };
  const atPlace = Map.groupBy(found, (each) => `${idOf(each.where)} ${change(each)}`);
  const byPeople = Map.groupBy(atPlace.values(), (all) => {
    const people = all.map(({ who }) => idOf(who)).sort((a, b) => a - b);
    return `${people.join(' ')} ${change(all[0] as Found)}`;
  });
  return [...byPeople.values()].map((places) => {
    const [first] = places[0] as Found[] as [Found];
    const { kind, before, after, ports } = first;
    return {
      ...{ kind, before, after, ports },
      people: (places[0] ?? []).flatMap(({ who }) => who.people),
      vms: places.flatMap((all) => all[0]?.where.vms ?? []),
    };
  });
}

const byId = (before: readonly Rule[], after: readonly Rule[]): Changes => {
  const ids = (rules: readonly Rule[]) => Object.fromEntries(rules.map((rule) => [rule.id, rule]));
  return changesOf(ids(before), ids(after));
};

function changesOf(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Changes {
  const text = (all: typeof before, name: string): string => JSON.stringify(all[name]);
  return {
    added: Object.keys(after).filter((name) => !Object.hasOwn(before, name)),
    removed: Object.keys(before).filter((name) => !Object.hasOwn(after, name)),
    changed: Object.keys(after).filter(
      (name) => Object.hasOwn(before, name) && text(before, name) !== text(after, name),
    ),
  };
}

const rolesOf = (before: Policy, after: Policy): PolicyDifference['roles'] =>
  ROLES.map((role) => ({
    role,
    gained: after[role].filter(({ id }) => !isOneOf(before[role], id)),
    lost: before[role].filter(({ id }) => !isOneOf(after[role], id)),
  }));
