import type { Person } from '../../access/person.ts';
import type { Deps } from '../deps.ts';

const chosenKey = (person: string): string => `prefer/${person}`;
const lastKey = (person: string): string => `app-of/${person}`;

/** The app that somebody chose to be notified in stays until they choose another. */
export const choosePing = (deps: Deps, person: string, app: string): Promise<void> =>
  deps.store.remember(chosenKey(person), app);

/** Where somebody spoke last is where they are notified until they choose. */
export async function rememberApp(deps: Deps, person: string, app: string): Promise<void> {
  const known = await deps.store.recall(lastKey(person), deps.clock.now());
  if (known !== app) await deps.store.remember(lastKey(person), app);
}

/** The app in which this person is to be notified, of those that are configured; undefined while nothing is known. */
export async function pingApp(deps: Deps, person: string): Promise<string | undefined> {
  for (const key of [chosenKey(person), lastKey(person)]) {
    const app = await deps.store.recall(key, deps.clock.now());
    if (typeof app === 'string' && deps.chats.has(app)) return app;
  }
  return undefined;
}

/** Those of these people who are to be notified in this app: whoever is in several is pinged in one. */
export async function toPing(deps: Deps, people: readonly Person[], app: string): Promise<readonly Person[]> {
  const apps = await Promise.all(people.map((person) => pingApp(deps, person.id)));
  return people.filter((_, index) => apps[index] === undefined || apps[index] === app);
}
