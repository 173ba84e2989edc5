import type { Grant } from '../../../access/grant.ts';
import type { Clock } from '../../../ports/clock.ts';
import { CloudError, type Order, type Sighting } from '../../../ports/provider.ts';
import { closeEach, stillClosing } from '../close-each.ts';
import { weighRules } from '../defender/network.ts';
import { stillReachable } from '../defender/seen.ts';
import { readGuards } from '../inventory/guards.ts';
import { type GroupRule, ruleIn } from '../network/group.ts';
import type { Groups, Looks } from '../network/looks.ts';
import { ruleNameOf } from '../network/rule-name.ts';
import type { Deadline } from '../wire/call.ts';
import type { Taken } from '../wire/operation.ts';
import { nameIn } from '../wire/resource-id.ts';
import { groupsOf } from './draft.ts';
import type { Writer } from './writer.ts';

/** Everything that closing one grant needs. */
interface Parts {
  readonly clock: Clock;
  readonly looks: Looks;
  readonly writer: Writer;
  readonly order: Order;
  readonly deadline: Deadline;
}

/**
 * Removes an order's rules by their names and says of each grant what was proved. Throws `CloudError` when none could be told.
 * One that was seen open is removed from the groups that it was written into before anything is read.
 */
export async function closeOrder(parts: Parts): Promise<readonly Sighting[]> {
  const { grants } = parts.order;
  const open = grants.filter(({ state }) => state === 'open');
  const removed = new Map(
    open.map((grant) => [grant.key, allEnded(groupsOf(grant).map((nsgId) => remove(parts, nsgId, grant)))]),
  );
  await Promise.allSettled(removed.values());
  const before = parts.looks.groups(parts.deadline);
  return closeEach(grants, async (grant) =>
    closeOne(parts, before, grant, (await removed.get(grant.key)) ?? []),
  );
}

/** By the name, which is ours alone: whoever changed the rule meanwhile, it goes. */
const remove = async ({ writer, order, deadline }: Parts, nsgId: string, grant: Grant): Promise<Removal> => ({
  nsgId,
  ...(await writer.remove(nsgId, ruleNameOf(order, grant), deadline)),
});

type Removal = Taken & { readonly nsgId: string };

async function closeOne(
  parts: Parts,
  before: Groups,
  grant: Grant,
  early: readonly Removal[],
): Promise<Sighting> {
  const { order } = parts;
  const nsgIds = await groupsNow(parts, before, grant);
  const name = ruleNameOf(order, grant);
  const standing = await rulesNamed(before, nsgIds, name);
  const others = standing.filter(({ nsgId }) => !early.some((removal) => removal.nsgId === nsgId));
  const late = await allEnded(others.map(({ nsgId }) => remove(parts, nsgId, grant)));
  const removals = [...early, ...late];
  const after = late.length === 0 ? before : parts.looks.groups(parts.deadline);
  const [left] = await rulesNamed(after, nsgIds, name);
  if (left) throw removals.find(({ trouble }) => trouble)?.trouble ?? stillThere(left, grant);
  const traces = removals.flatMap((removal: Taken) => removal.traces);
  const wasWhole = grant.state === 'open' || standing.length === nsgIds.length;
  if (!wasWhole && mayComeLate(parts, grant)) return { ...stillClosing(grant.key, LATE), traces };
  const note = await reachableBy(after, grant);
  return { key: grant.key, state: 'closed', traces, ...(note !== undefined && { note }) };
}

/** Throws the first failure, once nothing is under way any more. */
async function allEnded<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

const rulesNamed = async (
  groups: Groups,
  nsgIds: readonly string[],
  name: string,
): Promise<readonly GroupRule[]> =>
  (await Promise.all(nsgIds.map(async (id) => ruleIn(await groups(id), name)))).filter(
    (rule) => rule !== undefined,
  );

/**
 * A group that is gone may have been moved, rules and all: then Azure is asked which groups are before the VM now. Where its
 * interfaces are gone too, the VM may have been moved with it: then where the rule stands.
 */
async function groupsNow(
  { looks, order, deadline }: Parts,
  groups: Groups,
  grant: Grant,
): Promise<readonly string[]> {
  const known = groupsOf(grant);
  const found = await Promise.all(known.map(groups));
  if (found.every((group) => group !== undefined)) return known;
  const guards = await looks.guards(grant.vm, deadline);
  const moved = guards.length > 0 ? [] : await looks.holding([ruleNameOf(order, grant)], deadline);
  return [...new Set([...known, ...guards.flatMap(({ nsgIds }) => nsgIds), ...moved])];
}

/** Real time: the last sending of an opening is begun within 90 s and given up within 20 s more. */
const LATE_MS = 120_000;
const LATE = 'Azure may still be carrying out the opening, so Ajar cannot call it closed yet.';

/** A rule whose writing was never seen to end may come after we looked. */
const mayComeLate = ({ clock, order }: Parts, { sentAt }: Grant): boolean =>
  sentAt !== undefined && order.now.getTime() < sentAt.getTime() + clock.spanOf(LATE_MS);

const stillThere = ({ name, nsgId }: GroupRule, { source }: Grant): CloudError =>
  new CloudError(
    'conflict',
    `The rule "${name}" of "${nameIn(nsgId)}" that lets ${source} in was to be removed and is still there. Ajar tries again; remove it by hand if that lasts.`,
  );

/** A port that stays reachable by a rule of somebody else. */
async function reachableBy(groups: Groups, grant: Grant): Promise<string | undefined> {
  const gates = await Promise.all(
    readGuards(grant.cloud.guards ?? '').map(async ({ address, nsgIds }) => ({
      address,
      groups: await Promise.all(nsgIds.map(async (id) => (await groups(id))?.rules)),
    })),
  );
  return stillReachable(grant, weighRules(grant, gates));
}
