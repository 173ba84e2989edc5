import { z } from 'zod';
import { newEtag } from '../cloud/cloud.ts';
import type { Nsg, SecurityRule } from '../cloud/documents.ts';
import { findByPath } from '../cloud/resource-routes.ts';
import type { World } from '../cloud/world.ts';
import { type Answer, ArmError } from '../wire/answer.ts';
import type { Operations } from '../wire/operations.ts';
import { page } from '../wire/pages.ts';
import type { Call, Route } from '../wire/routes.ts';
import { NETWORK_VERSIONS } from '../wire/versions.ts';
import { checkJoins } from './asg.ts';
import { checkConflict, checkFree, checkMatch, checkRoom, checkSides } from './rule-checks.ts';

export const NSG_TYPE = 'Microsoft.Network/networkSecurityGroups';

export const RuleProperties = z.looseObject({
  protocol: z.enum(['Tcp', 'Udp', 'Icmp', 'Esp', 'Ah', '*']),
  access: z.enum(['Allow', 'Deny']),
  direction: z.enum(['Inbound', 'Outbound']),
  priority: z.int().min(100).max(4096),
});

const Body = z.object({ properties: RuleProperties });

const RULES = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${NSG_TYPE}/{name}/securityRules`;

/** The rules of a network security group, one by one: list, read, write, delete. */
export function securityRuleRoutes(world: World, operations: Operations): readonly Route[] {
  const make = (method: string, path: string, verb: string, answer: Route['answer']): Route => ({
    method,
    path,
    family: 'network',
    action: `${NSG_TYPE}/securityRules/${verb}`,
    versions: NETWORK_VERSIONS,
    answer,
  });
  return [
    make('GET', RULES, 'read', (call) =>
      page(call, nsgOf(world, call).properties.securityRules, world.settings.pageSize),
    ),
    make('GET', `${RULES}/{rule}`, 'read', (call) => {
      const rule = ruleOf(nsgOf(world, call), call);
      if (!rule) throw new ArmError(404, 'NotFound', `Resource ${call.path} not found.`);
      return { status: 200, headers: { etag: rule.etag ?? '' }, body: rule };
    }),
    make('PUT', `${RULES}/{rule}`, 'write', (call) => write(world, operations, call)),
    make('DELETE', `${RULES}/{rule}`, 'delete', (call) => remove(world, operations, call)),
  ];
}

const nsgOf = (world: World, call: Call): Nsg => findByPath<Nsg>(world, call, NSG_TYPE);

const ruleOf = (nsg: Nsg, call: Call): SecurityRule | undefined =>
  nsg.properties.securityRules.find((rule) => rule.name.toLowerCase() === call.params.rule?.toLowerCase());

function write(world: World, operations: Operations, call: Call): Answer {
  const nsg = nsgOf(world, call);
  const body = Body.safeParse(call.body);
  if (!body.success) throw new ArmError(400, 'InvalidRequestFormat', z.prettifyError(body.error));
  const before = ruleOf(nsg, call);
  checkMatch(call, before?.etag);
  const rule = ruleDocument(nsg, call.params.rule ?? '', body.data.properties);
  checkJoins(world, [rule]);
  checkFree(world, nsg);
  checkConflict(nsg, rule);
  checkSides(rule);
  if (!before) checkRoom(nsg);
  nsg.properties.securityRules = [...nsg.properties.securityRules.filter((r) => r !== before), rule];
  world.pending.set(rule.id.toLowerCase(), before);
  world.cloud.touched(nsg);
  const release = hold(world, nsg, call);
  const done = (rules: (current: SecurityRule[]) => SecurityRule[]) => (): void => {
    release();
    world.pending.delete(rule.id.toLowerCase());
    rule.properties.provisioningState = 'Succeeded';
    rule.etag = newEtag();
    nsg.properties.securityRules = rules(nsg.properties.securityRules);
    world.cloud.touched(nsg);
  };
  const headers = operations.start(
    call,
    nsg.location ?? '',
    done((rules) => rules),
    done((rules) => rules.flatMap((r) => (r === rule ? (before ? [before] : []) : [r]))),
  );
  const { location: _, ...withoutLocation } = headers; // recorded: a PUT has no location
  return { status: before ? 200 : 201, headers: withoutLocation, body: structuredClone(rule) };
}

/** A rule as Azure keeps it once it is written. */
export function ruleDocument(
  nsg: Pick<Nsg, 'id'>,
  name: string,
  given: z.infer<typeof RuleProperties>,
): SecurityRule {
  return {
    name,
    id: `${nsg.id}/securityRules/${name}`,
    etag: newEtag(),
    type: `${NSG_TYPE}/securityRules`,
    properties: {
      ...given,
      provisioningState: 'Updating',
      sourcePortRanges: given.sourcePortRanges ?? [],
      destinationPortRanges: (given.destinationPortRanges as string[] | undefined) ?? [],
      sourceAddressPrefixes: (given.sourceAddressPrefixes as string[] | undefined) ?? [],
      destinationAddressPrefixes: (given.destinationAddressPrefixes as string[] | undefined) ?? [],
    },
  };
}

function remove(world: World, operations: Operations, call: Call): Answer {
  const nsg = nsgOf(world, call);
  const rule = ruleOf(nsg, call);
  if (!rule) return { status: 204 };
  checkMatch(call, rule.etag);
  if (world.locks.has(nsg.id.toLowerCase()))
    throw new ArmError(
      409,
      'ScopeLocked',
      `The scope '${rule.id}' cannot perform delete operation because following scope(s) are locked: '${nsg.id}'. Please remove the lock and try again.`,
    );
  checkFree(world, nsg);
  rule.properties.provisioningState = 'Deleting';
  world.cloud.touched(nsg);
  const release = hold(world, nsg, call);
  const gone = (): void => {
    release();
    nsg.properties.securityRules = nsg.properties.securityRules.filter((r) => r !== rule);
    world.cloud.touched(nsg);
  };
  const stays = (): void => {
    release();
    rule.properties.provisioningState = 'Succeeded';
    world.cloud.touched(nsg);
  };
  const headers = operations.start(call, nsg.location ?? '', gone, stays);
  return { status: 202, headers };
}

/** Keeps others from the group until the change is done; one that was told never to end holds nobody up. */
export function hold(world: World, nsg: Nsg, { fault }: Call): () => void {
  const id = nsg.id.toLowerCase();
  if (fault?.kind === 'never-opens') return () => undefined;
  world.changing.add(id);
  return () => world.changing.delete(id);
}
