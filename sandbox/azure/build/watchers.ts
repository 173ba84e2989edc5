import { newEtag } from '../cloud/cloud.ts';
import type { ArmDocument } from '../cloud/documents.ts';
import { resourceId } from '../cloud/resource-id.ts';
import { WATCHER_TYPE } from '../network/ip-flow.ts';
import type { FullScenario } from '../scenario.ts';

/** Azure makes one for each region of a subscription that has a network, in a group of their own. https://learn.microsoft.com/azure/network-watcher/network-watcher-create */
export function buildWatchers({
  groups,
  subscriptions,
  networkWatchers,
}: FullScenario): readonly ArmDocument[] {
  if (!networkWatchers) return [];
  const places = Object.values(groups).map(({ subscription, location }) => ({
    subscription: subscriptions[subscription]!.id,
    location,
  }));
  const each = new Map(places.map((place) => [`${place.subscription}/${place.location}`, place]));
  return [...each.values()].map(({ subscription, location }) => {
    const name = `NetworkWatcher_${location}`;
    return {
      ...{ id: resourceId(subscription, 'NetworkWatcherRG', WATCHER_TYPE, name), name, type: WATCHER_TYPE },
      ...{
        location,
        etag: newEtag(),
        properties: { provisioningState: 'Succeeded', runningOperationIds: [] },
      },
    };
  });
}
