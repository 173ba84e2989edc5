import type { FirewallPolicyNatRuleCollection, NatRule } from '@azure/arm-network';
import { sendAsRead } from '../wire/as-read.ts';
import { ask, type CallOptions, type Deadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { nameIn, readId } from '../wire/resource-id.ts';
import { ownGroup } from './own-group.ts';
import { OWN, type PolicyRules, type RuleGroup, readPolicyRules } from './policy-rules.ts';
import type { Wish } from './queue.ts';

type Collections = RuleGroup['collections'];

/** Of our one collection within our group; no other is beside it. */
const COLLECTION_PRIORITY = 100;

/**
 * Writes our group as it was read with these wishes carried out, or removes it where nothing is left in it; waits until Azure
 * has taken the call, not for the minutes that follow. Answers Azure's correlation ids. Throws `CloudError`.
 */
export async function writeOwn(
  { clients, priority }: { readonly clients: Clients; readonly priority: number },
  rules: PolicyRules,
  wishes: readonly Wish[],
  deadline: Deadline,
): Promise<readonly string[]> {
  const own = ownGroup(rules);
  const collections = withWishes(own?.collections ?? [], wishes);
  if (collections.length === 0 && !own) return [];
  const removes = collections.length === 0;
  const { subscriptionId, resourceGroup, names } = readId('firewall policy', rules.policyId);
  const groups = (await clients.network(subscriptionId)).firewallPolicyRuleCollectionGroups;
  const doing = clients.doing(
    `${removes ? 'remove' : 'write'} Ajar's rules in the firewall policy "${nameIn(rules.policyId)}"`,
    `Microsoft.Network/firewallPolicies/ruleCollectionGroups/${removes ? 'delete' : 'write'}`,
    `the firewall policy "${nameIn(rules.policyId)}"`,
  );
  const [policy = ''] = names;
  const body = { name: OWN, priority: own?.priority ?? priority, ruleCollections: [...collections] };
  const begin = (options: CallOptions & { readonly requestOptions: object }) =>
    removes
      ? groups.delete(resourceGroup, policy, own?.name ?? OWN, options)
      : groups.createOrUpdate(resourceGroup, policy, own?.name ?? OWN, body, options);
  const send = async (headers: Readonly<Record<string, string>>): Promise<readonly string[]> =>
    (await ask(doing, deadline, (options) => begin({ ...options, requestOptions: { headers } }).submitted()))
      .traces;
  const isStill = async (): Promise<boolean> =>
    ownGroup(await readPolicyRules(clients, rules.policyId, deadline))?.etag === own?.etag;
  // That Azure heeds it here is not documented; its lock of minutes is what keeps two apart.
  return sendAsRead(own?.etag && quoted(own.etag), send, isStill);
}

/** Azure writes it without the quotes that the header has (recorded); a tag without them is none. https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3 */
const quoted = (etag: string): string => (etag.endsWith('"') ? etag : `"${etag}"`);

/** Rules go by their name wherever in our group they stand; what is not ours stays as it was read. */
function withWishes(before: Collections, wishes: readonly Wish[]): Collections {
  const names = new Set(wishes.map(({ name }) => name.toLowerCase()));
  const added = wishes.flatMap(({ rule }) => rule ?? []);
  const kept = before.map((collection) => {
    const { rules = [] } = collection as FirewallPolicyNatRuleCollection;
    return { ...collection, rules: rules.filter(({ name = '' }) => !names.has(name.toLowerCase())) };
  });
  const own = kept.find(({ name }) => name?.toLowerCase() === OWN);
  const all = own
    ? kept.map((each) => (each === own ? { ...own, rules: [...own.rules, ...added] } : each))
    : [...kept, ownCollection(added)];
  return all.filter(({ rules, name }) => rules.length > 0 || name?.toLowerCase() !== OWN);
}

const ownCollection = (
  rules: NatRule[],
): FirewallPolicyNatRuleCollection & { readonly rules: NatRule[] } => ({
  ...{ ruleCollectionType: 'FirewallPolicyNatRuleCollection', name: OWN, priority: COLLECTION_PRIORITY },
  ...{ action: { type: 'DNAT' }, rules },
});
