import { samePerson } from '../../access/person.ts';
import type { Said } from '../../ports/chat.ts';
import type { Standing } from '../../ports/people.ts';
import type { Deps } from '../deps.ts';

const keyOf = (person: string): string => `guest/${person.toLowerCase()}`;

type Gesture = Pick<Said, 'person' | 'askOnly'> & { readonly place: Pick<Said['place'], 'app'> };

/** Whom a chat app showed as a guest is one everywhere, until that app shows them as somebody of the organisation's own. */
export async function noteGuest(
  deps: Pick<Deps, 'store' | 'clock'>,
  { person, place: { app }, askOnly }: Gesture,
): Promise<void> {
  // An address alone proves too little to take anything back (HOLES H3).
  if (askOnly === true) return;
  const noted = await notedBy(deps, person.id);
  if ((askOnly === 'guest') === noted.includes(app)) return;
  const others = noted.filter((each) => each !== app);
  const now = askOnly === 'guest' ? [...others, app] : others;
  await (now.length > 0 ? deps.store.remember(keyOf(person.id), now) : deps.store.forget(keyOf(person.id)));
}

/** They have no account there any more that could be a guest's. */
export async function forgetGuest(
  deps: Pick<Deps, 'store' | 'clock' | 'policy'>,
  person: Said['person'],
  app: string,
): Promise<void> {
  const { accounts } = deps.policy();
  if (accounts.some((each) => each.app === app && samePerson(each.person, person))) return;
  await noteGuest(deps, { person, place: { app } });
}

/** The apps that showed them as one; before there could be several it was a text alone. */
const notedBy = async (deps: Pick<Deps, 'store' | 'clock'>, person: string): Promise<readonly unknown[]> =>
  [(await deps.store.recall(keyOf(person), deps.clock.now())) ?? []].flat();

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
  (await notedBy(deps, person)).length > 0;
