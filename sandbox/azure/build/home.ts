import { resourceId } from '../cloud/resource-id.ts';
import type { FullScenario } from '../scenario.ts';

/** Where a thing of the scenario is: its real subscription, group and location. */
export interface Home {
  readonly location: string;
  id(type: string, name: string): string;
}

/** The homes of a scenario's resource groups, by the names that the scenario gives them. Throws for an unknown subscription. */
export function homesOf(scenario: FullScenario): ReadonlyMap<string, Home> {
  return new Map(Object.keys(scenario.groups).map((key) => [key, homeOf(scenario, key)]));
}

/** The home that a part of the scenario names. Throws a sentence when there is none. */
export function homeIn(homes: ReadonlyMap<string, Home>, key: string): Home {
  const found = homes.get(key);
  if (found) return found;
  throw new Error(`The scenario names the resource group "${key}", which is not among its groups.`);
}

function homeOf(scenario: FullScenario, key: string): Home {
  const group = scenario.groups[key]!;
  const subscription = scenario.subscriptions[group.subscription];
  if (!subscription)
    throw new Error(`The group "${key}" names the subscription "${group.subscription}", which is not there.`);
  return {
    location: group.location,
    id: (type, name) => resourceId(subscription.id, group.name ?? key, type, name),
  };
}
