import type { Grant } from '../../../access/grant.ts';
import { CloudError, isLasting, type Order, type Provider, type Sighting } from '../../../ports/provider.ts';
import { ruleNameOf } from '../network/rule-name.ts';
import { type Deadline, orError } from '../wire/call.ts';
import { natRuleOf } from './draft.ts';
import { ownRule } from './own-group.ts';
import { behindFirewall, placeOf } from './place.ts';
import type { Wish } from './queue.ts';
import { weigh } from './seen.ts';
import { type Parts, type Submitted, submit } from './submit.ts';

/** What a deed needs: the firewall policy's part, and what writes the rules behind it. */
export interface Deed extends Parts {
  readonly nsg: Provider;
}

/**
 * Takes an order's grants a step nearer to open: the firewall first, which takes minutes, and as soon as Azure has taken that
 * the security groups behind it. Throws `CloudError` only while nothing at all was sent (`nothingSent`).
 */
export async function openOrder(deed: Deed, order: Order, deadline: Deadline): Promise<readonly Sighting[]> {
  const waiting = order.grants.filter(({ state }) => state === 'planned' || state === 'sent');
  if (order.until <= order.now)
    return waiting.filter(({ state }) => state === 'planned').map((grant) => failed(grant, TOO_LATE));
  const parts = [...Map.groupBy(waiting, (grant) => placeOf(grant).policyId)];
  const seen = await Promise.all(
    parts.map(([policyId, grants]) => orError(openIn(deed, order, policyId, grants, deadline))),
  );
  const errors = seen.filter((each) => each instanceof CloudError);
  // What passes comes first: a no to one firewall's part is none to the others.
  const [error] = [...errors.filter((each) => !isLasting(each)), ...errors];
  if (error && errors.length === seen.length) throw error;
  // Of several policies one that cannot be asked says nothing of what was sent to the others.
  return seen.flatMap((each, n) =>
    each instanceof CloudError ? (parts[n]?.[1] ?? []).map((grant) => unsent(grant, each)) : each,
  );
}

const unsent = ({ key }: Grant, { message, trace, nothingSent }: CloudError): Sighting => ({
  ...{ key, state: 'sent', note: message, traces: trace === undefined ? [] : [trace] },
  ...(nothingSent && { unsent: true }),
});

const TOO_LATE = 'Its end had passed before it could be opened.';

const failed = ({ key }: Grant, note: string): Sighting => ({ key, state: 'failed', note, traces: [] });

async function openIn(
  deed: Deed,
  order: Order,
  policyId: string,
  grants: readonly Grant[],
  deadline: Deadline,
): Promise<readonly Sighting[]> {
  const wishes = grants.map((grant) => wishOf(order, grant));
  const submitted = await askFor(deed, policyId, wishes, deadline);
  const { rules } = submitted;
  const there = rules ? grants.filter((grant) => ownRule(rules, ruleNameOf(order, grant))) : [];
  const behind = await openBehind(deed, order, there);
  return grants.map((grant): Sighting => {
    const inner = behind.find(({ key }) => key === grant.key);
    const traces = [...submitted.traces, ...(inner?.traces ?? [])];
    const why = submitted.refused.get(ruleNameOf(order, grant));
    if (why !== undefined)
      return {
        ...{ key: grant.key, note: why, traces },
        state: grant.state === 'planned' ? 'failed' : 'sent',
      };
    const seen = rules && there.includes(grant) ? weigh(order, grant, rules, inner, deed.queue) : undefined;
    const note = seen?.note ?? (seen?.state === 'open' ? undefined : submitted.note);
    return { key: grant.key, state: seen?.state ?? 'sent', traces, ...(note !== undefined && { note }) };
  });
}

const wishOf = (order: Order, grant: Grant): Wish => ({
  ...{ name: ruleNameOf(order, grant), rule: natRuleOf(order, grant), place: placeOf(grant) },
  ...{ number: grant.port.number, vm: grant.vm.name, until: order.until },
});

/** A wish that waits may be sent by another deed: nothing is called unsent while one does. */
async function askFor(
  { queue, ...parts }: Deed,
  policyId: string,
  wishes: readonly Wish[],
  deadline: Deadline,
): Promise<Submitted> {
  const names = wishes.map(({ name }) => name);
  const submitted = await orError(submit({ queue, ...parts }, policyId, wishes, deadline));
  const error = submitted instanceof CloudError ? submitted : submitted.error;
  const isRefused = !(submitted instanceof CloudError) && submitted.refused.size > 0;
  if (!error || isRefused) return submitted as Submitted;
  queue.withdraw(policyId, names);
  if (names.every((name) => queue.fate(policyId, name) === undefined)) throw error;
  return submitted instanceof CloudError
    ? { traces: [], refused: new Map(), note: error.message }
    : submitted;
}

/** The firewall's part is under way: what keeps the groups from being written is a remark, and they are tried again. */
async function openBehind(
  { nsg }: Deed,
  order: Order,
  grants: readonly Grant[],
): Promise<readonly Sighting[]> {
  if (grants.length === 0) return [];
  const seen = await orError(nsg.open({ ...order, grants: grants.map(behindFirewall) }));
  if (!(seen instanceof CloudError))
    return seen.map((each) => (each.state === 'failed' ? { ...each, state: 'sent' } : each));
  return grants.map(({ key }) => ({ key, state: 'sent', note: seen.message, traces: [] }));
}
