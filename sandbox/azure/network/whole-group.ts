import { z } from 'zod';
import { newEtag } from '../cloud/cloud.ts';
import type { Nsg, SecurityRule } from '../cloud/documents.ts';
import { resourceId } from '../cloud/resource-id.ts';
import type { World } from '../cloud/world.ts';
import { type Answer, ArmError } from '../wire/answer.ts';
import type { Operations } from '../wire/operations.ts';
import type { Call, Route } from '../wire/routes.ts';
import { NETWORK_VERSIONS } from '../wire/versions.ts';
import { checkJoins } from './asg.ts';
import { defaultRules } from './default-rules.ts';
import { checkConflict, checkFree, checkMatch, checkRoom, checkSides } from './rule-checks.ts';
import { hold, NSG_TYPE, RuleProperties, ruleDocument } from './security-rules.ts';

const Body = z.object({
  location: z.string(),
  tags: z.record(z.string(), z.string()).optional(),
  properties: z
    .looseObject({
      flushConnection: z.boolean().optional(),
      securityRules: z.array(z.object({ name: z.string(), properties: RuleProperties })).optional(),
    })
    .optional(),
});

/**
 * Writes a whole group. What is not in the body is gone, rules and tags alike: how infrastructure code wipes Defender's
 * rules. `If-Match` is held to the group's etag, which every change of a rule renews; without it the last writer wins.
 */
export const wholeGroupRoute = (world: World, operations: Operations): Route => ({
  method: 'PUT',
  path: `/subscriptions/{subscription}/resourceGroups/{group}/providers/${NSG_TYPE}/{name}`,
  family: 'network',
  action: `${NSG_TYPE}/write`,
  versions: NETWORK_VERSIONS,
  answer: (call) => write(world, operations, call),
});

function write(world: World, operations: Operations, call: Call): Answer {
  const body = Body.safeParse(call.body);
  if (!body.success) throw new ArmError(400, 'InvalidRequestFormat', z.prettifyError(body.error));
  const { subscription = '', group = '', name = '' } = call.params;
  const id = resourceId(subscription, group, NSG_TYPE, name);
  const before = world.cloud.find<Nsg>(id);
  checkMatch(call, before?.etag);
  const nsg = groupOf(before?.id ?? id, before?.name ?? name, body.data, before);
  check(world, nsg);
  if (before) checkFree(world, before);
  return begin(world, operations, call, nsg, before);
}

function check(world: World, nsg: Nsg): void {
  const { securityRules } = nsg.properties;
  for (const rule of securityRules) {
    checkSides(rule);
    checkConflict(nsg, rule);
  }
  checkRoom({ ...nsg, properties: { ...nsg.properties, securityRules: securityRules.slice(1) } });
  checkJoins(world, securityRules);
}

/** Until the operation has ended, the rules that were there before are the ones that count. */
function begin(world: World, operations: Operations, call: Call, nsg: Nsg, before: Nsg | undefined): Answer {
  const key = nsg.id.toLowerCase();
  world.pending.set(key, before?.properties.securityRules ?? []);
  world.cloud.put(nsg);
  const release = hold(world, nsg, call);
  const finish = (): void => {
    release();
    world.pending.delete(key);
    for (const rule of nsg.properties.securityRules) settle(rule);
    nsg.properties.provisioningState = 'Succeeded';
    world.cloud.touched(nsg);
  };
  const undo = (): void => {
    release();
    world.pending.delete(key);
    if (before) nsg.properties.securityRules = before.properties.securityRules;
    nsg.properties.provisioningState = 'Failed';
    world.cloud.touched(nsg);
  };
  const headers = operations.start(call, nsg.location ?? '', finish, undo);
  const { location: _, ...rest } = headers;
  return {
    status: before ? 200 : 201,
    headers: { ...rest, 'azure-asyncnotification': 'Enabled', 'Retry-After': '3' },
    body: structuredClone(nsg),
  };
}

function settle(rule: SecurityRule): void {
  rule.properties.provisioningState = 'Succeeded';
  rule.etag = newEtag();
}

function groupOf(id: string, name: string, body: z.infer<typeof Body>, before: Nsg | undefined): Nsg {
  const { securityRules = [], flushConnection } = body.properties ?? {};
  return {
    ...{ name, id, etag: newEtag(), type: NSG_TYPE, location: body.location },
    ...(body.tags ? { tags: body.tags } : {}),
    properties: {
      provisioningState: 'Updating',
      resourceGuid: before?.properties.resourceGuid ?? crypto.randomUUID(),
      ...(flushConnection === undefined ? {} : { flushConnection }),
      securityRules: securityRules.map((rule) => ruleDocument({ id }, rule.name, rule.properties)),
      defaultSecurityRules: before?.properties.defaultSecurityRules ?? defaultRules(id),
    },
  };
}
