import type { World } from '../cloud/world.ts';
import { type Answer, ArmError } from '../wire/answer.ts';
import { page } from '../wire/pages.ts';
import type { Call, Route } from '../wire/routes.ts';
import { everybodyIn } from './graph-reads.ts';
import type { Directory } from './rbac.ts';

interface Scoped {
  readonly properties: { readonly scope?: string; readonly principalId?: string };
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
    {
      ...{ method: 'GET', family: 'authorization', versions: ['2022-04-01'] },
      path: '/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}',
      action: 'Microsoft.Authorization/roleDefinitions/read',
      answer: (call) => role(world, call),
    },
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
  const [, at = '', person] = /^(atScope\(\))?(?: and )?(?:assignedTo\('([^']+)'\))?$/.exec(filter) ?? [];
  if (filter !== '' && at === '' && person === undefined)
    throw new ArmError(400, 'BadRequestFormat', `The filter '${filter}' is not supported.`);
  const own = `/subscriptions/${call.params.subscription}`.toLowerCase();
  const holds = ({ properties: { scope } }: Scoped): boolean => {
    const where = scope?.toLowerCase();
    if (where === undefined || where === own) return true;
    return at === '' ? where.startsWith(`${own}/`) : !where.startsWith('/subscriptions/');
  };
  const isTheirs = ({ properties: { principalId } }: Scoped): boolean =>
    person === undefined ||
    (principalId !== undefined && isOrHolds(world.rbac.directory, principalId, person));
  return page(
    call,
    all.filter((each) => holds(each) && isTheirs(each)),
    world.settings.pageSize,
  );
}

/** Azure follows groups by itself: https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest */
const isOrHolds = (directory: Directory, principal: string, person: string): boolean =>
  principal === person || everybodyIn(directory, principal).some(({ id }) => id === person);

/** One role, by its guid. */
function role({ rbac }: World, call: Call): Answer {
  const guid = `/${call.params.role?.toLowerCase()}`;
  const found = rbac.definitions.find(({ id }) => id.toLowerCase().endsWith(guid));
  if (!found)
    throw new ArmError(404, 'RoleDefinitionDoesNotExist', `There is no role '${call.params.role}'.`);
  return { status: 200, body: found };
}
