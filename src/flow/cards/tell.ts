import type { NewEvent } from '../../access/audit-event.ts';
import type { Bulletin } from '../../access/bulletin.ts';
import type { Place } from '../../ports/place.ts';
import { Conflict, type NewCopy } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';

/** A bulletin, and by what it is known: of two that are about the same, one is told. */
export interface Telling {
  /** Such as `drift/aj-7k2m9q/g1/…`; never the form of a request's id. */
  readonly id: string;
  readonly bulletin: Bulletin;
  readonly places: readonly Place[];
  readonly event: NewEvent;
}

/** Saves a bulletin with its audit event; it is drawn in its places from the store. False where it was told already. */
export async function tell(deps: Deps, { id, bulletin, places, event }: Telling): Promise<boolean> {
  const copies: readonly NewCopy[] = places.map((place) => ({
    ...{ slot: `bulletin ${place.app}:${place.privateTo ?? place.conversation}`, card: 'bulletin', place },
  }));
  try {
    await deps.store.createRecord(
      { kind: 'bulletin', id, body: bulletin, work: { attempt: 0 } },
      { event, copies },
    );
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
  deps.nudge();
  return true;
}
