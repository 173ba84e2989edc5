import { z } from 'zod';
import type { JitPolicy, JitPortRule, JitRequest } from '../cloud/documents.ts';
import { nowMs, type World } from '../cloud/world.ts';
import { contains, readRange } from '../network/prefix.ts';
import { type Answer, ArmError } from '../wire/answer.ts';
import type { Call, Route } from '../wire/routes.ts';
import { JIT_VERSIONS } from '../wire/versions.ts';
import { type JitEffects, portRule } from './access.ts';
import { mapPorts } from './dnat.ts';
import { isoDurationMs } from './iso-duration.ts';
import { findPolicy, JIT_POLICY_PATH, JIT_TYPE } from './policies.ts';

const Port = z.object({
  number: z.int().min(0).max(65535),
  allowedSourceAddressPrefix: z.string().optional(),
  endTimeUtc: z.iso.datetime({ offset: true }).optional(),
  // Not in the specification, but the portal and other tools send it instead of an end.
  duration: z.string().optional(),
});

const Body = z.object({
  virtualMachines: z.array(z.object({ id: z.string(), ports: z.array(Port).min(1) })).min(1),
  justification: z.string().optional(),
});

type AskedPort = z.infer<typeof Port>;

/** The request for access: answered 202 at once; the port opens later, or not. */
export function jitInitiateRoutes(world: World, effects: JitEffects): readonly Route[] {
  return [
    {
      method: 'POST',
      path: `${JIT_POLICY_PATH}/initiate`,
      family: 'jit',
      action: `${JIT_TYPE}/initiate/action`,
      versions: JIT_VERSIONS,
      answer: (call) => initiate(world, effects, call),
    },
  ];
}

function initiate(world: World, effects: JitEffects, call: Call): Answer {
  const policy = findPolicy(world, call);
  const body = Body.safeParse(call.body);
  if (!body.success) throw new ArmError(400, 'BadRequest', z.prettifyError(body.error));
  const now = nowMs(world);
  const request: JitRequest = {
    virtualMachines: body.data.virtualMachines.map((vm) => ({
      id: vm.id,
      ports: vm.ports.map((port) => accepted(policy, vm.id, port, now, call.caller)),
    })),
    startTimeUtc: ticks(now),
    requestor: '', // a service principal has no name here
    ...(body.data.justification === undefined ? {} : { justification: body.data.justification }),
  };
  mapPorts(world, policy, request);
  const answer = { status: 202, body: structuredClone(request) };
  // Real histories are in no order; putting new ones in the middle keeps clients from relying on one.
  const { requests } = policy.properties;
  requests.splice(Math.floor(requests.length / 2), 0, request);
  effects.begin(policy, request, call.fault);
  return answer;
}

function accepted(policy: JitPolicy, vmId: string, asked: AskedPort, now: number, caller: string) {
  const rule = portRule(policy, vmId, asked.number);
  const source = asked.allowedSourceAddressPrefix ?? caller;
  const durationMs = isoDurationMs(asked.duration ?? '');
  const endTimeUtc = asked.endTimeUtc ?? (durationMs === undefined ? undefined : ticks(now + durationMs));
  if (!rule || !endTimeUtc || !inPolicy(rule, source, Date.parse(endTimeUtc) - now))
    throw new ArmError(
      400,
      'BadRequest',
      `The given access request is not a subset of policy '${policy.id}'. Please make sure that the access request is within the allowed policy properties.`,
    );
  return {
    number: asked.number,
    allowedSourceAddressPrefix: source,
    endTimeUtc,
    status: 'Initiating',
    statusReason: 'UserRequested',
  };
}

// An end is computed by the client's clock and arrives later; Azure must forgive some drift. How much is not known.
const DRIFT_MS = 5 * 60_000;

function inPolicy(rule: JitPortRule, source: string, spanMs: number): boolean {
  const longest = isoDurationMs(rule.maxRequestAccessDuration) ?? 0;
  const allowed = rule.allowedSourceAddressPrefixes ?? [rule.allowedSourceAddressPrefix ?? '*'];
  const range = source === '*' ? undefined : readRange(source);
  if (source !== '*' && !range) return false;
  const covered = allowed.some((prefix) => {
    const outer = readRange(prefix);
    return prefix === '*' || prefix === source || (outer && range && contains(outer, range));
  });
  return covered && spanMs > 0 && spanMs <= longest + DRIFT_MS;
}

/** An instant as .NET writes it: up to seven digits of a second, without trailing zeros. */
function ticks(ms: number): string {
  const [whole = '', fraction = ''] = new Date(ms).toISOString().replace('Z', '').split('.');
  const digits = `${fraction}${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}`.replace(
    /0+$/,
    '',
  );
  return digits === '' ? `${whole}Z` : `${whole}.${digits}Z`;
}
