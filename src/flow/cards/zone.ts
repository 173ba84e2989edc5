import { isZone } from '../../access/wall-time.ts';
import type { Place } from '../../ports/chat.ts';
import type { Home } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';

const keyOf = (person: string): string => `zone/${person}`;

/** Remembers the zone that a person's app told of them, for cards that they read alone. */
export async function rememberZone(deps: Deps, person: string, zone: string | undefined): Promise<void> {
  if (zone === undefined || !isZone(zone)) return;
  const known = await deps.store.recall(keyOf(person), deps.clock.now());
  if (known !== zone) await deps.store.remember(keyOf(person), zone);
}

/** The zone of a place's reader: the person's own where only they read, the house's where many do. */
export async function zoneOf(deps: Deps, place: Place, home?: Home): Promise<string> {
  if (place.privateTo === undefined) return deps.zone;
  const known = await deps.store.recall(keyOf(place.privateTo), deps.clock.now());
  if (typeof known === 'string' && isZone(known)) return known;
  return home?.place.privateTo === place.privateTo ? home.zone : deps.zone;
}
