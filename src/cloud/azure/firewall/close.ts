import { type Grant, mayBeOpen } from '../../../access/grant.ts';
import { CloudError, type Order, type Sighting } from '../../../ports/provider.ts';
import { stillClosing } from '../close-each.ts';
import { ruleNameOf } from '../network/rule-name.ts';
import { type Deadline, orError } from '../wire/call.ts';
import type { Deed } from './open.ts';
import { behindFirewall, placeOf } from './place.ts';
import type { Wish } from './queue.ts';
import { absenceOf, howFar, isBare } from './seen.ts';
import { type Submitted, submit } from './submit.ts';

/**
 * Takes an order's rules out of the firewall and out of the security groups behind it, both at once: the groups shut in
 * seconds, the firewall in minutes. Closed is what both show as gone. Throws `CloudError` when that could not be told.
 */
export async function closeOrder(deed: Deed, order: Order, deadline: Deadline): Promise<readonly Sighting[]> {
  const grants = order.grants.filter(mayBeOpen);
  const byPolicy = Map.groupBy(grants, (grant) => placeOf(grant).policyId);
  const [behind, ...policies] = await Promise.all([
    orError(closeBehind(deed, order, grants)),
    ...[...byPolicy].map(async ([policyId, own]) => {
      const wishes = own.map((grant) => removalOf(order, grant));
      return { policyId, seen: await orError(submit(deed, policyId, wishes, deadline)) };
    }),
  ]);
  const sightings = grants.map((grant): Sighting | CloudError => {
    const { seen } = policies.find(({ policyId }) => policyId === placeOf(grant).policyId) ?? {};
    if (behind instanceof CloudError) return behind;
    if (seen === undefined || seen instanceof CloudError) return seen ?? UNREAD;
    return together(
      deed,
      order,
      grant,
      seen,
      behind.find(({ key }) => key === grant.key),
    );
  });
  const errors = sightings.filter((each) => each instanceof CloudError);
  if (errors[0] && errors.length === sightings.length) throw errors[0];
  return sightings.map((each, at) =>
    each instanceof CloudError ? stillClosing(grants[at]?.key ?? '', each.message, each.trace) : each,
  );
}

const UNREAD = new CloudError('busy', 'The firewall could not be read. Ajar tries again.');

const removalOf = (order: Order, grant: Grant): Wish => ({
  ...{ name: ruleNameOf(order, grant), place: placeOf(grant), number: grant.port.number },
  ...{ vm: grant.vm.name, until: order.until },
});

async function closeBehind(
  { nsg }: Deed,
  order: Order,
  grants: readonly Grant[],
): Promise<readonly Sighting[]> {
  const guarded = grants.filter((grant) => !isBare(grant));
  if (guarded.length === 0) return [];
  return nsg.close({ ...order, grants: guarded.map(behindFirewall) }, new Set());
}

/** Real time: the last sending of an opening is begun within its deed, and given up with it. */
const LATE_MS = 120_000;
const LATE = 'Azure may still be carrying out the opening, so Ajar cannot call it closed yet.';

function together(
  { clock, queue }: Deed,
  order: Order,
  grant: Grant,
  submitted: Submitted,
  behind: Sighting | undefined,
): Sighting | CloudError {
  const { rules, error, note = 'The firewall could not be read back. Ajar looks again.' } = submitted;
  const traces = [...submitted.traces, ...(behind?.traces ?? [])];
  if (error) return error;
  if (!rules) return { ...stillClosing(grant.key, note), traces };
  if (absenceOf(order, grant, rules, queue) !== 'gone')
    return { ...stillClosing(grant.key, submitted.note ?? howFar(rules, queue)), traces };
  const late = grant.state !== 'open' && mayComeLate(order, grant, clock.spanOf(LATE_MS));
  if (late) return { ...stillClosing(grant.key, LATE), traces };
  if (behind && behind.state !== 'closed') return { ...behind, traces };
  const remark = behind?.note;
  return { key: grant.key, state: 'closed', traces, ...(remark !== undefined && { note: remark }) };
}

/** A rule whose writing was never seen to end may come after we looked. */
const mayComeLate = ({ now }: Order, { sentAt }: Grant, spanMs: number): boolean =>
  sentAt !== undefined && now.getTime() < sentAt.getTime() + spanMs;
