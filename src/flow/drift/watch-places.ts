import { watchRoutes } from '../../access/policy/mode.ts';
import type { Place } from '../../ports/chat.ts';
import { adminPlaces } from '../cards/alarms.ts';
import { named } from '../cards/places.ts';
import type { Deps } from '../deps.ts';

/** Where what belongs to no request is told: the places that the policy names for it, or the admins in private. */
export async function watchPlaces(deps: Deps): Promise<readonly Place[]> {
  const routes = watchRoutes(deps.policy());
  return routes.length > 0 ? routes.map(named) : adminPlaces(deps);
}
