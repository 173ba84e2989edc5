import { mayAskFor } from '../../access/policy/judge.ts';
import { canBeOpened } from '../../access/protection.ts';
import type { VmsSentence } from '../../access/sentence.ts';
import type { Vm } from '../../access/vm.ts';
import { matchVms, writeFilter } from '../../access/vm-filter.ts';
import { usageOf } from '../../access/vm-use.ts';
import type { VmRow } from '../../ports/card.ts';
import type { Said } from '../../ports/chat.ts';
import { refuse, replyPrivately } from '../cards/reply.ts';
import { zoneOf } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { keepList } from '../form/kept-list.ts';
import { requestsOn } from '../requests-on.ts';
import { policyFor } from '../step/policy-now.ts';
import { rolesOf } from '../step/roles.ts';
import { vmsNow } from '../vms-now.ts';
import { NO_VMS, visibleVms } from './visible-vms.ts';

/** As many VMs as a card takes on a phone. */
const PAGE = 10;

/** "vms prod": what there is to ask for, and for those who see all everything; in private. Of accesses people see their own. */
export async function vms(deps: Deps, said: Said, sentence: VmsSentence): Promise<void> {
  const { seesAll } = await rolesOf(deps, said);
  const visible = seesAll ? await vmsNow(deps) : await visibleVms(deps, said.person.id);
  if ('refused' in visible) return refuse(deps, said, visible.refused);
  const filter = writeFilter(sentence);
  const found = matchVms(visible.vms, sentence);
  if (found.length === 0) {
    const none = visible.vms.length > 0 || seesAll ? noneFits(filter, seesAll) : NO_VMS;
    return replyPrivately(deps, said, { card: 'answer', sentence: none });
  }
  const pages = Math.ceil(found.length / PAGE);
  const page = Math.min(sentence.page, pages);
  const shown = found.slice((page - 1) * PAGE, page * PAGE);
  const command = filter === '' ? 'vms' : `vms ${filter}`;
  const rows = await Promise.all(shown.map((vm) => rowOf(deps, vm, seesAll ? undefined : said.person.id)));
  await replyPrivately(deps, said, {
    card: 'vms',
    list: {
      title: filter === '' ? 'VMs' : `VMs: ${filter}`,
      now: deps.clock.now(),
      zone: await zoneOf(deps, { ...said.place, privateTo: said.person.id }),
      all: found.map(({ protection }) => protection),
      rows: await withButtons(deps, said, rows),
      everybody: seesAll,
      more: found.length - (page - 1) * PAGE - shown.length,
      ...(page < pages ? { next: `${command} page ${page + 1}` } : {}),
    },
  });
}

const noneFits = (filter: string, seesAll: boolean): string =>
  filter === ''
    ? 'There is no VM that Ajar can read.'
    : `No VM ${seesAll ? '' : 'that you may ask for '}fits "${filter}". Write vms to see all of them.`;

/** Each row that the reader may ask for says so; which VM its button means is kept, and looked up again when it is pressed. */
async function withButtons(deps: Deps, said: Said, rows: readonly VmRow[]): Promise<readonly VmRow[]> {
  const policy = await policyFor(deps, said.person.id);
  if ('refused' in policy) return rows;
  const mayAsk = ({ vm }: VmRow): boolean =>
    canBeOpened(vm.protection) && mayAskFor(policy, said.person.id, vm);
  if (!rows.some(mayAsk)) return rows;
  const list = await keepList(
    deps,
    said.person,
    rows.map(({ vm }) => vm.id),
  );
  return rows.map((row, at) => (mayAsk(row) ? { ...row, ask: { list, at } } : row));
}

/** `only`: the accesses of this person alone; what the cloud remembers of others is then nobody's to see. */
async function rowOf(deps: Deps, vm: Vm, only: string | undefined): Promise<VmRow> {
  const own = only === undefined ? {} : { requester: only };
  const requests = await requestsOn(deps.store, { vm: vm.id, ...own });
  const seen = only === undefined ? await deps.inventory.accesses(vm.id) : [];
  return { vm, use: usageOf(vm.id, requests, seen, deps.clock.now()) };
}
