import type { VmActivity } from '../../access/activity/history.ts';
import type { ActivitySentence } from '../../access/sentence.ts';
import { DAY_MS } from '../../access/unit-ms.ts';
import { isCalled, type VmRef } from '../../access/vm.ts';
import type { Said } from '../../ports/chat.ts';
import { CloudError } from '../../ports/provider.ts';
import { activityOf } from '../activity-of.ts';
import { refuse, replyPrivately, sendPrivately } from '../cards/reply.ts';
import { zoneOf } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import { rolesOf } from '../step/roles.ts';
import { oneVm } from './one-vm.ts';
import { sayBack } from './say-back.ts';

/** As many lines as a card takes; a file has all. */
const LINES = 20;
const USUAL_MS = 7 * DAY_MS;

/** "activity vm-prod-01 last 30d": who did what to its ports, within Ajar and outside; to those who see all, in private. */
export async function activity(deps: Deps, said: Said, sentence: ActivitySentence): Promise<void> {
  if (!(await rolesOf(deps, said)).seesAll)
    return refuse(
      deps,
      said,
      'Only auditors, on-call and admins see who did what in Azure. Write "status" and an id for your own request.',
    );
  const found = await oneVm(deps, sentence.vm, 'activity');
  const vm = 'vm' in found ? found.vm : await once(deps, sentence.vm);
  if (!vm) return refuse(deps, said, 'refused' in found ? found.refused : '');
  const sinceMs = sentence.sinceMs ?? USUAL_MS;
  try {
    const since = later(deps.clock.now(), -sinceMs);
    const read = await activityOf(deps.activity, deps.store, vm, since);
    const title = `Activity: ${vm.name}, last ${sayBack(sinceMs)}`;
    await (sentence.csv ? sendCsv(deps, said, title, read) : show(deps, said, title, read));
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    deps.log.warn({ vm: vm.id, reason: error.message }, 'an activity log could not be read');
    const nothing = `Nothing can be told of ${vm.name}, which does not mean that nothing was done.`;
    await refuse(deps, said, `${nothing} ${error.message}`);
  }
}

async function show(deps: Deps, said: Said, title: string, read: VmActivity): Promise<void> {
  const zone = await zoneOf(deps, { ...said.place, privateTo: said.person.id });
  await replyPrivately(deps, said, { card: 'activity', title, activity: read, zone, most: LINES });
}

/** What could not be read is said beside the file, which has no place for it. */
async function sendCsv(deps: Deps, said: Said, title: string, read: VmActivity): Promise<void> {
  const name = `activity-${read.vm}-${deps.clock.now().toISOString().slice(0, 10)}.csv`;
  const text = deps.activityCsv(read.rows);
  await sendPrivately(deps, said, { name, title: `${title}, ${read.rows.length} lines`, text });
  if (read.unread.length > 0)
    await replyPrivately(deps, said, {
      card: 'answer',
      sentence: `The file is not whole. ${read.unread.join(' ')}`,
    });
}

/** A VM that exists no more, and that was asked for: what was done to it is still worth reading. */
async function once(deps: Deps, name: string): Promise<VmRef | undefined> {
  const asked = (await deps.store.list({ limit: 1_000 })).flatMap(({ request }) => request.grants);
  const vms = new Map(asked.filter(({ vm }) => isCalled(vm, name)).map(({ vm }) => [vm.id, vm]));
  return vms.size === 1 ? [...vms.values()][0] : undefined;
}
