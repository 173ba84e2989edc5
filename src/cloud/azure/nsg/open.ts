import type { Grant } from '../../../access/grant.ts';
import type { Log } from '../../../ports/log.ts';
import { CloudError, type Order, type Sighting } from '../../../ports/provider.ts';
import { type Guard, lookUpGuards, readGuards } from '../inventory/guards.ts';
import { beforeSending } from '../wire/before-sending.ts';
import type { Deadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { afterPuts, type Unsent } from './after-puts.ts';
import { groupsOf, wantedIn } from './draft.ts';
import { createGroups } from './groups.ts';
import type { Put, PutRule } from './put-rule.ts';
import { seeGrants } from './seen.ts';

/**
 * Takes an order's grants a step nearer to open: writes the rules that are not there, one at a time in each group, and reads
 * back. A rule is written under a name of its own, so that writing it twice makes one. Throws `CloudError` only while
 * nothing at all was sent (`nothingSent`).
 */
export async function openOrder(
  clients: Clients,
  putRule: PutRule,
  log: Log,
  order: Order,
  deadline: Deadline,
): Promise<readonly Sighting[]> {
  const waiting = order.grants.filter(({ state }) => state === 'planned' || state === 'sent');
  const isLate = order.until <= order.now;
  const changed = isLate ? () => undefined : await beforeSending(changedSince(clients, waiting, deadline));
  const sent = await Promise.all(
    waiting.map(async (grant): Promise<readonly Unsent[]> => {
      const why = isLate ? 'Its end had passed before it could be opened.' : changed(grant);
      if (why !== undefined) return grant.state === 'planned' ? [failed(grant, why)] : [];
      const puts = groupsOf(grant).map((nsgId) => putRule(nsgId, wantedIn(order, grant, nsgId), deadline));
      return [afterPuts(grant, await Promise.allSettled<Put>(puts))];
    }),
  ).then((lists) => lists.flat());
  throwIfNothingSent(order, sent);
  return readBack(clients, log, order, sent, deadline);
}

const failed = ({ key }: Grant, note: string): Unsent => ({ key, state: 'failed', note, traces: [] });

/** A group that was put before the VM since it was planned would not get a rule, and keep the port shut: asked of Azure itself, once a VM. */
async function changedSince(
  clients: Clients,
  waiting: readonly Grant[],
  deadline: Deadline,
): Promise<(grant: Grant) => string | undefined> {
  const planned = waiting.filter(({ state }) => state === 'planned');
  const vms = new Map(planned.map(({ vm }) => [vm.id, vm]));
  const now = new Map<string, readonly Guard[]>();
  for (const [id, vm] of vms) now.set(id, await lookUpGuards(clients, vm, deadline));
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
  clients: Clients,
  log: Log,
  order: Order,
  sent: readonly Unsent[],
  deadline: Deadline,
): Promise<readonly Sighting[]> {
  const told = new Map(sent.map(({ error: _, ...sighting }): [string, Sighting] => [sighting.key, sighting]));
  const isSettled = (grant: Grant): boolean => {
    const sighting = told.get(grant.key);
    return sighting?.state === 'failed' || sighting?.unsent === true;
  };
  const rest: Order = { ...order, grants: order.grants.filter((grant) => !isSettled(grant)) };
  try {
    for (const seen of await seeGrants(rest, createGroups(clients, deadline))) {
      const before = told.get(seen.key);
      // Why it could not be written says more than that it is not there.
      const note = (seen.state === 'sent' ? before?.note : undefined) ?? seen.note;
      told.set(seen.key, { ...seen, traces: before?.traces ?? [], ...(note !== undefined && { note }) });
    }
  } catch (error) {
    if (!(error instanceof CloudError) || sent.length === 0) throw error;
    log.warn(
      { request: order.request, kind: error.kind, err: error },
      'could not read back after writing rules',
    );
  }
  return [...told.values()];
}
