import type { JitNetworkAccessPolicy } from '@azure/arm-security';
import { apart } from '../../../access/odd-clock.ts';
import type { Vm } from '../../../access/vm.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Inventory } from '../../../ports/inventory.ts';
import type { Log } from '../../../ports/log.ts';
import type { Openings } from '../../../ports/outside.ts';
import { CloudError } from '../../../ports/provider.ts';
import type { Clients } from '../wire/clients.ts';
import { createSharedReads } from '../wire/shared-reads.ts';
import { openingsOf } from './accesses.ts';
import { readFreshVm } from './fresh-vm.ts';
import type { Members } from './members.ts';
import { type Learned, type Snapshot, withPolicy } from './snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';
import type { Known } from './vms.ts';

/** Real time. From the first age on it is refreshed in the background; from the second on a reader waits for that. */
const OLD_MS = 120_000;
const TOO_OLD_MS = 20 * 60_000;
/** How long a failed refresh is not tried again in the background. */
const REST_MS = 15_000;

export interface AzureInventory extends Inventory {
  /** Reads everything anew; several callers share one reading. Throws `CloudError`. */
  refresh(): Promise<void>;
  /** A JIT policy as it is after our own write of it; undefined when it is gone. */
  learn(policyId: string, policy: JitNetworkAccessPolicy | undefined): void;
  /** Azure's own record of every opening, as of the last reading. Throws `CloudError` where there is none. */
  openings(): Promise<Openings>;
  /** What is known of a VM beyond `Vm`, from the last reading. */
  known(vmId: string): Known;
  /** Firewalls whose NAT rules could lead to a VM, from the last reading. */
  firewallIds(vmId: string): readonly string[];
  /** Who is in application security groups, from the last reading. */
  members(): Members;
}

export function createInventory(clients: Clients, clock: Clock, log: Log): AzureInventory {
  let snapshot: Snapshot | undefined;
  let reading: Promise<Snapshot> | undefined;
  /** Since the reading that is under way began, which may have seen them or not. */
  let learned: Learned[] = [];
  let failed: { readonly at: Date; readonly error: unknown } | undefined;
  const read = async (): Promise<Snapshot> => {
    learned = [];
    const fresh = await takeSnapshot(clients, clock, log, snapshot);
    snapshot = learned.reduce(withPolicy, fresh);
    return snapshot;
  };
  const refresh = async (): Promise<Snapshot> => {
    if (failed && isToldToWait(failed, clock)) throw failed.error;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    try {
      return await reading;
    } catch (error) {
      failed = { at: clock.now(), error };
      throw error;
    }
  };
  const inBackground = (now: Date): void => {
    if (failed && apart(failed.at, now) < clock.spanOf(REST_MS)) return;
    refresh().catch((error: unknown) => {
      log.warn({ err: error }, 'the list of VMs could not be refreshed; the old one is kept');
    });
  };
  const current = async (): Promise<Snapshot> => {
    if (!snapshot) return refresh();
    const now = clock.now();
    const age = apart(snapshot.at, now);
    if (age < clock.spanOf(OLD_MS)) return snapshot;
    inBackground(now);
    // A failure is told by whoever started it; here the old list is better than none.
    if (age >= clock.spanOf(TOO_OLD_MS) && reading) await reading.catch(() => undefined);
    return snapshot;
  };
  const fresh = createSharedReads<Vm | undefined>();
  return {
    all: async () => listOf(await current()),
    fresh: (id) =>
      fresh(id.toLowerCase(), () => readFreshVm(clients, id, snapshot?.vms.get(id.toLowerCase())?.vm)),
    accesses: async (id) => (await current()).accesses.get(id.toLowerCase()) ?? [],
    openings: async () => openingsIn(await current()),
    refresh: async () => void (await refresh()),
    learn: (policyId, policy) => {
      const one = { policyId: policyId.toLowerCase(), policy };
      learned.push(one);
      snapshot &&= withPolicy(snapshot, one);
    },
    known: (vmId) => knownOf(snapshot, vmId),
    firewallIds: (vmId) => snapshot?.vms.get(vmId)?.firewallIds ?? [],
    members: () => snapshot?.members ?? new Map(),
  };
}

const LISTS = new WeakMap<Snapshot['vms'], readonly Vm[]>();

/** The same list for as long as nothing has changed: what others work out of it they need not work out again. */
function listOf({ vms }: Snapshot): readonly Vm[] {
  const list = LISTS.get(vms) ?? [...vms.values()].map(({ vm }) => vm);
  LISTS.set(vms, list);
  return list;
}

const openingsIn = ({ accesses, troubles }: Snapshot): Openings => ({
  openings: openingsOf(accesses),
  unread: [...troubles].map(
    ([id, why]) => `What was opened in the subscription ${id} lately could not be read. ${why}`,
  ),
});

/** Azure counts whoever calls before that against them once more. */
function isToldToWait({ at, error }: { readonly at: Date; readonly error: unknown }, clock: Clock): boolean {
  const waitMs = error instanceof CloudError ? (error.retryAfterMs ?? 0) : 0;
  return apart(at, clock.now()) < clock.spanOf(waitMs);
}

function knownOf(snapshot: Snapshot | undefined, vmId: string): Known {
  const found = snapshot?.vms.get(vmId);
  const trouble = snapshot?.troubles.get(found?.vm.subscriptionId ?? '');
  const front = found?.front;
  const frontRules = snapshot?.frontRules.get(front?.policyId ?? '');
  return {
    guards: found?.guards ?? [],
    ...(found?.hidden && { hidden: true as const }),
    ...(found?.insides && { insides: found.insides }),
    ...(trouble !== undefined && { jitTrouble: trouble }),
    ...(front && { front }),
    ...(frontRules && { frontRules }),
  };
}
