import type { Person } from '../../access/person.ts';
import type { Said } from '../../ports/chat.ts';
import type { Deps } from '../deps.ts';

const chosenKey = (person: string): string => `prefer/${person}`;
const lastKey = (person: string): string => `app-of/${person}`;

/** The app that somebody chose to be notified in stays until they choose another. */
export const choosePing = (deps: Deps, person: string, app: string): Promise<void> =>
  deps.store.remember(chosenKey(person), app);

/**
 * Where somebody spoke last is where they are notified until they choose. An account that is known by an address alone does
 * not count: whoever is asked there could not answer (HOLES H3).
 */
export async function rememberApp(
  deps: Deps,
  { person, place, askOnly }: Pick<Said, 'person' | 'place' | 'askOnly'>,
): Promise<void> {
  if (askOnly) return;
  const known = await deps.store.recall(lastKey(person.id), deps.clock.now());
  if (known !== place.app) await deps.store.remember(lastKey(person.id), place.app);
}

/** They have no account there any more. */
export async function forgetApp(deps: Deps, person: string, app: string): Promise<void> {
  for (const key of [chosenKey(person), lastKey(person)])
    if ((await deps.store.recall(key, deps.clock.now())) === app) await deps.store.forget(key);
}

/** The app in which this person is to be notified, of those that are configured; undefined while nothing is known. */
export async function pingApp(deps: Deps, person: string): Promise<string | undefined> {
  for (const key of [chosenKey(person), lastKey(person)]) {
    const app = await deps.store.recall(key, deps.clock.now());
    if (typeof app === 'string' && deps.chats.has(app)) return app;
  }
  return undefined;
}

/** Those of these people who are to be notified in this app: whoever is asked in several is pinged in one. */
export async function toPing(
  deps: Deps,
  request: string,
  people: readonly Person[],
  app: string,
): Promise<readonly Person[]> {
  const copies = await deps.store.copies(request);
  const asked = copies.filter((copy) => copy.card === 'approval' && copy.lost === undefined);
  // Their own app is no reason for silence here where nobody asks them there.
  const isAskedIn = (other: string, person: string): boolean =>
    asked.some(({ place }) =>
      place.privateTo === undefined ? place.app === other : place.privateTo === person,
    );
  const apps = await Promise.all(people.map((person) => pingApp(deps, person.id)));
  return people.filter(({ id }, index) => {
    const own = apps[index];
    return own === undefined || own === app || !isAskedIn(own, id);
  });
}
