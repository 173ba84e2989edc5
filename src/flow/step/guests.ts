import type { Said } from '../../ports/chat.ts';
import type { Standing } from '../../ports/people.ts';
import type { Deps } from '../deps.ts';

const keyOf = (person: string): string => `guest/${person.toLowerCase()}`;

/** Whom a chat app showed as a guest is one everywhere, until that app shows them as somebody of the organisation's own. */
export async function noteGuest(
  deps: Pick<Deps, 'store' | 'clock'>,
  { person, place, askOnly }: Pick<Said, 'person' | 'place' | 'askOnly'>,
): Promise<void> {
  const noted = await deps.store.recall(keyOf(person.id), deps.clock.now());
  if (askOnly === 'guest' && noted === undefined) await deps.store.remember(keyOf(person.id), place.app);
  if (askOnly !== 'guest' && noted === place.app) await deps.store.forget(keyOf(person.id));
}

/** As the directory and the chat apps have them: a guest of one is a guest. Throws where the directory cannot tell. */
export async function standingOf(
  deps: Pick<Deps, 'store' | 'clock' | 'people'>,
  person: string,
): Promise<Standing> {
  const standing = await deps.people.standing(person);
  if (standing !== 'active') return standing;
  return (await isNotedGuest(deps, person)) ? 'guest' : 'active';
}

/** As far as a chat app has shown it: asks no directory. */
export const isNotedGuest = async (deps: Pick<Deps, 'store' | 'clock'>, person: string): Promise<boolean> =>
  (await deps.store.recall(keyOf(person), deps.clock.now())) !== undefined;
