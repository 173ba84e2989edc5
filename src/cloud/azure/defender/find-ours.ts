import type { JitNetworkAccessPolicy } from '@azure/arm-security';
import type { Grant } from '../../../access/grant.ts';
import { readMarker } from '../../../access/marker.ts';
import type { Protocol } from '../../../access/port.ts';
import type { VmRef } from '../../../access/vm.ts';
import type { Clock } from '../../../ports/clock.ts';
import { CloudError, type Found } from '../../../ports/provider.ts';
import type { AzureInventory } from '../inventory/inventory.ts';
import { jitPortsOf } from '../inventory/jit-policy.ts';
import { createVmFinder, type VmFinder } from '../inventory/vm-finder.ts';
import { createLooks } from '../network/looks.ts';
import { isSource, sameSource } from '../network/sources.ts';
import { createLists, groupIn, type Lists } from '../outside/lists.ts';
import { orError, startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { type Doubt, isUnnamed, NO_SUBSCRIPTION, noPolicies, noReason, noSource, noVm } from './doubts.ts';
import { type Entry, entriesOf } from './entries.ts';
import type { Network } from './network.ts';
import { createNetworkReader, type NetworkReader } from './network-reader.ts';
import { refOf, targetOf, writeKnown } from './plan.ts';

/** What the cloud alone shows of ours. Nothing found and no doubt means that nothing of ours is open. */
export interface Ours {
  readonly found: readonly Found[];
  readonly doubts: readonly Doubt[];
}

/**
 * Everything in the cloud that is marked as ours and may still be open, found without any store, and beside it whatever
 * may be ours and cannot be judged. Azure's revoked entries count only while their rule is still there. What another live
 * entry took over is left out: its rule goes with that one (HOLES H9). Throws `CloudError` when there is no list of VMs or
 * of subscriptions at all: then nobody knows.
 */
export async function findOurs(
  clients: Clients,
  inventory: AzureInventory,
  clock: Clock,
  lists: Lists = createLists(clients),
): Promise<Ours> {
  const now = clock.now();
  const vmOf = createVmFinder(inventory, await inventory.all());
  const subscriptions = await lists.subscriptions();
  const parts: Ours[] = subscriptions.length === 0 ? [{ found: [], doubts: [NO_SUBSCRIPTION] }] : [];
  for (const subscription of subscriptions) {
    const { name } = subscription;
    const policies = await lists.policies(subscription);
    if (policies instanceof CloudError) {
      parts.push({ found: [], doubts: [noPolicies(name, policies)] });
      continue;
    }
    // One list of groups is fewer calls than one read for each of them; where it may not be had, each is read.
    const listed = (nsgId: string) => groupIn(lists, nsgId);
    const reader = createNetworkReader(createLooks(clients), startDeadline(clients.limitMs), listed);
    const candidates = candidatesIn(policies, now);
    parts.push(...(await Promise.all(candidates.map((each) => look(each, inventory, vmOf, reader, now)))));
  }
  return { found: parts.flatMap(({ found }) => found), doubts: parts.flatMap(({ doubts }) => doubts) };
}

/** An entry that is ours, or may be. */
interface Candidate {
  readonly policy: JitNetworkAccessPolicy;
  readonly entry: Entry;
}

/** A VM may be in several policies of its subscription, and a newer entry in another of them takes over all the same. */
function candidatesIn(policies: readonly JitNetworkAccessPolicy[], now: Date): readonly Candidate[] {
  const all = policies.flatMap((policy) => entriesOf(policy).map((entry) => ({ policy, entry })));
  const entries = all.map(({ entry }) => entry);
  return all
    .filter(({ entry }) => readMarker(entry.justification) !== undefined || isUnnamed(entry))
    .filter(({ entry }) => !takenOver(entry, entries, now));
}

const NOTHING: Ours = { found: [], doubts: [] };
const onlyDoubt = (doubt: Doubt): Ours => ({ found: [], doubts: [doubt] });

async function look(
  { policy, entry }: Candidate,
  inventory: AzureInventory,
  vmOf: VmFinder,
  reader: NetworkReader,
  now: Date,
): Promise<Ours> {
  const vm = await vmOf(entry.vmId);
  // Without the VM, Azure's own word that it revoked the entry is the only one there is.
  if (vm === undefined || vm instanceof CloudError)
    return entry.status === 'Revoked' ? NOTHING : onlyDoubt(noVm(entry, vm));
  const found = toFound(policy, entry, refOf(vm), inventory);
  const network = await orError(reader.read(found.grant, false));
  if (!mayStillBeOpen(entry, network, now)) return NOTHING;
  if (isUnnamed(entry)) return onlyDoubt(noReason(entry));
  if (!isSource(entry.source)) return onlyDoubt(noSource(entry));
  const standing =
    network instanceof CloudError || !network.readable || !network.guarded
      ? undefined
      : network.ours.length > 0;
  return { found: [{ ...found, ...(standing !== undefined && { standing }) }], doubts: [] };
}

const takenOver = (entry: Entry, entries: readonly Entry[], now: Date): boolean =>
  entries.some(
    (other) =>
      other.vmId === entry.vmId &&
      other.number === entry.number &&
      sameSource(other.source, entry.source) &&
      other.status !== 'Revoked' &&
      other.until > now &&
      other.until > entry.until,
  );

/** The key of a grant that was found is its request's: the store, which knows the real one, is not there. */
function toFound(policy: JitNetworkAccessPolicy, entry: Entry, vm: VmRef, inventory: AzureInventory): Found {
  const protocol: Protocol =
    jitPortsOf(policy, vm.id).find((port) => port.number === entry.number)?.protocol ?? '*';
  const port = { number: entry.number, protocol };
  const request = readMarker(entry.justification) ?? '';
  const grant: Grant = {
    key: `${request}-${vm.name}-${entry.number}`,
    vm,
    port,
    opens: port,
    source: entry.source,
    provider: 'defender',
    cloud: {
      jitPolicyId: policy.id?.toLowerCase() ?? '',
      ...writeKnown(inventory.known(vm.id)),
    },
    target: targetOf(vm.id, entry.number),
    state: 'sent',
    traces: [],
  };
  return { request, vm: vm.name, port, source: entry.source, until: entry.until, grant };
}

/**
 * A history is long, and nearly all of it is over: a revoked entry matters only while its rule stands. One of ours that is
 * not revoked is always worth a close; a nameless one past its end is worth a doubt only while its rule stands too.
 */
function mayStillBeOpen(entry: Entry, network: Network | CloudError, now: Date): boolean {
  const isRevoked = entry.status === 'Revoked';
  if (!isRevoked && !(isUnnamed(entry) && entry.until <= now)) return true;
  // Not to know is no reason to leave it out.
  if (network instanceof CloudError) return true;
  return network.readable ? network.ours.length > 0 || (!isRevoked && !network.guarded) : !isRevoked;
}
