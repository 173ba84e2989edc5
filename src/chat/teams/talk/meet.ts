import type { Activity } from '../door/activity.ts';
import type { KnownIds } from './known-ids.ts';
import type { Places } from './places.ts';
import type { Who } from './who.ts';

/**
 * Who sent an activity; and once they are believed, where they read alone is remembered. That is where their cards go from
 * then on, so nobody who only says that they are somebody may move it (HOLES H1, H16). By what id Teams knows them is learnt too.
 */
export const createMeet =
  (
    who: (activity: Activity) => Promise<Who>,
    places: Pick<Places, 'of' | 'rememberPerson'>,
    ids: Pick<KnownIds, 'learn'>,
  ) =>
  async (activity: Activity): Promise<Who> => {
    const found = await who(activity);
    if ('refused' in found) return found;
    const place = places.of(activity);
    if (place.privateTo === found.person.id) await places.rememberPerson(found.person.id, place);
    await ids.learn(found.person.id, activity.from.id);
    return found;
  };
