import type { Person } from '../../access/person.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Directory } from '../../ports/directory.ts';
import type { Standing } from '../../ports/people.ts';
import { createAnswers } from './answers.ts';
import { createPatience } from './patience.ts';
import type { Source } from './source.ts';

/** Groups of Entra, and who is still there. What is kept is only that somebody is in a group, or is there: never that they are not. */
export function createEntra(directory: Directory, clock: Clock) {
  const patiently = createPatience(clock);
  const members = createAnswers<readonly Person[]>(clock, (people) => people.length > 0);
  const memberships = createAnswers<true>(clock, () => true);
  const questions = createAnswers<ReadonlySet<string>>(clock, () => false);
  const standings = createAnswers<Standing>(clock, (standing) => standing !== 'gone');
  const groupsOf = async (person: string, ids: readonly string[]): Promise<ReadonlySet<string>> => {
    const keyOf = (id: string): string => `${person}/${id}`;
    const unknown = ids.filter((id) => memberships.known(keyOf(id)) === undefined);
    if (unknown.length === 0) return new Set(ids);
    const at = clock.now();
    const found = await questions.ask([person, ...unknown].join(), () =>
      patiently(() => directory.groupsOf(person, unknown)),
    );
    for (const id of found) memberships.keep(keyOf(id), true, at);
    return new Set(ids.filter((id) => !unknown.includes(id) || found.has(id)));
  };
  const source: Source<'entra'> = {
    members: ({ id }) => members.ask(id, () => patiently(() => directory.members(id))),
    groupsOf: async (person, groups) => {
      const found = await groupsOf(
        person,
        groups.map(({ id }) => id),
      );
      return new Set(groups.filter(({ id }) => found.has(id)));
    },
  };
  return {
    source,
    standing: (person: string): Promise<Standing> =>
      standings.ask(person, () => patiently(() => directory.standing(person))),
  };
}
