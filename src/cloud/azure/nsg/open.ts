import type { Grant } from '../../../access/grant.ts';
import type { Log } from '../../../ports/log.ts';
import { CloudError, type Order, type Sighting } from '../../../ports/provider.ts';
import { type Guard, readGuards } from '../inventory/guards.ts';
import type { Group } from '../network/group.ts';
import type { Groups, Looks } from '../network/looks.ts';
import { beforeSending } from '../wire/before-sending.ts';
import type { Deadline } from '../wire/call.ts';
import { afterPuts, type Unsent } from './after-puts.ts';
import { allowing } from './decide.ts';
import { groupsOf, wantedIn } from './draft.ts';
import type { Put } from './put-rule.ts';
import { seeGrants } from './seen.ts';
import type { Writer } from './writer.ts';

/** Everything that opening takes. */
interface Parts {
  readonly looks: Looks;
  readonly writer: Writer;
  readonly log: Log;
  readonly order: Order;
  readonly deadline: Deadline;
}

/**
 * Takes an order's grants a step nearer to open: writes the rules that are not there, in each group in turn, and reads
 * back. A rule is written under a name of its own, so that writing it twice makes one. Throws `CloudError` only while
 * nothing at all was sent (`nothingSent`).
 */
export async function openOrder(parts: Parts): Promise<readonly Sighting[]> {
  const { looks, order, deadline } = parts;
  const waiting = order.grants.filter(({ state }) => state === 'planned' || state === 'sent');
  const isLate = order.until <= order.now;
  const changed = isLate ? () => undefined : await beforeSending(changedSince(looks, waiting, deadline));
  const written: Written[] = [];
  const sent = await Promise.all(
    waiting.map(async (grant): Promise<readonly Unsent[]> => {
      const why = isLate ? 'Its end had passed before it could be opened.' : changed(grant);
      if (why !== undefined) return grant.state === 'planned' ? [failed(grant, why)] : [];
      const puts = groupsOf(grant).map((nsgId) => put(parts, grant, nsgId, written));
      return [afterPuts(grant, await Promise.allSettled(puts))];
    }),
  ).then((lists) => lists.flat());
  throwIfNothingSent(order, sent);
  return readBack(parts, sent, readSince(written, looks.groups(deadline)));
}

/** A write that has ended, with its group as it was read back; undefined where it was not. */
interface Written {
  readonly nsgId: string;
  readonly seen: Group | undefined;
}

/** Writes the grant's rule into one of its groups, and notes that it ended, in whatever way. */
async function put(
  { writer, order, deadline }: Parts,
  grant: Grant,
  nsgId: string,
  written: Written[],
): Promise<Put> {
  let seen: Group | undefined;
  try {
    const end = await writer.put(nsgId, allowing(wantedIn(order, grant, nsgId)), deadline);
    if ('seen' in end) seen = end.seen;
    return end;
  } finally {
    written.push({ nsgId, seen });
  }
}

/** A group that was read back after each of the writes in it, the last one too, is not read again. */
function readSince(written: readonly Written[], fresh: Groups): Groups {
  const byGroup = Map.groupBy(written, ({ nsgId }) => nsgId);
  return async (nsgId) => {
    const writes = byGroup.get(nsgId) ?? [];
    const isWhole = writes.every(({ seen }) => seen !== undefined);
    return (isWhole ? writes.at(-1)?.seen : undefined) ?? fresh(nsgId);
  };
}

const failed = ({ key }: Grant, note: string): Unsent => ({ key, state: 'failed', note, traces: [] });

/** A group that was put before the VM since it was planned would not get a rule, and keep the port shut: asked of Azure itself, once a VM. */
async function changedSince(
  looks: Looks,
  waiting: readonly Grant[],
  deadline: Deadline,
): Promise<(grant: Grant) => string | undefined> {
  const planned = waiting.filter(({ state }) => state === 'planned');
  const vms = new Map(planned.map(({ vm }) => [vm.id, vm]));
  const now = new Map<string, readonly Guard[]>();
  for (const [id, vm] of vms) now.set(id, await looks.guards(vm, deadline));
  return (grant) => {
    const known = readGuards(grant.cloud.guards ?? '');
    const before = (now.get(grant.vm.id) ?? []).flatMap(({ address, nsgIds }) => {
      const guard = known.find((each) => each.address === address);
      return guard && nsgIds.some((id) => !guard.nsgIds.includes(id)) ? [address] : [];
    });
    return before.length > 0
      ? `The network security groups before ${grant.vm.name} (${before.join(', ')}) were changed since this was asked. Ask again.`
      : undefined;
  };
}

/** With nothing sent and nothing settled, the caller is told why in the way it can act on. */
function throwIfNothingSent(order: Order, sent: readonly Unsent[]): void {
  const error = sent.find((sighting) => sighting.error)?.error;
  if (error && sent.length === order.grants.length && sent.every((sighting) => sighting.unsent)) throw error;
}

/** Something may be under way, so that a failure to read is no failure of the deed: it is looked at again. */
async function readBack(
  { log, order }: Parts,
  sent: readonly Unsent[],
  groups: Groups,
): Promise<readonly Sighting[]> {
  const told = new Map(
    sent.map(({ error: _, ...sighting }): [string, Omit<Unsent, 'error'>] => [sighting.key, sighting]),
  );
  const isSettled = (grant: Grant): boolean => {
    const sighting = told.get(grant.key);
    return sighting?.state === 'failed' || sighting?.unsent === true;
  };
  const rest: Order = { ...order, grants: order.grants.filter((grant) => !isSettled(grant)) };
  try {
    for (const seen of await seeGrants(rest, groups)) {
      const before = told.get(seen.key);
      // Why it could not be written says more than that it is not there.
      const why = (seen.state === 'sent' ? before?.note : undefined) ?? seen.note;
      const note = [why, before?.remark].filter((said) => said !== undefined).join(' ') || undefined;
      told.set(seen.key, { ...seen, traces: before?.traces ?? [], ...(note !== undefined && { note }) });
    }
  } catch (error) {
    if (!(error instanceof CloudError) || sent.length === 0) throw error;
    log.warn(
      { request: order.request, kind: error.kind, err: error },
      'could not read back after writing rules',
    );
  }
  return [...told.values()].map(({ remark: _, ...sighting }) => sighting);
}
