import { appTitle } from '../../access/linking.ts';
import type { Place } from '../../ports/place.ts';
import type { Deps } from '../deps.ts';
import { slotEnd } from './places.ts';

/** Places by names that people know. The name of a channel is kept nowhere, and its id tells nobody anything: those are counted. */
export function placeNames(deps: Pick<Deps, 'policy'>, places: readonly Place[]): readonly string[] {
  const each = [...new Map(places.map((place) => [slotEnd(place), place])).values()];
  const chats = each.flatMap(({ privateTo }) => (privateTo === undefined ? [] : [chatOf(deps, privateTo)]));
  const apps = each.filter(({ privateTo }) => privateTo === undefined).map(({ app }) => app);
  const channels = [...new Set(apps)].map((app) => {
    const count = apps.filter((other) => other === app).length;
    return count === 1 ? `a ${appTitle(app)} channel` : `${count} ${appTitle(app)} channels`;
  });
  return [...new Set(chats), ...channels];
}

function chatOf({ policy }: Pick<Deps, 'policy'>, id: string): string {
  const everyone = Object.values(policy().groups).flat();
  const person = everyone.find((each) => each.id === id);
  return person ? `${person.name}'s private chat` : "somebody's private chat";
}
