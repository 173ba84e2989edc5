import type { Grant } from '../../access/grant.ts';
import type { Log } from '../../ports/log.ts';
import { CloudError, type Order, type Sighting } from '../../ports/provider.ts';
import type { Deadline } from './call.ts';
import type { Clients } from './clients.ts';
import { findEntry } from './entries.ts';
import { fateOf } from './errors.ts';
import { initiate } from './initiate.ts';
import { jitPortsOf } from './jit-policy.ts';
import { withinLimits } from './limits.ts';
import { entriesFor, type Policies, policyIdOf, readPolicies, seeGrants } from './read.ts';

/** Less than this is too little to learn what became of a call: then it is left for the next deed. */
const ENOUGH_MS = 5000;

/**
 * Takes an order's grants a step nearer to open. Only `planned` grants that Azure shows no entry of are sent, one call for
 * each JIT policy; then Azure is read back. Throws `CloudError` only while nothing at all was sent (`nothingSent`).
 */
export async function openGrants(
  clients: Clients,
  log: Log,
  order: Order,
  deadline: Deadline,
): Promise<readonly Sighting[]> {
  if (order.until <= order.now) return tooLate(clients, order, deadline);
  const policies = await beforeSending(readPolicies(clients, order, deadline));
  const missing = order.grants.filter(
    (grant) => grant.state === 'planned' && !findEntry(entriesFor(policies, grant), order, grant),
  );
  const sent: Sighting[] = [];
  for (const [policyId, grants] of Map.groupBy(missing, policyIdOf)) {
    sent.push(...(await sendGroup(clients, log, order, policies, policyId, grants, deadline)));
  }
  throwIfNothingSent(order, sent);
  return readBack(clients, log, order, missing.length > 0 ? undefined : policies, sent, deadline);
}

/** Nothing that ends in the past is ever asked for; what was sent before is read. */
async function tooLate(clients: Clients, order: Order, deadline: Deadline): Promise<readonly Sighting[]> {
  const [planned, rest] = [
    order.grants.filter((grant) => grant.state === 'planned'),
    order.grants.filter((grant) => grant.state !== 'planned'),
  ];
  const failed = planned.map(({ key }) =>
    settled(key, 'failed', 'Its end had passed before it could be opened.'),
  );
  if (rest.length === 0) return failed;
  const policies = await beforeSending(readPolicies(clients, { ...order, grants: rest }, deadline));
  return [...failed, ...(await seeGrants(clients, { ...order, grants: rest }, policies, deadline))];
}

async function beforeSending<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const { kind, message, cause, retryAfterMs, trace } = error;
    throw new CloudError(kind, message, { cause, retryAfterMs, trace, nothingSent: true });
  }
}

interface Unsent extends Sighting {
  /** Why, kept to be thrown when it was so for every grant. */
  readonly error?: CloudError;
}

async function sendGroup(
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

function afterFailure(
  grant: Grant,
  error: CloudError,
  order: Order,
  jit: ReturnType<typeof jitPortsOf>,
): Unsent {
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
  jit: ReturnType<typeof jitPortsOf>,
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

/** With nothing sent and nothing settled, the caller is told why in the way it can act on. */
function throwIfNothingSent(order: Order, sent: readonly Unsent[]): void {
  const error = sent.find((sighting) => sighting.error)?.error;
  if (error && sent.length === order.grants.length && sent.every((sighting) => sighting.unsent)) throw error;
}

/** From here on something may be under way, so that a failure to read is no failure of the deed: it is looked at again. */
async function readBack(
  clients: Clients,
  log: Log,
  order: Order,
  fresh: Policies | undefined,
  sent: readonly Unsent[],
  deadline: Deadline,
): Promise<readonly Sighting[]> {
  const settledKeys = new Set(
    sent.filter(({ state, unsent }) => state === 'failed' || unsent).map(({ key }) => key),
  );
  const rest: Order = { ...order, grants: order.grants.filter((grant) => !settledKeys.has(grant.key)) };
  const plain = sent.map(({ error: _, ...sighting }) => sighting);
  try {
    const seen = await seeGrants(
      clients,
      rest,
      fresh ?? (await readPolicies(clients, rest, deadline)),
      deadline,
    );
    const tracesOf = new Map(plain.map(({ key, traces }) => [key, traces]));
    const seenNow = seen.map((sighting) => ({ ...sighting, traces: tracesOf.get(sighting.key) ?? [] }));
    const seenKeys = new Set(seen.map(({ key }) => key));
    return [...plain.filter(({ key }) => !seenKeys.has(key)), ...seenNow];
  } catch (error) {
    if (!(error instanceof CloudError) || sent.length === 0) throw error;
    log.warn({ request: order.request, kind: error.kind, err: error }, 'could not read back after initiate');
    return plain;
  }
}

const settled = (key: string, state: 'failed', note: string): Sighting => ({ key, state, note, traces: [] });

const outOfTime = (clients: Clients): CloudError =>
  new CloudError(
    'busy',
    `Azure at ${new URL(clients.settings.endpoint).host} was too slow to ask it for more; Ajar tries again.`,
    { nothingSent: true },
  );
