import type { ArmDocument } from '../cloud/documents.ts';
import { findByPath } from '../cloud/resource-routes.ts';
import type { World } from '../cloud/world.ts';
import { page } from '../wire/pages.ts';
import type { Call, Route } from '../wire/routes.ts';
import { NETWORK_VERSIONS } from '../wire/versions.ts';

/** The list of what stands in a resource as documents of their own: the connections of a hub, the groups of a firewall policy. */
export const childListRoute = (world: World, parent: string, child: string): Route => ({
  method: 'GET',
  path: `/subscriptions/{subscription}/resourceGroups/{group}/providers/${parent}/{name}/${child}`,
  family: 'network',
  action: `${parent}/${child}/read`,
  versions: NETWORK_VERSIONS,
  answer: (call) => page(call, childrenOf(world, call, parent, child), world.settings.pageSize),
});

function childrenOf(world: World, call: Call, parent: string, child: string): readonly ArmDocument[] {
  const { id } = findByPath(world, call, parent);
  const prefix = `${id}/${child}/`.toLowerCase();
  return world.cloud.ofType(`${parent}/${child}`).filter((each) => each.id.toLowerCase().startsWith(prefix));
}
