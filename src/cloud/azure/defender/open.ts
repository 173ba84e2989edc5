import type { Log } from '../../../ports/log.ts';
import { CloudError, type Order, type Sighting } from '../../../ports/provider.ts';
import type { Looks } from '../network/looks.ts';
import { beforeSending } from '../wire/before-sending.ts';
import type { Deadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { ownEntries } from './entries.ts';
import { entriesFor, type Policies, policyIdOf, readJitPolicies, seeGrants } from './read.ts';
import { sendGroup, settled, type Unsent } from './send.ts';

/** Everything that opening takes. */
interface Parts {
  readonly clients: Clients;
  readonly looks: Looks;
  readonly log: Log;
  readonly order: Order;
  readonly deadline: Deadline;
}

/**
 * Takes an order's grants a step nearer to open. Only `planned` grants that Azure shows no entry of are sent, one call for
 * each JIT policy; then Azure is read back. Throws `CloudError` only while nothing at all was sent (`nothingSent`).
 */
export async function openOrder(parts: Parts): Promise<readonly Sighting[]> {
  const { clients, looks, log, order, deadline } = parts;
  if (order.until <= order.now) return tooLate(parts);
  const policies = await beforeSending(readJitPolicies(looks, order, deadline));
  const missing = order.grants.filter(
    (grant) =>
      grant.state === 'planned' && ownEntries(entriesFor(policies, grant), order, grant).length === 0,
  );
  const sent: Unsent[] = [];
  for (const [policyId, grants] of Map.groupBy(missing, policyIdOf)) {
    sent.push(...(await sendGroup(clients, log, order, policies, policyId, grants, deadline)));
  }
  throwIfNothingSent(order, sent);
  return readBack(parts, missing.length > 0 ? undefined : policies, sent);
}

/** Nothing that ends in the past is ever asked for; what was sent before is read. */
async function tooLate({ looks, order, deadline }: Parts): Promise<readonly Sighting[]> {
  const [planned, rest] = [
    order.grants.filter((grant) => grant.state === 'planned'),
    order.grants.filter((grant) => grant.state !== 'planned'),
  ];
  const failed = planned.map(({ key }) =>
    settled(key, 'failed', 'Its end had passed before it could be opened.'),
  );
  if (rest.length === 0) return failed;
  const policies = await beforeSending(readJitPolicies(looks, { ...order, grants: rest }, deadline));
  return [...failed, ...(await seeGrants(looks, { ...order, grants: rest }, policies, deadline))];
}

/** With nothing sent and nothing settled, the caller is told why in the way it can act on. */
function throwIfNothingSent(order: Order, sent: readonly Unsent[]): void {
  const error = sent.find((sighting) => sighting.error)?.error;
  if (error && sent.length === order.grants.length && sent.every((sighting) => sighting.unsent)) throw error;
}

/** From here on something may be under way, so that a failure to read is no failure of the deed: it is looked at again. */
async function readBack(
  { looks, log, order, deadline }: Parts,
  fresh: Policies | undefined,
  sent: readonly Unsent[],
): Promise<readonly Sighting[]> {
  const settledKeys = new Set(
    sent.filter(({ state, unsent }) => state === 'failed' || unsent).map(({ key }) => key),
  );
  const rest: Order = { ...order, grants: order.grants.filter((grant) => !settledKeys.has(grant.key)) };
  const plain = sent.map(({ error: _, ...sighting }) => sighting);
  try {
    const seen = await seeGrants(
      looks,
      rest,
      fresh ?? (await readJitPolicies(looks, rest, deadline)),
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
