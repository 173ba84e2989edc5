import type { Person } from '../person.ts';
import type { Vm } from '../vm.ts';
import type { Changes, Difference, PolicyDifference } from './diff.ts';
import { membersOf } from './group.ts';
import type { Role } from './looked-up.ts';
import type { Policy } from './policy.ts';

/** Names beyond these are a number. */
const MOST_NAMES = 4;

/** The words for the people and VMs of one comparison. */
export interface Naming {
  readonly after: Policy;
  readonly vms: readonly Vm[];
}

/** What a change comes to, as sentences, the widest first; what is beyond `most` is a number. */
export function sayDifferences(found: PolicyDifference, naming: Naming, most: number): readonly string[] {
  const { differences } = found;
  const left = differences.length - most;
  return [
    ...differences.slice(0, most).map((each) => sayDifference(each, naming)),
    ...(left > 0 ? [`${left} more changes; --json has all of them.`] : []),
    ...(differences.length === 0 ? ['Nobody gains or loses anything on these VMs.'] : []),
    ...sayRoles(found.roles),
    ...sayChanges('Rules', found.rules),
    ...sayChanges('Networks', found.networks),
  ];
}

export function sayDifference(
  { kind, people, vms, ports, before, after }: Difference,
  naming: Naming,
): string {
  const [who, where] = [sayPeople(people, naming), `${ports} on ${sayVms(vms, naming)}`];
  const was = (text: string | undefined): string => ` (before: ${text ?? 'not at all'})`;
  switch (kind) {
    case 'gains':
      return `${who} may now open ${where} ${after.how}, ${after.terms}${was(undefined)}.`;
    case 'loses':
      return `${who} may no longer open ${where}${was(before.how)}.`;
    case 'easier':
    case 'stricter':
      return `${who} may open ${where} ${after.how}, ${after.terms}${was(before.how)}.`;
    case 'terms':
      return `${who} may open ${where} ${after.how} as before, but ${after.terms}${was(before.terms)}.`;
    case 'glass':
      return `${who} may now break the glass for ${where}.`;
    case 'no-glass':
      return `${who} may no longer break the glass for ${where}.`;
    default:
      return kind satisfies never;
  }
}

const counted = (count: number): string => (count === 1 ? '1 person' : `${count} people`);

/** `12 people (everybody in engineers)`, `2 people (Ada, Riley)`. */
function sayPeople(people: readonly Person[], { after }: Naming): string {
  const ids = new Set(people.map(({ id }) => id));
  const group = Object.keys(after.groups).find((name) => isSame(ids, membersOf(after.groups, name)));
  const names = group === undefined ? some(people.map(({ name }) => name)) : `everybody in ${group}`;
  return `${counted(people.length)} (${names})`;
}

const isSame = (ids: ReadonlySet<string>, all: readonly { readonly id: string }[]): boolean =>
  all.length === ids.size && all.every(({ id }) => ids.has(id));

const some = (names: readonly string[]): string => {
  const left = names.length - MOST_NAMES;
  return [...names.slice(0, MOST_NAMES), ...(left > 0 ? [`${left} more`] : [])].join(', ');
};

/** `all 43 VMs with env=prod`, `all 3 VMs of rg-web`, `2 VMs (web-01, web-02)`, `web-01`. */
function sayVms(vms: readonly Vm[], { vms: all }: Naming): string {
  const [only] = vms;
  if (only && vms.length === 1) return only.name;
  if (vms.length === all.length) return `all ${all.length} VMs`;
  const ids = new Set(vms.map(({ id }) => id));
  const tag = Object.entries(only?.tags ?? {}).find(([key, value]) =>
    isSame(
      ids,
      all.filter((vm) => vm.tags[key] === value),
    ),
  );
  if (tag) return `all ${vms.length} VMs with ${tag[0]}=${tag[1]}`;
  const group = only?.resourceGroup ?? '';
  if (
    isSame(
      ids,
      all.filter(({ resourceGroup }) => resourceGroup === group),
    )
  )
    return `all ${vms.length} VMs of ${group}`;
  return `${vms.length} VMs (${some(vms.map(({ name }) => name))})`;
}

const sayChanges = (what: string, { added, removed, changed }: Changes): readonly string[] => {
  const parts = [
    ...(added.length > 0 ? [`${added.length} added (${some(added)})`] : []),
    ...(removed.length > 0 ? [`${removed.length} removed (${some(removed)})`] : []),
    ...(changed.length > 0 ? [`${changed.length} changed (${some(changed)})`] : []),
  ];
  return parts.length > 0 ? [`${what}: ${parts.join(', ')}.`] : [];
};

const TITLES: Readonly<Record<Role, string>> = { admins: 'admin', auditors: 'auditor', onCall: 'on-call' };

const sayRoles = (roles: PolicyDifference['roles']): readonly string[] =>
  roles.flatMap(({ role, gained, lost }) => [
    ...(gained.length > 0 ? [`Now ${TITLES[role]}: ${some(gained.map(({ name }) => name))}.`] : []),
    ...(lost.length > 0 ? [`No longer ${TITLES[role]}: ${some(lost.map(({ name }) => name))}.`] : []),
  ]);
