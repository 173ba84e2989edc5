import type { Person } from '../access/person.ts';
import { type GroupSource, isOneOf, groupsOf as listsWith, membersOf } from '../access/policy/group.ts';
import { isNever } from '../access/policy/never.ts';
import type { Policy } from '../access/policy/policy.ts';
import { type People, type Standing, Unknown } from '../ports/people.ts';
import type { Source, Sources } from './groups/source.ts';

export interface PeopleParts {
  /** Asked every time, so that a changed file counts at the next click. */
  readonly policy: () => Policy;
  readonly sources: Sources;
  /** Whether somebody is there still; without it whoever is listed is. */
  readonly standing?: (person: string) => Promise<Standing>;
}

/** The people of the policy's groups: of lists as they stand, of the others as they are looked up now. */
export function createPeople({ policy, sources, standing }: PeopleParts): People {
  const sourceOf = (group: string): GroupSource | undefined => {
    const { groups, lookedUp = {} } = policy();
    if (Object.hasOwn(lookedUp, group)) return lookedUp[group];
    if (Object.hasOwn(groups, group)) return undefined;
    throw new Unknown(`The policy has no group "${group}".`);
  };
  const members = async (group: string): Promise<readonly Person[]> => {
    const source = sourceOf(group);
    const found = source ? await lookUp(sources, source) : membersOf(policy().groups, group);
    return found.filter(({ id }) => !isNever(policy(), id));
  };
  const groupsOf = async (person: string, groups: readonly string[]): Promise<ReadonlySet<string>> => {
    const id = person.toLowerCase();
    if (isNever(policy(), id)) return new Set();
    const asked = groups.map((name) => ({ name, source: sourceOf(name) }));
    const looked = asked.flatMap(({ source }) => source ?? []);
    const found = await memberships(sources, id, looked);
    const own = listsWith(policy().groups, id);
    const isIn = ({ name, source }: (typeof asked)[number]): boolean =>
      source ? found.has(source) : own.has(name);
    return new Set(asked.filter(isIn).map(({ name }) => name));
  };
  return {
    members,
    groupsOf,
    inGroup: async (person, group) => (await groupsOf(person, [group])).has(group),
    standing: async (person) => (standing ? standing(person.toLowerCase()) : 'active'),
  };
}

/** Each kind is asked once, all at the same time. */
async function memberships(
  sources: Sources,
  person: string,
  groups: readonly GroupSource[],
): Promise<ReadonlySet<GroupSource>> {
  const kinds = [...Map.groupBy(groups, ({ kind }) => kind)];
  const found = await Promise.all(
    kinds.map(async ([kind, own]) => {
      const source = configured(sources, kind);
      if (source.groupsOf) return [...(await source.groupsOf(person, own))];
      const isIn = await Promise.all(own.map(async (group) => isOneOf(await lookUp(sources, group), person)));
      return own.filter((_, at) => isIn[at]);
    }),
  );
  return new Set(found.flat());
}

/** A Slack user group that is only for notifying gives nobody anything. */
async function lookUp(sources: Sources, group: GroupSource): Promise<readonly Person[]> {
  if (group.kind === 'slack' && !group.authority) return [];
  return configured(sources, group.kind).members(group);
}

function configured(sources: Sources, kind: GroupSource['kind']): Source {
  const source = sources[kind] as Source | undefined;
  if (source) return source;
  throw new Unknown(`Where groups of the kind "${kind}" are looked up is not configured.`);
}
