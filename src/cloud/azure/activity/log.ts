import type { CloudActivity, CloudDeed, DeedBy } from '../../../access/activity/deed.ts';
import { DAY_MS } from '../../../access/unit-ms.ts';
import type { VmRef } from '../../../access/vm.ts';
import type { ActivityLog } from '../../../ports/activity.ts';
import type { Clock } from '../../../ports/clock.ts';
import { CloudError } from '../../../ports/provider.ts';
import { type OwnIdentity, otherIdentities, ownIdentity } from '../identity/own.ts';
import { lookUpGuards } from '../inventory/guards.ts';
import type { AzureInventory } from '../inventory/inventory.ts';
import { subscriptionsOf } from '../inventory/subscriptions.ts';
import { orError, startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { parseId } from '../wire/resource-id.ts';
import { claim, foldLines, kindOf, type Line } from './fold.ts';
import { readLines, type Subject } from './lines.ts';

/** Azure keeps the log so long; a minute less, since it counts from its own clock. https://learn.microsoft.com/azure/azure-monitor/platform/activity-log */
const KEPT_MS = 90 * DAY_MS - 60_000;

/** "Windows Azure Security Resource Provider", under whose name Defender writes rules: https://github.com/MicrosoftDocs/azure-docs/issues/122814 */
const DEFENDER_APP = '8edd93e1-2103-40b4-bd70-6e34e586362d';

/** Reads Azure's activity log; it changes nothing. */
export function createActivityLog(
  clients: Clients,
  inventory: Pick<AzureInventory, 'all'>,
  clock: Clock,
): ActivityLog {
  const since = (wanted: Date): Date => new Date(Math.max(wanted.getTime(), clock.now().getTime() - KEPT_MS));
  const cut = (wanted: Date): readonly string[] => (since(wanted) > wanted ? [KEPT] : []);
  return {
    async read(vm, wanted, also) {
      const { policies, groups, unread } = await placesOf(clients, inventory, vm, also);
      const about = isAbout(vm, policies, groups);
      const read = await readDeeds(clients, subjectsOf(vm.subscriptionId, groups), since(wanted));
      return {
        deeds: read.deeds.filter(about),
        from: since(wanted),
        unread: [...cut(wanted), ...unread, ...read.unread],
      };
    },
    async readAll(wanted) {
      const subscriptions = await subscriptionsOf(clients);
      const subjects = subscriptions.flatMap(({ id }) =>
        PROVIDERS.map((provider) => ({ subscriptionId: id, provider })),
      );
      const { deeds, unread } = await readDeeds(clients, subjects, since(wanted));
      return { deeds, from: since(wanted), unread: [...cut(wanted), ...unread] };
    },
  };
}

/** Of JIT policies, and of security groups. */
const PROVIDERS = ['Microsoft.Security', 'Microsoft.Network'];

/** What could be read of some subjects. Throws `CloudError` where nothing could. */
async function readDeeds(
  clients: Clients,
  subjects: readonly Subject[],
  from: Date,
): Promise<Pick<CloudActivity, 'deeds' | 'unread'>> {
  const me = await orError(ownIdentity(clients));
  const own = me instanceof CloudError ? undefined : me;
  const read = await Promise.all(subjects.map((subject) => orError(readLines(clients, subject, from))));
  const failures = read.filter((each) => each instanceof CloudError);
  if (failures.length === read.length && failures[0]) throw failures[0];
  const parts = read.flatMap((each) => (each instanceof CloudError ? [] : [each]));
  const lines = parts.flatMap((part) => part.lines).filter((line) => kindOf(line));
  return {
    deeds: foldLines(lines, (line) => whose(line, own, otherIdentities(clients.settings))),
    unread: [
      ...(own ? [] : [NOBODY]),
      ...failures.map(({ message }) => message),
      ...parts.flatMap((part) => part.unread),
    ],
  };
}

const KEPT = 'Azure keeps its activity log for 90 days: what is older was not read.';
const NOBODY =
  "Ajar's own identity could not be read, so what is Ajar's is told by the correlation ids alone.";

interface Places {
  /** Ids in lower case. */
  readonly policies: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly unread: readonly string[];
}

/** What is before the VM now, and what was. */
async function placesOf(
  clients: Clients,
  inventory: Pick<AzureInventory, 'all'>,
  vm: Pick<VmRef, 'id' | 'nicIds'>,
  also: readonly string[],
): Promise<Places> {
  const guards = await orError(lookUpGuards(clients, vm, startDeadline(clients.limitMs)));
  const all = await orError(inventory.all());
  const known = all instanceof CloudError ? undefined : all.find(({ id }) => id === vm.id);
  const once = also.map((id) => id.toLowerCase());
  return {
    policies: new Set([
      ...(known?.jit ?? []).map(({ policyId }) => policyId.toLowerCase()),
      ...once.filter((id) => parseId('JIT policy', id)),
    ]),
    groups: new Set([
      ...(guards instanceof CloudError ? [] : guards.flatMap(({ nsgIds }) => nsgIds)),
      ...once.filter((id) => parseId('network security group', id)),
    ]),
    unread: [guards, all].flatMap((each) => (each instanceof CloudError ? [each.message] : [])),
  };
}

/** One list for what Defender is asked, one for each resource group that has a security group of the VM's. */
function subjectsOf(subscriptionId: string, groups: ReadonlySet<string>): readonly Subject[] {
  const places = [...groups].flatMap((id) => parseId('network security group', id) ?? []);
  const each = places.map(({ subscriptionId: of, resourceGroup }): [string, Subject] => [
    `${of} ${resourceGroup}`,
    { subscriptionId: of, resourceGroup },
  ]);
  return [{ subscriptionId, provider: 'Microsoft.Security' }, ...new Map(each).values()];
}

/**
 * Azure names the policy and not the VM: one that never named this VM is told only where it lies in its resource group, since
 * it may have named it then.
 */
function isAbout(vm: Pick<VmRef, 'id'>, policies: ReadonlySet<string>, groups: ReadonlySet<string>) {
  const home = vm.id.split('/providers/', 1)[0] ?? '';
  return ({ kind, resource }: CloudDeed): boolean => {
    if (!kind.startsWith('jit')) return groups.has(resource.split('/securityrules/', 1)[0] ?? '');
    return policies.has(resource) || (kind !== 'jit-open' && resource.startsWith(`${home}/providers/`));
  };
}

/** By ids alone, which Entra gives: anybody may call an app as they like. */
function whose(line: Line, own: OwnIdentity | undefined, others: readonly string[]): DeedBy {
  const app = claim(line, 'appid').toLowerCase();
  const object = claim(line, 'objectid').toLowerCase();
  const caller = line.caller.toLowerCase();
  if (app === DEFENDER_APP) return 'defender';
  const ids = [object, caller].filter((id) => id !== '');
  const ours = [own?.objectId ?? '', ...others];
  if (ids.some((id) => ours.includes(id)) || (own?.isApp === true && app !== '' && app === own.appId))
    return 'ajar';
  if (app !== '' && others.includes(app)) return 'ajar';
  return own === undefined || ids.length === 0 ? 'unknown' : 'other';
}
