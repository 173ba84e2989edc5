import type { Person } from '../person.ts';
import type { Requirement } from '../verdict.ts';
import { seat } from './seats.ts';

/** The policy's groups: a name, and the people in it. */
export type Groups = Readonly<Record<string, readonly Person[]>>;

/** Where a group's people are looked up. */
export type GroupSource =
  /** An Entra group, by object id; those of groups in it count. */
  | { readonly kind: 'entra'; readonly id: string }
  /** A Slack user group. Without `authority` it says only whom to notify: nobody may ask or approve through it. */
  | { readonly kind: 'slack'; readonly team: string; readonly id: string; readonly authority: boolean }
  /** Whoever is on call now, by the schedule's id. */
  | {
      readonly kind: 'pagerduty';
      readonly schedule: string;
      /** PagerDuty's user ids, each with the person's Entra object id; whoever is not here is known by a confirmed address. */
      readonly users?: Readonly<Record<string, string>>;
    }
  /** Whoever a webhook of ours names; `hook` is its name in the policy. */
  | { readonly kind: 'onCall'; readonly hook: string };

/** The members of a group, each once; nobody for a group that there is not. */
export function membersOf(groups: Groups, name: string): readonly Person[] {
  const members = Object.hasOwn(groups, name) ? groups[name]! : [];
  return [...new Map(members.map((person) => [person.id, person])).values()];
}

/** Whether a person, by id alone, is one of these people. */
export const isOneOf = (people: readonly Person[], person: string): boolean =>
  people.some(({ id }) => id === person.toLowerCase());

/** Of groups that were asked about before, who is in which. */
const KNOWN = new WeakMap<Groups, ReadonlyMap<string, ReadonlySet<string>> | 'once'>();
const NONE: ReadonlySet<string> = new Set();

/**
 * The names of the groups that a person is in. The first time it looks through all of them: of groups that were filled in for
 * one question nobody asks twice. From then on there is an index, as a policy's own may be thousands.
 */
export function groupsOf(groups: Groups, person: string): ReadonlySet<string> {
  const known = KNOWN.get(groups);
  // Stryker disable next-line ConditionalExpression: an index says the same, and is only quicker.
  if (known === undefined) {
    // Stryker disable next-line CallExpression: as above.
    KNOWN.set(groups, 'once');
    return new Set(Object.keys(groups).filter((name) => isOneOf(groups[name]!, person)));
  }
  // Stryker disable next-line ConditionalExpression: made anew it is the same.
  const byPerson = known === 'once' ? indexOf(groups) : known;
  // Stryker disable next-line CallExpression: as above.
  KNOWN.set(groups, byPerson);
  return byPerson.get(person.toLowerCase()) ?? NONE;
}

function indexOf(groups: Groups): ReadonlyMap<string, ReadonlySet<string>> {
  const byPerson = new Map<string, Set<string>>();
  for (const [name, people] of Object.entries(groups))
    for (const { id } of people) {
      const known = byPerson.get(id);
      if (known === undefined) byPerson.set(id, new Set([name]));
      else known.add(name);
    }
  return byPerson;
}

/** Why one of these requirements could never be met, or undefined (HOLES H6): whoever asks does not count, and too few is nobody. */
export function tooFewApprovers(
  groups: Groups,
  requirements: readonly Requirement[],
  askers: readonly string[],
): string | undefined {
  const asking = new Set(askers.map((asker) => asker.toLowerCase()));
  const able = requirements.map(({ group }) => othersIn(groups, group, asking));
  for (const [at, { group, count, rule }] of requirements.entries()) {
    const others = able[at]!.length;
    if (others >= count) continue;
    const has = others === 0 ? 'nobody' : others === 1 ? 'one person' : `${others} people`;
    const needs = count === 1 ? '1 approval' : `${count} approvals`;
    return `Rule "${rule}" needs ${needs} from the group ${group}, and apart from you it has ${has}. Ask an Ajar admin to add somebody.`;
  }
  return tooFewTogether(requirements, able);
}

const othersIn = (groups: Groups, name: string, asking: ReadonlySet<string>): readonly string[] =>
  membersOf(groups, name)
    .map(({ id }) => id)
    .filter((id) => !asking.has(id));

/** Each person counts once, so that people who are in several of the groups can be too few for all of them. */
function tooFewTogether(
  requirements: readonly Requirement[],
  able: readonly (readonly string[])[],
): string | undefined {
  const counts = requirements.map(({ count }) => count);
  const total = counts.reduce((sum, count) => sum + count, 0);
  // No group needs more candidates than there are approvals in all: that many leave it enough, whoever else is taken.
  // Stryker disable next-line MethodExpression: it finds the same with all of them, later.
  const candidates = able.map((each) => each.slice(0, total));
  const people = [...new Set(candidates.flat())];
  const seated = seat(
    people.map((id) => candidates.flatMap((each, at) => (each.includes(id) ? [at] : []))),
    counts,
  );
  const short = requirements.find(({ count }, at) => seated[at]!.length < count);
  if (short === undefined) return undefined;
  const names = [...new Set(requirements.map(({ group }) => group))].join(', ');
  return `It needs ${total} approvals by different people from the groups ${names}, and apart from you they have too few together. Ask an Ajar admin to add somebody.`;
}
