import type { Granted } from '../permissions.ts';
import { allows, type Deny, isDenied, isWithin } from './algebra.ts';
import { type TargetKind, WAY_TO, WAYS, type Way } from './ways.ts';

/** A VM with everything by which it could be reached; ids in lower case. */
export interface Target {
  readonly id: string;
  readonly name: string;
  readonly at: Readonly<Record<TargetKind, readonly string[]>>;
}

/** Somebody to whom a role was given. */
export interface Principal {
  readonly id: string;
  readonly kind: 'person' | 'app' | 'group' | 'unknown';
  /** As the directory has it; the id where it could not be read. */
  readonly name: string;
}

/** A role that was given, or that may be activated. Ids in lower case. */
export interface Assignment {
  /** As Azure writes it, for the command that ends it. */
  readonly id: string;
  readonly scope: string;
  readonly role: string;
  readonly principal: Principal;
  /** With a condition it may give less than the role has. */
  readonly conditional: boolean;
  /** Of Privileged Identity Management: not held, but could be activated. */
  readonly eligible: boolean;
}

export interface Role {
  readonly name: string;
  readonly blocks: readonly Granted[];
}

/** One assignment by which somebody can go round Ajar. */
export interface Path {
  readonly ways: readonly Way[];
  readonly role: string;
  readonly scope: string;
  /** The assignment is above the resource group. */
  readonly inherited: boolean;
  readonly assignment: string;
  readonly eligible: boolean;
  readonly conditional: boolean;
  /** The group that has the role, where it is not theirs alone. */
  readonly through?: Principal;
  /** Names of VMs, each once. */
  readonly vms: readonly string[];
}

export interface Somebody extends Principal {
  readonly paths: readonly Path[];
}

/** Everything that was read. */
export interface Rights {
  readonly targets: readonly Target[];
  readonly assignments: readonly Assignment[];
  /** By the last part of their id. */
  readonly roles: ReadonlyMap<string, Role>;
  readonly denies: readonly Deny[];
  /** Everybody in a group, over all groups in it; missing where that could not be read. */
  readonly members: ReadonlyMap<string, readonly Principal[]>;
}

/** Who could go round Ajar, by what: those with the most ways first. A group that cannot be looked into is told itself. */
export function whoCould(rights: Rights): readonly Somebody[] {
  const found = new Map<string, { readonly who: Principal; readonly paths: Path[] }>();
  for (const assignment of rights.assignments) {
    const { principal } = assignment;
    const members = principal.kind === 'group' ? rights.members.get(principal.id) : undefined;
    for (const who of members ?? [principal]) {
      const path = pathOf(rights, assignment, who);
      if (!path) continue;
      const known = found.get(who.id) ?? { who, paths: [] };
      known.paths.push(path);
      found.set(who.id, known);
    }
  }
  return [...found.values()]
    .map(({ who, paths }) => ({ ...who, paths }))
    .sort((a, b) => waysOf(b).length - waysOf(a).length || a.name.localeCompare(b.name));
}

/** Every way that somebody has, each once. */
export const waysOf = ({ paths }: Pick<Somebody, 'paths'>): readonly Way[] =>
  WAYS.filter((way) => paths.some(({ ways }) => ways.includes(way)));

function pathOf(rights: Rights, assignment: Assignment, who: Principal): Path | undefined {
  const role = rights.roles.get(assignment.role);
  if (!role) return undefined;
  const groups = [...rights.members].filter(([, members]) => members.some(({ id }) => id === who.id));
  const ids = new Set([who.id, assignment.principal.id, ...groups.map(([id]) => id)]);
  const hidden = new Set(
    rights.denies.flatMap(({ except }) => except.filter((id) => !rights.members.has(id) && !ids.has(id))),
  );
  const reaches = (target: Target, way: Way): boolean =>
    WAY_TO[way].by.some(
      ([action, kind]) =>
        allows(role.blocks, action) &&
        target.at[kind].some(
          (id) => isWithin(id, assignment.scope) && !isDenied(rights.denies, ids, hidden, action, id),
        ),
    );
  const hits = rights.targets.map((target) => ({ target, ways: WAYS.filter((way) => reaches(target, way)) }));
  const met = hits.filter(({ ways }) => ways.length > 0);
  if (met.length === 0) return undefined;
  const { scope, eligible, conditional, principal } = assignment;
  return {
    ...{ role: role.name, scope, eligible, conditional, assignment: assignment.id },
    ways: WAYS.filter((way) => met.some(({ ways }) => ways.includes(way))),
    inherited: !scope.includes('/resourcegroups/'),
    ...(principal.id === who.id ? {} : { through: principal }),
    vms: [...new Set(met.map(({ target }) => target.name))],
  };
}
