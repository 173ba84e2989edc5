import type { Person } from '../person.ts';
import { everybody } from './everybody.ts';
import type { Policy } from './policy.ts';

/** Where in a policy file somebody stands. Lines and columns count from 1. */
export interface PersonPlace {
  readonly person: Person;
  readonly line: number;
  readonly column: number;
}

/** Everybody whom the file itself lists, at every place in it where their id is written. */
export function placesOfPeople(policy: Policy, text: string): readonly PersonPlace[] {
  const byId = new Map(everybody(policy).map((person) => [person.id, person]));
  return text.split('\n').flatMap((written, index) =>
    [...written.replace(/(^|\s)#.*$/, '').matchAll(IDS)].flatMap(({ 0: id, index: at }) => {
      const person = byId.get(id.toLowerCase());
      return person === undefined ? [] : [{ person, line: index + 1, column: at + 1 }];
    }),
  );
}

const IDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
