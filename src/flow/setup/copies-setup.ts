import { isSetupEnded } from '../../access/setup/setup.ts';
import type { Place } from '../../ports/place.ts';
import type { Copy, NewCopy, StoredRecord } from '../../ports/store.ts';
import { named, personalPlace } from '../cards/places.ts';
import type { Deps } from '../deps.ts';
import { otherAdmins } from './who-may.ts';

type Body = StoredRecord<'setup'>['body'];

/** What the cards that ask are called: they say who reaches the ports now, and others of whoever is no admin do not. */
const ASK = 'ask ';
const OUTCOME = 'outcome';

/** The cards that must exist in this state, each in its own slot; saved with the step itself. */
export async function setupCopies(deps: Deps, body: Body): Promise<readonly NewCopy[]> {
  const asked = body.status === 'pending' && body.approval === 'admin' ? body.routes : [];
  const inPrivate = asked.includes('direct') ? await adminCopies(deps, body) : [];
  return [
    { slot: 'setup', card: 'setup', place: body.home.place },
    ...asked.flatMap((route) => (route === 'direct' ? inPrivate : [askAt(named(route))])),
    ...outcomeOf(body),
  ];
}

/** A message of its own to whoever asked, where it came to nothing by what others did, or what waited for it did. */
function outcomeOf(body: Body): readonly NewCopy[] {
  const { requester, home } = body;
  const isBad = isSetupEnded(body) && body.status !== 'done' && body.status !== 'cancelled';
  const isStuck =
    body.status === 'done' && body.continued !== undefined && body.continued.request === undefined;
  if (!isBad && !isStuck) return [];
  return [{ slot: OUTCOME, card: 'setup', place: personalPlace(home.place.app, requester.id) }];
}

/** One card for each admin but the asker, in private. */
export const adminCopies = async (deps: Deps, { requester }: Body): Promise<readonly NewCopy[]> =>
  (await otherAdmins(deps, requester.id)).map(({ id }) => askAt(personalPlace('', id)));

const askAt = (place: Place): NewCopy => ({
  slot: `${ASK}${place.app}:${place.privateTo ?? place.conversation}`,
  card: 'setup',
  place,
});

/** The name of one more card that asks. */
export const askSlot = (name: string): string => `${ASK}${name}`;

export const isAskCopy = ({ slot }: Pick<Copy, 'slot'>): boolean => slot.startsWith(ASK);
