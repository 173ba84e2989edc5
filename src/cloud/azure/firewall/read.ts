import type { Grant } from '../../../access/grant.ts';
import type { Order, Sighting } from '../../../ports/provider.ts';
import type { Deadline } from '../wire/call.ts';
import type { Deed } from './open.ts';
import { behindFirewall, placeOf } from './place.ts';
import { type PolicyRules, readPolicyRules } from './policy-rules.ts';
import { isBare, weigh } from './seen.ts';

/** What firewall and security groups prove of an order's grants. Changes nothing. Throws `CloudError`. */
export async function seeGrants(deed: Deed, order: Order, deadline: Deadline): Promise<readonly Sighting[]> {
  const { clients, nsg, queue } = deed;
  const grants = order.grants.filter(({ state }) => state !== 'failed' && state !== 'closed');
  const guarded = grants.filter((grant) => !isBare(grant));
  const ids = [...new Set(grants.map((grant) => placeOf(grant).policyId))];
  const [behind, ...policies] = await Promise.all([
    guarded.length === 0 ? [] : nsg.read({ ...order, grants: guarded.map(behindFirewall) }),
    ...ids.map((id) => readPolicyRules(clients, id, deadline)),
  ]);
  for (const rules of policies) queue.saw(rules);
  const see = (grant: Grant, rules: PolicyRules | undefined): readonly Sighting[] => {
    const inner = behind.find(({ key }) => key === grant.key);
    const seen = rules && weigh(order, grant, rules, inner, queue);
    return seen ? [{ key: grant.key, ...seen, traces: [] }] : [];
  };
  return grants.flatMap((grant) =>
    see(
      grant,
      policies.find(({ policyId }) => policyId === placeOf(grant).policyId),
    ),
  );
}
