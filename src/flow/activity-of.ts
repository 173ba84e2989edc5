import type { VmActivity } from '../access/activity/history.ts';
import { joinActivity } from '../access/activity/join.ts';
import type { VmRef } from '../access/vm.ts';
import type { ActivityLog } from '../ports/activity.ts';
import type { Store } from '../ports/store.ts';

/** Far above what anybody asks for on one VM in the time that the cloud keeps its log. */
const MOST_REQUESTS = 500;
/** Events of everything are read, so that what was done for another VM is not taken for unexplained. */
const MOST_EVENTS = 10_000;

/** The cloud's log of a VM and Ajar's own as one. Without a store nothing is tied to a request. Throws `CloudError`. */
export async function activityOf(
  log: ActivityLog,
  store: Store | undefined,
  vm: Pick<VmRef, 'id' | 'name' | 'subscriptionId' | 'resourceGroup' | 'nicIds'>,
  since: Date,
): Promise<VmActivity> {
  const requests = (await store?.list({ vm: vm.id, limit: MOST_REQUESTS })) ?? [];
  const grants = requests.flatMap(({ request }) => request.grants).filter((grant) => grant.vm.id === vm.id);
  const pending = new Map(
    requests.flatMap(({ request }) =>
      request.grants.flatMap(({ traces }) => traces.map((trace): [string, string] => [trace, request.id])),
    ),
  );
  const { deeds, from, unread } = await log.read(vm, since, [
    ...new Set(grants.flatMap(({ cloud }) => Object.values(cloud).flatMap(idsIn))),
  ]);
  const events = (await store?.events({ since: from, limit: MOST_EVENTS + 1 })) ?? [];
  const cut = events.length > MOST_EVENTS ? [`Only Ajar's newest ${MOST_EVENTS} events were compared.`] : [];
  return {
    ...{ vm: vm.name, from, unread: [...unread, ...cut] },
    rows: joinActivity(vm.id, deeds, events.slice(0, MOST_EVENTS), pending).filter(({ at }) => at >= from),
  };
}

/** A grant keeps the ids of what was before the VM in the provider's own words: alone, or several in one text. */
const idsIn = (text: string): readonly string[] =>
  text.split(/[=,;]/).filter((part) => part.startsWith('/subscriptions/'));
