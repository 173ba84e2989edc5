import type { Grant } from '../../../access/grant.ts';
import type { JitPort } from '../../../access/vm.ts';
import type { Log } from '../../../ports/log.ts';
import { CloudError, type Order, type Sighting } from '../../../ports/provider.ts';
import { jitPortsOf } from '../inventory/jit-policy.ts';
import { outOfTime } from '../wire/before-sending.ts';
import type { Deadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { fateOf } from '../wire/errors.ts';
import { initiate } from './initiate.ts';
import { withinLimits } from './limits.ts';
import type { Policies } from './read.ts';

/** Less than this is too little to learn what became of a call: then it is left for the next deed. */
const ENOUGH_MS = 5000;

/** What became of one grant's call. */
export interface Unsent extends Sighting {
  /** Why, kept to be thrown when it was so for every grant. */
  readonly error?: CloudError;
}

/** Sends the grants of one JIT policy in one call, and says of each what became of it. */
export async function sendGroup(
  clients: Clients,
  log: Log,
  order: Order,
  policies: Policies,
  policyId: string,
  grants: readonly Grant[],
  deadline: Deadline,
): Promise<readonly Unsent[]> {
  const policy = policies.get(policyId);
  if (!policy) {
    const note =
      'Its JIT policy does not exist any more. Configure JIT for the VM in Defender for Cloud, then ask again.';
    return grants.map(({ key }) => settled(key, 'failed', note));
  }
  try {
    if (deadline.leftMs() < ENOUGH_MS) throw outOfTime(clients);
    const traces = await initiate(clients, policy, order, grants, deadline);
    return grants.map(({ key }) => ({ key, state: 'sent', traces }));
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    log.warn(
      { request: order.request, policyId, kind: error.kind, trace: error.trace, err: error },
      'initiate failed',
    );
    return grants.map((grant) => afterFailure(grant, error, order, jitPortsOf(policy, grant.vm.id)));
  }
}

function afterFailure(grant: Grant, error: CloudError, order: Order, jit: readonly JitPort[]): Unsent {
  const traces = error.trace === undefined ? [] : [error.trace];
  const { key } = grant;
  const fate = fateOf(error);
  switch (fate) {
    case 'undone':
      return { key, state: 'sent', unsent: true, note: error.message, traces, error };
    case 'unknown':
      return {
        key,
        state: 'sent',
        note: `${error.message} It may have been taken all the same; Ajar looks again.`,
        traces,
      };
    case 'refused':
      return { key, state: 'failed', note: limitBroken(grant, error, order, jit) ?? error.message, traces };
    default:
      return fate satisfies never;
  }
}

/** Azure's refusal of a wish does not say which limit it breaks; the policy that was just read does. */
function limitBroken(
  grant: Grant,
  error: CloudError,
  order: Order,
  jit: readonly JitPort[],
): string | undefined {
  if (error.kind !== 'broken') return undefined;
  const limits = withinLimits(jit, {
    vmName: grant.vm.name,
    privateAddresses: grant.vm.privateAddresses,
    port: grant.port,
    source: grant.source,
    durationMs: order.until.getTime() - order.now.getTime(),
  });
  return 'refused' in limits ? limits.refused : undefined;
}

/** Nothing is open for it, and nothing will be. */
export const settled = (key: string, state: 'failed', note: string): Sighting => ({
  key,
  state,
  note,
  traces: [],
});
