import type { JitNetworkAccessPolicy } from '@azure/arm-security';
import type { Vm } from '../../../access/vm.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Inventory } from '../../../ports/inventory.ts';
import type { Log } from '../../../ports/log.ts';
import type { Openings } from '../../../ports/outside.ts';
import { CloudError } from '../../../ports/provider.ts';
import { readPolicyRules } from '../firewall/policy-rules.ts';
import { orError, startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { createSharedReads } from '../wire/shared-reads.ts';
import { accessesByVm, openingsOf } from './accesses.ts';
import { readFreshVm } from './fresh-vm.ts';
import { queryAll } from './graph.ts';
import { readHubs } from './hubs.ts';
import { listJitPolicies } from './jit-policy.ts';
import { type Members, membersOf } from './members.ts';
import type { QueryName, RowOf } from './queries.ts';
import { type Learned, type Snapshot, withPolicy } from './snapshot.ts';
import { joinVms, type Known, type KnownVm } from './vms.ts';

/** Real time. From the first age on it is refreshed in the background; from the second on a reader waits for that. */
const OLD_MS = 120_000;
const TOO_OLD_MS = 20 * 60_000;
/** How long a failed refresh is not tried again in the background. */
const REST_MS = 15_000;
/** JIT policies are listed once for each subscription, this many at a time. */
const AT_ONCE = 4;

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
    if (failed && now.getTime() - failed.at.getTime() < clock.spanOf(REST_MS)) return;
    refresh().catch((error: unknown) => {
      log.warn({ err: error }, 'the list of VMs could not be refreshed; the old one is kept');
    });
  };
  const current = async (): Promise<Snapshot> => {
    if (!snapshot) return refresh();
    const now = clock.now();
    const age = now.getTime() - snapshot.at.getTime();
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
  return clock.now().getTime() - at.getTime() < clock.spanOf(waitMs);
}

function knownOf(snapshot: Snapshot | undefined, vmId: string): Known {
  const found = snapshot?.vms.get(vmId);
  const trouble = snapshot?.troubles.get(found?.vm.subscriptionId ?? '');
  const front = found?.front;
  const frontRules = snapshot?.frontRules.get(front?.policyId ?? '');
  return {
    guards: found?.guards ?? [],
    ...(found?.insides && { insides: found.insides }),
    ...(trouble !== undefined && { jitTrouble: trouble }),
    ...(front && { front }),
    ...(frontRules && { frontRules }),
  };
}

async function takeSnapshot(
  clients: Clients,
  clock: Clock,
  log: Log,
  before: Snapshot | undefined,
): Promise<Snapshot> {
  const at = clock.now();
  const rowsOf = async <Q extends QueryName>(name: Q): Promise<readonly RowOf<Q>[]> => {
    const { rows, unread } = await queryAll(clients, name);
    if (unread > 0) log.warn({ query: name, unread }, 'Resource Graph answered rows that cannot be read');
    return rows;
  };
  const queries = [
    rowsOf('subscriptions'),
    rowsOf('vms'),
    rowsOf('scaleSets'),
    rowsOf('nodeGroups'),
    rowsOf('nics'),
    rowsOf('networks'),
    rowsOf('addresses'),
    rowsOf('firewalls'),
    rowsOf('routes'),
    rowsOf('switchedOff'),
  ] as const;
  // A reading that fails leaves no call of its own running behind it.
  await Promise.allSettled(queries);
  const [
    subscriptions,
    vms,
    scaleSets,
    nodeGroups,
    nics,
    networks,
    addresses,
    firewalls,
    routes,
    switchedOff,
  ] = await Promise.all(queries);
  const hubs = await readHubs(clients, log, firewalls);
  const policies = new Map<string, readonly JitNetworkAccessPolicy[]>();
  const troubles = new Map<string, string>();
  const ids = [...new Set(vms.map((vm) => vm.subscriptionId))];
  await eachOf(ids, async (id) => {
    try {
      policies.set(id, await listJitPolicies(clients, id, startDeadline(clients.limitMs)));
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      troubles.set(id, error.message);
      policies.set(id, before?.policies.get(id) ?? []);
      log.warn({ subscription: id, err: error }, 'JIT policies could not be listed');
    }
  });
  const { cloud } = clients.settings;
  const joined = joinVms({
    ...{ subscriptions, cloud },
    ...{ vms, scaleSets, nodeGroups, nics, networks, addresses, firewalls, routes, switchedOff, hubs },
    policies: [...policies.values()].flat(),
    unlisted: new Set(troubles.keys()),
  });
  return {
    at,
    vms: new Map(joined.map((known): [string, KnownVm] => [known.vm.id, known])),
    policies,
    troubles,
    accesses: accessesByVm([...policies.values()].flat()),
    frontRules: clients.settings.firewall === true ? await readFrontRules(clients, log, joined) : new Map(),
    members: membersOf(nics),
  };
}

/** One list for each policy of a firewall that is before some VM. */
async function readFrontRules(
  clients: Clients,
  log: Log,
  vms: readonly KnownVm[],
): Promise<Snapshot['frontRules']> {
  const found = new Map<string, NonNullable<Known['frontRules']>>();
  const ids = [...new Set(vms.flatMap(({ front }) => front?.policyId ?? []))];
  await eachOf(ids, async (id) => {
    const rules = await orError(readPolicyRules(clients, id, startDeadline(clients.limitMs)));
    if (rules instanceof CloudError)
      log.warn({ policy: id, err: rules }, 'firewall rules could not be listed');
    found.set(id, rules instanceof CloudError ? { trouble: rules.message } : rules);
  });
  return found;
}

/** Runs the work over all items, a few at a time. */
async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
}
