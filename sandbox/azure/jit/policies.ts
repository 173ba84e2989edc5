import { z } from 'zod';
import type { JitPolicy } from '../cloud/documents.ts';
import { readResourceId } from '../cloud/resource-id.ts';
import { nowMs, type World } from '../cloud/world.ts';
import { allows, notAuthorized } from '../sign-in/permissions.ts';
import { type Answer, ArmError } from '../wire/answer.ts';
import { page } from '../wire/pages.ts';
import type { Call, Route } from '../wire/routes.ts';
import { JIT_VERSIONS } from '../wire/versions.ts';
import type { JitEffects } from './access.ts';
import { PolicyBody } from './policy-body.ts';

export const JIT_TYPE = 'Microsoft.Security/locations/jitNetworkAccessPolicies';

const VM_WRITE = 'Microsoft.Compute/virtualMachines/write';

const GROUP = '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Security';
export const JIT_POLICY_PATH = `${GROUP}/locations/{location}/jitNetworkAccessPolicies/{name}`;

/** List, read, write and delete JIT policies. */
export function jitPolicyRoutes(world: World, effects: JitEffects): readonly Route[] {
  const make = (method: string, path: string, verb: string, answer: Route['answer']): Route => ({
    method,
    path,
    family: 'jit',
    action: `${JIT_TYPE}/${verb}`,
    versions: JIT_VERSIONS,
    answer,
  });
  const all = (call: Call): Answer => list(world, call);
  return [
    make(
      'GET',
      '/subscriptions/{subscription}/providers/Microsoft.Security/jitNetworkAccessPolicies',
      'read',
      all,
    ),
    make(
      'GET',
      '/subscriptions/{subscription}/providers/Microsoft.Security/locations/{location}/jitNetworkAccessPolicies',
      'read',
      all,
    ),
    make('GET', `${GROUP}/jitNetworkAccessPolicies`, 'read', all),
    make('GET', `${GROUP}/locations/{location}/jitNetworkAccessPolicies`, 'read', all),
    make('GET', JIT_POLICY_PATH, 'read', (call) => ({
      status: 200,
      body: shown(findPolicy(world, call), call.version),
    })),
    make('PUT', JIT_POLICY_PATH, 'write', (call) => write(world, effects, call)),
    make('DELETE', JIT_POLICY_PATH, 'delete', (call) => remove(world, effects, call)),
  ];
}

/** The policy that a path names; Azure's own 404 otherwise. */
export function findPolicy(world: World, call: Call): JitPolicy {
  const id = policyId(call);
  const found = world.cloud.find<JitPolicy>(id);
  if (found) return found;
  throw new ArmError(404, 'PolicyNotFound', `Just-In-Time Network Access Policy '${id}' does not exist.`);
}

function policyId({ params: p }: Call): string {
  return `/subscriptions/${p.subscription}/resourceGroups/${p.group}/providers/Microsoft.Security/locations/${p.location}/jitNetworkAccessPolicies/${p.name}`;
}

function list(world: World, call: Call): Answer {
  const { subscription, group, location } = call.params;
  const inScope = (policy: JitPolicy): boolean => {
    const id = readResourceId(policy.id.toLowerCase());
    return (
      id.subscription === subscription?.toLowerCase() &&
      (group === undefined || id.group === group.toLowerCase()) &&
      (location === undefined || policy.location === location.toLowerCase())
    );
  };
  const found = world.cloud.ofType<JitPolicy>(JIT_TYPE).filter(inScope);
  return page(
    call,
    found.map((policy) => shown(policy, call.version)),
    world.settings.pageSize,
  );
}

/** The preview version knows no appendMode. */
function shown(policy: JitPolicy, version: string): unknown {
  if (version !== '2015-06-01-preview') return policy;
  const { appendMode: _, ...properties } = policy.properties;
  return { ...policy, properties };
}

function write(world: World, effects: JitEffects, call: Call): Answer {
  const body = PolicyBody.safeParse(call.body);
  if (!body.success) throw new ArmError(400, 'BadRequest', z.prettifyError(body.error));
  const { kind, properties } = body.data;
  const preview = call.version === '2015-06-01-preview';
  const id = policyId(call);
  // Microsoft's table asks for it as well; on which scope and in which words it is missed is not known.
  if (!allows(call.permissions, VM_WRITE)) throw notAuthorized(world.principal, VM_WRITE, id);
  refuseGone(world, call.params.name ?? '', properties.virtualMachines);
  const before = world.cloud.find<JitPolicy>(id);
  const policy: JitPolicy = {
    kind,
    properties: {
      virtualMachines: properties.virtualMachines,
      // Left out of a PUT they stay; what becomes of those that are sent is not known: here nothing.
      requests: before?.properties.requests ?? [],
      provisioningState: preview ? 'Succeeded' : 'Updating',
      appendMode: false,
    },
    id,
    name: call.params.name ?? '',
    type: JIT_TYPE,
    location: (call.params.location ?? '').toLowerCase(),
  };
  const later = (work: () => void): void =>
    void world.agenda.at(nowMs(world) + world.settings.policyUpdateMs, work);
  // The answer of a write shows no requests, although none was lost.
  const answered = { ...policy, properties: { ...policy.properties, requests: [] } };
  world.cloud.put(policy);
  // Never recorded: that it fails after its answer, and that the list then is the older one again.
  if (call.fault?.kind === 'accept-then-fail') later(() => failed(world, policy, before));
  else {
    if (call.fault?.kind !== 'never-opens') effects.guard(policy, world.settings.denyPriority);
    later(() => {
      policy.properties.provisioningState = 'Succeeded';
    });
  }
  return { status: 200, body: shown(answered, call.version) };
}

function failed(world: World, policy: JitPolicy, before: JitPolicy | undefined): void {
  if (world.cloud.find<JitPolicy>(policy.id) !== policy) return;
  if (!before) return void world.cloud.remove(policy.id);
  policy.properties.virtualMachines = before.properties.virtualMachines;
  policy.properties.provisioningState = 'Failed';
}

/** In the words that a user reported (FACTS 4.6); the code is not known. */
function refuseGone(world: World, name: string, vms: readonly { readonly id: string }[]): void {
  const gone = vms.filter(({ id }) => !world.cloud.find(id)).map(({ id }) => id);
  if (world.settings.goneVms === 'taken' || gone.length === 0) return;
  throw new ArmError(
    400,
    'BadRequest',
    `Just-In-Time Network Access Policy: '${name}' contains non-existent virtual machines: ${gone.join(', ')}`,
  );
}

function remove(world: World, effects: JitEffects, call: Call): Answer {
  const policy = world.cloud.find<JitPolicy>(policyId(call));
  if (!policy) return { status: 204 };
  world.cloud.remove(policy.id);
  effects.unguard(policy);
  return { status: 200 };
}
