import type { Person } from '../../../access/person.ts';
import type { Listener } from '../../../ports/chat.ts';
import { type Activity, keyOf } from '../door/activity.ts';
import type { Places } from './places.ts';

/** Has the flow note a refusal that is this side's own, so that it has an audit line as any other; tells nobody. */
export type TurnAway = (activity: Activity, sentence: string, person?: Person) => Promise<void>;

export const createTurnAway =
  (places: Pick<Places, 'of'>, listener: () => Listener | undefined): TurnAway =>
  async (activity, sentence, person) =>
    listener()?.turnedAway({
      ...{ key: keyOf(activity), place: places.of(activity), sentence },
      ...(person ? { person } : {}),
    });
