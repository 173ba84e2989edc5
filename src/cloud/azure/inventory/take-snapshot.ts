import type { JitNetworkAccessPolicy } from '@azure/arm-security';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import { CloudError } from '../../../ports/provider.ts';
import { readPolicyRules } from '../firewall/policy-rules.ts';
import { orError, startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { accessesByVm } from './accesses.ts';
import { queryAll } from './graph.ts';
import { readHubs } from './hubs.ts';
import { listJitPolicies } from './jit-policy.ts';
import { membersOf } from './members.ts';
import type { QueryName, RowOf } from './queries.ts';
import type { Snapshot } from './snapshot.ts';
import { joinVms, type Known, type KnownVm } from './vms.ts';

/** JIT policies are listed once for each subscription, this many at a time. */
const AT_ONCE = 4;

/** Reads the whole cloud once. Where a subscription's JIT policies cannot be listed, those of before stay, and the trouble is noted. Throws `CloudError`. */
export async function takeSnapshot(
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
