import type { Activity } from './activity.ts';
import type { Places } from './places.ts';
import type { Who } from './who.ts';

/**
 * Who sent an activity; and once they are believed, where they read alone is remembered. That is where their cards go from
 * then on, so nobody who only says that they are somebody may move it (HOLES H1, H16).
 */
export const createMeet =
  (who: (activity: Activity) => Promise<Who>, places: Pick<Places, 'of' | 'rememberPerson'>) =>
  async (activity: Activity): Promise<Who> => {
    const found = await who(activity);
    const place = places.of(activity);
    if ('person' in found && place.privateTo === found.person.id)
      await places.rememberPerson(found.person.id, place);
    return found;
  };
