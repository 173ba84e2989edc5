import type { JitNetworkAccessPolicy } from '@azure/arm-security';
import type { Grant } from '../../../access/grant.ts';
import { readMarker } from '../../../access/marker.ts';
import type { Protocol } from '../../../access/port.ts';
import type { VmRef } from '../../../access/vm.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import { CloudError, type Found } from '../../../ports/provider.ts';
import { writeGuards } from '../inventory/guards.ts';
import type { AzureInventory } from '../inventory/inventory.ts';
import { jitPortsOf, listJitPolicies } from '../inventory/jit-policy.ts';
import { subscriptionsOf } from '../inventory/subscriptions.ts';
import { startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { type Entry, entriesOf } from './entries.ts';
import { createNetworkReader, type NetworkReader } from './network.ts';
import { refOf, targetOf } from './plan.ts';
import { sameSource } from './sources.ts';

/**
 * Everything in the cloud whose justification begins `ajar aj-…` and that may still be open, found without any store.
 * Azure's revoked entries count only while their rule is still there. What another live request of ours took over is left
 * out: its rule goes with that one (HOLES H9). Throws `CloudError` when a subscription cannot be read: then nobody knows.
 */
export async function findOurs(
  clients: Clients,
  inventory: AzureInventory,
  clock: Clock,
  log: Log,
): Promise<readonly Found[]> {
  const vms = new Map((await inventory.all()).map((vm) => [vm.id, vm]));
  const found: Found[] = [];
  for (const { id } of await subscriptionsOf(clients)) {
    const policies = await listJitPolicies(clients, id, startDeadline(clients.limitMs));
    for (const policy of policies) {
      const entries = entriesOf(policy);
      for (const entry of entries.filter((each) => readMarker(each.justification) !== undefined)) {
        const vm = vms.get(entry.vmId);
        if (!vm)
          log.warn(
            { vm: entry.vmId, request: readMarker(entry.justification) },
            'opened by Ajar on a VM that is gone',
          );
        else if (!takenOver(entry, entries, clock.now()))
          found.push(toFound(policy, entry, refOf(vm), inventory));
      }
    }
  }
  const reader = createNetworkReader(clients, startDeadline(clients.limitMs));
  const open = await Promise.all(found.map((each) => mayStillBeOpen(each, reader)));
  return found
    .filter((_, index) => open[index])
    .map(({ grant, ...rest }) => ({ ...rest, grant: { ...grant, state: 'sent' } }));
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
  const { guards } = inventory.known(vm.id);
  const grant: Grant = {
    key: `${request}-${vm.name}-${entry.number}`,
    vm,
    port,
    opens: port,
    source: entry.source,
    provider: 'defender',
    cloud: {
      jitPolicyId: policy.id?.toLowerCase() ?? '',
      ...(guards.length > 0 && { guards: writeGuards(guards) }),
    },
    target: targetOf(vm.id, entry.number),
    state: entry.status === 'Revoked' ? 'closed' : 'sent',
    traces: [],
  };
  return { request, vm: vm.name, port, source: entry.source, until: entry.until, grant };
}

/** A history is long, and nearly all of it is over: a revoked entry matters only while its rule stands. */
async function mayStillBeOpen({ grant }: Found, reader: NetworkReader): Promise<boolean> {
  if (grant.state !== 'closed') return true;
  try {
    const network = await reader.read(grant, false);
    return network.readable && network.ours.length > 0;
  } catch (error) {
    // Not to know is no reason to leave it out: closing reads it again and says what is wrong.
    if (error instanceof CloudError) return true;
    throw error;
  }
}
