import type { JitNetworkAccessPolicy } from '@azure/arm-security';
import type { Grant } from '../../../access/grant.ts';
import type { Order, Sighting } from '../../../ports/provider.ts';
import type { Looks } from '../network/looks.ts';
import type { Deadline } from '../wire/call.ts';
import { withoutOthers } from './behind-firewall.ts';
import { connectionOf } from './connection.ts';
import { type Entry, entriesOf, ownEntries } from './entries.ts';
import type { Network } from './network.ts';
import { createNetworkReader, type NetworkReader } from './network-reader.ts';
import { whatIsSeen } from './seen.ts';

/** Each JIT policy of an order once; undefined where Azure says that it does not exist. */
export type Policies = ReadonlyMap<string, JitNetworkAccessPolicy | undefined>;

export const policyIdOf = (grant: Grant): string => grant.cloud.jitPolicyId ?? '';

/** Throws `CloudError` when one cannot be read: then nothing can be told of its grants. */
export async function readJitPolicies(looks: Looks, order: Order, deadline: Deadline): Promise<Policies> {
  const ids = [...new Set(order.grants.map(policyIdOf))];
  const policies = await Promise.all(ids.map((id) => looks.policy(id, deadline)));
  return new Map(ids.map((id, index) => [id, policies[index]]));
}

export const entriesFor = (policies: Policies, grant: Grant): readonly Entry[] => {
  const policy = policies.get(policyIdOf(grant));
  return policy ? entriesOf(policy) : [];
};

/** Reads an order's grants and changes nothing: one call for each policy, and one for each security group where it matters. */
export async function readOrder(
  looks: Looks,
  order: Order,
  deadline: Deadline,
): Promise<readonly Sighting[]> {
  const policies = await readJitPolicies(looks, order, deadline);
  return seeGrants(looks, order, policies, deadline);
}

/** What policies that were just read say of the order's grants, with the network where it matters. */
export async function seeGrants(
  looks: Looks,
  order: Order,
  policies: Policies,
  deadline: Deadline,
): Promise<readonly Sighting[]> {
  const reader = createNetworkReader(looks, deadline);
  const sightings = order.grants.map(async (grant): Promise<readonly Sighting[]> => {
    if (grant.state === 'failed' || grant.state === 'closed') return [];
    const entries = entriesFor(policies, grant);
    const own = ownEntries(entries, order, grant);
    const network = async (): Promise<Network> =>
      withoutOthers(await lookCarefully(reader, grant), grant, { own, entries, now: order.now });
    const seen = await whatIsSeen(grant, own, network);
    if (!seen) return [];
    const connect = seen.state === 'open' && connectionOf(policies.get(policyIdOf(grant)), own, grant);
    return [{ key: grant.key, ...seen, ...(connect && { connect }), traces: [] }];
  });
  return (await Promise.all(sightings)).flat();
}

/** The groups may have been exchanged since the grant was made: a rule is not called gone before Azure was asked which groups there are now. */
async function lookCarefully(reader: NetworkReader, grant: Grant): Promise<Network> {
  const known = await reader.read(grant, false);
  const gone = known.readable && known.ours.length === 0 && grant.cloud.guards !== undefined;
  return gone ? reader.read(grant, true) : known;
}
