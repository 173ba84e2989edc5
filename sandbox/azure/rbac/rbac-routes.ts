import type { World } from '../cloud/world.ts';
import { type Answer, ArmError } from '../wire/answer.ts';
import { page } from '../wire/pages.ts';
import type { Call, Route } from '../wire/routes.ts';

interface Scoped {
  readonly properties: { readonly scope?: string };
}

/** The lists of who may do what, of a subscription. */
export function rbacRoutes(world: World): readonly Route[] {
  const { rbac } = world;
  const route = (type: string, versions: readonly string[], all: () => readonly Scoped[]): Route => ({
    ...{ method: 'GET', family: 'authorization', versions },
    path: `/subscriptions/{subscription}/providers/Microsoft.Authorization/${type}`,
    action: `Microsoft.Authorization/${type}/read`,
    answer: (call) => list(world, call, all()),
  });
  return [
    route('roleAssignments', ['2022-04-01'], () => rbac.assignments),
    route('roleDefinitions', ['2022-04-01'], () => rbac.definitions),
    route('roleEligibilityScheduleInstances', ['2020-10-01'], () => rbac.eligible),
    route('denyAssignments', ['2022-04-01'], () => rbac.denies),
  ];
}

/**
 * `atScope()` gives what is at the subscription and above, no filter what is at it and below. Whether the latter gives what is
 * above as well is not documented: here it does not, so that a client must ask both ways.
 */
function list(world: World, call: Call, all: readonly Scoped[]): Answer {
  const filter = call.query.get('$filter') ?? '';
  if (filter !== '' && filter !== 'atScope()')
    throw new ArmError(400, 'BadRequestFormat', `The filter '${filter}' is not supported.`);
  const own = `/subscriptions/${call.params.subscription}`.toLowerCase();
  const holds = ({ properties: { scope } }: Scoped): boolean => {
    const at = scope?.toLowerCase();
    if (at === undefined || at === own) return true;
    return filter === '' ? at.startsWith(`${own}/`) : !at.startsWith('/subscriptions/');
  };
  return page(call, all.filter(holds), world.settings.pageSize);
}
