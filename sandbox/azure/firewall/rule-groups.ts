import { newBareEtag } from '../cloud/cloud.ts';
import type { ArmDocument, RuleCollectionGroup } from '../cloud/documents.ts';
import { findByPath, readRoutes } from '../cloud/resource-routes.ts';
import type { World } from '../cloud/world.ts';
import { type Answer, ArmError, resourceNotFound } from '../wire/answer.ts';
import type { Operations } from '../wire/operations.ts';
import { page } from '../wire/pages.ts';
import type { Call, Route } from '../wire/routes.ts';
import { NETWORK_VERSIONS } from '../wire/versions.ts';
import { checkEtag, checkUnlocked, readGroupBody } from './rule-group-checks.ts';

export const POLICY_TYPE = 'Microsoft.Network/firewallPolicies';
export const RULE_GROUP_TYPE = `${POLICY_TYPE}/ruleCollectionGroups`;

const GROUPS = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${POLICY_TYPE}/{name}/ruleCollectionGroups`;

/** Firewall policies, which are only read, and their groups of rules: list, read, write, delete. */
export function firewallPolicyRoutes(world: World, operations: Operations): readonly Route[] {
  const make = (method: string, path: string, verb: string, answer: Route['answer']): Route => ({
    ...{ method, path, family: 'network', action: `${RULE_GROUP_TYPE}/${verb}` },
    ...{ versions: NETWORK_VERSIONS, answer },
  });
  return [
    ...readRoutes(world, { type: POLICY_TYPE, family: 'network', versions: NETWORK_VERSIONS }),
    make('GET', GROUPS, 'read', (call) =>
      page(call, groupsOf(world, policyIn(world, call)), world.settings.pageSize),
    ),
    make('GET', `${GROUPS}/{rules}`, 'read', (call) => {
      const found = groupIn(world, call);
      if (!found)
        throw resourceNotFound(
          POLICY_TYPE,
          `${call.params.name}/ruleCollectionGroups/${call.params.rules}`,
          call.params.group ?? '',
        );
      return { status: 200, headers: { etag: `"${found.etag}"` }, body: found };
    }),
    make('PUT', `${GROUPS}/{rules}`, 'write', (call) => write(world, operations, call)),
    make('DELETE', `${GROUPS}/{rules}`, 'delete', (call) => remove(world, operations, call)),
  ];
}

const policyIn = (world: World, call: Call): ArmDocument => findByPath(world, call, POLICY_TYPE);

/** The groups of a policy, in no order that anybody may count on. */
export const groupsOf = ({ cloud }: World, policy: ArmDocument): readonly RuleCollectionGroup[] =>
  cloud
    .ofType<RuleCollectionGroup>(RULE_GROUP_TYPE)
    .filter(({ id }) => id.toLowerCase().startsWith(`${policy.id.toLowerCase()}/rulecollectiongroups/`));

const groupIn = (world: World, call: Call): RuleCollectionGroup | undefined =>
  groupsOf(world, policyIn(world, call)).find(
    ({ name }) => name.toLowerCase() === call.params.rules?.toLowerCase(),
  );

function write(world: World, operations: Operations, call: Call): Answer {
  const policy = policyIn(world, call);
  const before = groupIn(world, call);
  checkUnlocked(world, policy, call.params.rules ?? '');
  checkEtag(world, call, before?.etag);
  const others = groupsOf(world, policy).filter((group) => group !== before);
  const properties = readGroupBody(call.body, others);
  const name = before?.name ?? call.params.rules ?? '';
  const group: RuleCollectionGroup = {
    ...{ id: before?.id ?? `${policy.id}/ruleCollectionGroups/${name}`, name, type: RULE_GROUP_TYPE },
    etag: newBareEtag(),
    properties: { ...properties, provisioningState: 'Updating', size: '0.0MB' },
  };
  const counted = countedNow(world, before);
  world.cloud.put(group);
  const end = begin(world, policy, group, counted, call);
  const headers = operations.start(
    call,
    policy.location ?? '',
    () => {
      world.pending.delete(group.id.toLowerCase());
      end('Succeeded');
    },
    () => {
      if (world.settings.firewallFailed === 'as-before')
        group.properties.ruleCollections = structuredClone(before?.properties.ruleCollections ?? []);
      end('Failed');
    },
    world.settings.firewallMs,
  );
  const { location: _, ...rest } = headers;
  return { status: before ? 200 : 201, headers: rest, body: structuredClone(group) };
}

/** What the firewall does with a group until a change of it is done. */
const countedNow = (
  world: World,
  group: RuleCollectionGroup | undefined,
): RuleCollectionGroup | undefined => {
  const id = group?.id.toLowerCase() ?? '';
  const counted = world.pending.has(id) ? (world.pending.get(id) as RuleCollectionGroup | undefined) : group;
  return structuredClone(counted);
};

/** Locks the policy until the change is done. One that was told never to end locks it for good, as the group's own state says. */
function begin(
  world: World,
  policy: ArmDocument,
  group: RuleCollectionGroup,
  counted: RuleCollectionGroup | undefined,
  { fault }: Call,
): (state: string) => void {
  const id = policy.id.toLowerCase();
  world.pending.set(group.id.toLowerCase(), counted);
  world.changing.add(id);
  policy.properties.provisioningState = 'Updating';
  policy.properties.ruleCollectionGroups = groupsOf(world, policy).map((each) => ({ id: each.id }));
  world.cloud.touched(group);
  if (fault?.kind === 'never-opens') world.changing.delete(id);
  return (state) => {
    world.changing.delete(id);
    policy.properties.provisioningState = 'Succeeded';
    group.properties.provisioningState = state;
    world.cloud.touched(group);
  };
}

function remove(world: World, operations: Operations, call: Call): Answer {
  const policy = policyIn(world, call);
  const group = groupIn(world, call);
  if (!group) return { status: 204 };
  if (world.locks.has(policy.id.toLowerCase()))
    throw new ArmError(
      409,
      'ScopeLocked',
      `The scope '${group.id}' cannot perform delete operation because following scope(s) are locked: '${policy.id}'. Please remove the lock and try again.`,
    );
  checkUnlocked(world, policy, group.name);
  checkEtag(world, call, group.etag);
  const end = begin(world, policy, group, countedNow(world, group), call);
  group.properties.provisioningState = 'Deleting';
  const headers = operations.start(
    call,
    policy.location ?? '',
    () => {
      world.pending.delete(group.id.toLowerCase());
      world.cloud.remove(group.id);
      end('Succeeded');
      policy.properties.ruleCollectionGroups = groupsOf(world, policy).map((each) => ({ id: each.id }));
    },
    () => end('Failed'),
    world.settings.firewallMs,
  );
  return { status: 202, headers };
}
