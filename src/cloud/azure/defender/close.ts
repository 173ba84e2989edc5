import { type Grant, holdOf } from '../../../access/grant.ts';
import { CloudError, type Order, type Sighting } from '../../../ports/provider.ts';
import { closeEach, stillClosing } from '../close-each.ts';
import type { Looks } from '../network/looks.ts';
import type { NsgRule } from '../network/nsg-rules.ts';
import type { RemoveRule } from '../network/remove-rule.ts';
import type { Deadline } from '../wire/call.ts';
import type { Taken } from '../wire/operation.ts';
import { leftInFirewall, withoutOthers } from './behind-firewall.ts';
import { type Entry, entriesOf, foreignHolder, mayYetOpen, ownEntries } from './entries.ts';
import type { Network } from './network.ts';
import { createNetworkReader } from './network-reader.ts';
import { policyIdOf } from './read.ts';
import { reasonOf, stillReachable } from './seen.ts';

/** Shuts an order's grants and says of each what was proved. Throws `CloudError` when none could be told. */
export const closeOrder = async (parts: Parts): Promise<readonly Sighting[]> =>
  closeEach(parts.order.grants, closer(parts));

/** Everything that closing takes. */
interface Parts {
  readonly looks: Looks;
  readonly removeRule: RemoveRule;
  readonly order: Order;
  readonly keep: ReadonlySet<string>;
  readonly deadline: Deadline;
}

function closer(parts: Parts): (grant: Grant) => Promise<Sighting> {
  const { looks, removeRule, order, keep, deadline } = parts;
  const entriesByPolicy = new Map<string, Promise<readonly Entry[]>>();
  const entriesIn = (policyId: string): Promise<readonly Entry[]> => {
    const entries =
      entriesByPolicy.get(policyId) ??
      looks.policy(policyId, deadline).then((policy) => (policy ? entriesOf(policy) : []));
    entriesByPolicy.set(policyId, entries);
    return entries;
  };
  const before = createNetworkReader(looks, deadline);
  return async (grant) => {
    const entries = await entriesIn(policyIdOf(grant));
    const own = ownEntries(entries, order, grant);
    if (keep.has(holdOf(grant))) {
      await removeChanged(parts, grant);
      // One that comes later than the other is closed would be nobody's.
      if (!isThrough(own, order, grant)) return stillClosing(grant.key, OPENING);
      return shut(
        grant,
        [],
        'Another request still needs the same port from the same source: it stays open for that one.',
      );
    }
    const counted = { own, entries, now: order.now };
    // In whatever groups are before the VM by now: what is left in one that came later would be closed only by the next try.
    const network = withoutOthers(await before.read(grant, true), grant, counted);
    if (!network.readable) return unreadable(grant, own[0], network);
    const foreign = network.ours.length > 0 ? foreignHolder(entries, order, grant) : undefined;
    const changed = network.changed.map(({ rule }) => rule);
    if (foreign && changed.length === 0) {
      if (isOpening(own, order)) return stillClosing(grant.key, OPENING);
      return shut(
        grant,
        [],
        `Somebody opened the same port from the same source without Ajar, until ${foreign.until.toISOString()}: that stays open.`,
      );
    }
    // What somebody made of a rule of this grant goes too; what somebody else holds as it is stays.
    const rules = [...new Set([...(foreign ? [] : network.ours), ...changed])];
    // Groups are changed side by side, the rules of one group in turn.
    const removals = await Promise.all(rules.map((rule) => removeRule(rule, deadline)));
    // Read back with a new reader: what was read before is no proof.
    const after =
      removals.length === 0
        ? network
        : withoutOthers(await createNetworkReader(looks, deadline).read(grant, true), grant, counted);
    const left = foreign && after.readable ? { ...after, ours: [] } : after;
    return proved(order, grant, own, network, left, removals);
  };
}

/** What somebody made of a rule of this grant is nobody's to keep. Throws `CloudError` while it stands. */
async function removeChanged({ looks, removeRule, deadline }: Parts, grant: Grant): Promise<void> {
  if (grant.cloud.rules === undefined) return;
  const seen = await createNetworkReader(looks, deadline).read(grant, false);
  if (!seen.readable || seen.changed.length === 0) return;
  const removals = await Promise.all(seen.changed.map(({ rule }) => removeRule(rule, deadline)));
  const after = await createNetworkReader(looks, deadline).read(grant, false);
  const left = after.readable ? after.changed[0]?.rule : undefined;
  if (left) throw removals.find((removal) => removal.trouble)?.trouble ?? stillThere(left, grant);
}

/** What closing has proved. Absence alone is no proof while Azure may still be opening it. */
function proved(
  order: Order,
  grant: Grant,
  own: readonly Entry[],
  before: Network & { readable: true },
  after: Network,
  removals: readonly Taken[],
): Sighting {
  if (!after.readable) throw after.why;
  const traces = removals.flatMap((removal) => removal.traces);
  const left = after.ours[0] ?? after.changed[0]?.rule;
  if (left) throw removals.find((removal) => removal.trouble)?.trouble ?? stillThere(left, grant);
  const entry = own[0];
  // Without a group nothing was seen shut: while Azure itself counts it as open, that is no proof.
  if (!after.guarded && entry && entry.status !== 'Revoked' && order.now <= order.until)
    return { ...stillClosing(grant.key, UNGUARDED), traces };
  const wasOpen = grant.state === 'open' || (entry !== undefined && before.ours.length > 0);
  const known = entry?.status === 'Revoked' || order.now > order.until || wasOpen;
  if (known && !isOpening(own, order)) return shut(grant, traces, noteOf(order, grant, entry, after));
  return { ...stillClosing(grant.key, OPENING), traces };
}

const OPENING = 'Azure may still be opening it, so Ajar cannot call it closed yet.';

const UNGUARDED =
  'Azure still counts it as open, and no security group is before the VM, so that nothing shows it shut.';

/** After the end that Azure was given it opens nothing more. */
const isOpening = (own: readonly Entry[], order: Order): boolean =>
  order.now <= order.until && mayYetOpen(own);

/** Azure opens nothing more of it: it was seen open, Azure says what became of it, or its end has passed. */
const isThrough = (own: readonly Entry[], order: Order, { state }: Grant): boolean =>
  order.now > order.until || state === 'open' || (own.length > 0 && !mayYetOpen(own));

const stillThere = ({ name }: NsgRule, { source }: Grant): CloudError =>
  new CloudError(
    'conflict',
    `The rule "${name}" that lets ${source} in was to be removed and is still there. Ajar tries again; remove it by hand if that lasts.`,
  );

function noteOf(order: Order, grant: Grant, entry: Entry | undefined, after: Network): string | undefined {
  const notes = [
    entry?.status === 'Revoked' ? reasonOf(entry) : undefined,
    stillReachable(grant, after),
    leftInFirewall(grant, entry, order, after),
  ];
  const said = notes.filter((note) => note !== undefined);
  return said.length > 0 ? said.join(' ') : undefined;
}

/** Where the network may not be read, Azure's own record is the only proof there can be. */
function unreadable(
  grant: Grant,
  entry: Entry | undefined,
  network: Network & { readable: false },
): Sighting {
  if (entry?.status !== 'Revoked') throw network.why;
  return shut(grant, [], `${reasonOf(entry)} Ajar may not read the network to see it there too.`);
}

const shut = ({ key }: Grant, traces: readonly string[], note: string | undefined): Sighting => ({
  key,
  state: 'closed',
  traces,
  ...(note !== undefined && { note }),
});
