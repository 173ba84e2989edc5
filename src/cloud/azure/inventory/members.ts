import type { RowOf } from './queries.ts';

/** Private addresses in each application security group, by its id in lower case: as many as may be read, as of the last reading. */
export type Members = ReadonlyMap<string, readonly string[]>;

/** Azure lists the members of such a group nowhere but with each interface. */
export function membersOf(nics: readonly RowOf<'nics'>[]): Members {
  const found = nics.flatMap(({ configurations }) =>
    configurations.flatMap(({ properties: { privateIPAddress: address, applicationSecurityGroups } }) =>
      address ? (applicationSecurityGroups ?? []).map(({ id }) => ({ id, address })) : [],
    ),
  );
  const byGroup = Map.groupBy(found, ({ id }) => id);
  return new Map([...byGroup].map(([id, each]) => [id, each.map(({ address }) => address)]));
}
