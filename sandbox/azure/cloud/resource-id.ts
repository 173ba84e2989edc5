/** The parts of an ARM resource id. */
export interface ResourceId {
  readonly subscription: string;
  readonly group: string;
  /** `Microsoft.Compute/virtualMachines`, with the types of parents for a child. */
  readonly type: string;
  readonly name: string;
}

/** Takes a resource id apart; parts that it does not have are empty. Casing is kept. */
export function readResourceId(id: string): ResourceId {
  const parts = id.split('/').slice(1);
  const at = (word: string): string => {
    const index = parts.findIndex((part) => part.toLowerCase() === word);
    return index < 0 ? '' : (parts[index + 1] ?? '');
  };
  const provider = parts.findIndex((part) => part.toLowerCase() === 'providers');
  const typed = provider < 0 ? [] : parts.slice(provider + 2);
  return {
    subscription: at('subscriptions'),
    group: at('resourcegroups'),
    type: [at('providers'), ...typed.filter((_, index) => index % 2 === 0)].join('/'),
    name: parts.at(-1) ?? '',
  };
}

/** The id of a resource in a resource group. */
export function resourceId(subscription: string, group: string, type: string, name: string): string {
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/${type}/${name}`;
}
