import type { RowOf } from './queries.ts';

interface Around {
  readonly firewalls: readonly RowOf<'firewalls'>[];
  readonly networks: readonly RowOf<'networks'>[];
}

/** Finds the ranges of the subnets that classic firewalls are in: Defender changes no others. Ids in lower case. */
export function createInsideFinder({
  firewalls,
  networks,
}: Around): (firewallIds: readonly string[]) => readonly string[] {
  const subnets = new Map(networks.flatMap((network) => network.subnets).map((each) => [each.id, each]));
  const classic = new Map(firewalls.filter(({ policy }) => policy === '').map((row) => [row.id, row]));
  return (firewallIds) => {
    const places = firewallIds.flatMap((id) => classic.get(id)?.configurations ?? []);
    const ranges = places.flatMap(({ properties: { subnet } }) => {
      const found = subnets.get(subnet?.id ?? '')?.properties;
      return found?.addressPrefix ?? found?.addressPrefixes ?? [];
    });
    return [...new Set(ranges)].filter((range) => !range.includes(':'));
  };
}
