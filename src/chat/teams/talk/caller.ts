import type { Person } from '../../../access/person.ts';
import type { Listener, Place } from '../../../ports/chat.ts';
import { knownZone } from '../../times.ts';
import { type Activity, keyOf } from '../door/activity.ts';
import type { Places } from './places.ts';
import type { TurnAway } from './turn-away.ts';
import type { Who } from './who.ts';

/** Somebody who was believed, where they are, and the flow that hears them. */
export interface Caller {
  readonly key: string;
  readonly person: Person;
  readonly place: Place;
  readonly zone?: string;
  readonly askOnly?: 'guest';
  readonly listener: Listener;
}

export interface CallerParts {
  readonly places: Places;
  /** Also remembers where somebody whom it believes reads alone. */
  readonly who: (activity: Activity) => Promise<Who>;
  readonly turnAway: TurnAway;
  readonly listener: () => Listener | undefined;
}

export const STARTING = 'Ajar is just starting, so nothing was done. Please try again in a minute.';
const SHARED =
  'This channel is shared with other teams or organisations, so Ajar does nothing here. Write to Ajar alone, or in a channel of your own team.';

/** Who calls, or the sentence that they are answered with. Whoever is turned away is noted, unless `quiet` says that it need not be. */
export async function callerOf(
  parts: CallerParts,
  activity: Activity,
  quiet: () => boolean = () => false,
): Promise<Caller | { readonly refused: string }> {
  const who = await parts.who(activity);
  const turnAway = async (refused: string, person?: Person): Promise<{ readonly refused: string }> => {
    if (!quiet()) await parts.turnAway(activity, refused, person);
    return { refused };
  };
  if ('refused' in who) return turnAway(who.refused, who.claimed);
  if (await parts.places.isShared(activity)) return turnAway(SHARED, who.person);
  const listener = parts.listener();
  if (!listener) return { refused: STARTING };
  const place = parts.places.of(activity);
  const { person, askOnly } = who;
  return { key: keyOf(activity), person, place, ...zoneOf(activity), ...(askOnly && { askOnly }), listener };
}

function zoneOf({ localTimezone }: Activity): { readonly zone?: string } {
  const zone = localTimezone ? knownZone(localTimezone) : 'UTC';
  return zone === 'UTC' && localTimezone !== 'UTC' ? {} : { zone };
}
