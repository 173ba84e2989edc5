import { readMarker } from '../../access/marker.ts';
import { HELD } from '../../access/request.ts';
import { isCalled } from '../../access/vm.ts';
import { isOurs } from '../../access/vm-use.ts';
import type { Said } from '../../ports/chat.ts';
import type { CloudOpening } from '../../ports/outside.ts';
import { CloudError } from '../../ports/provider.ts';
import type { Stored } from '../../ports/store.ts';
import { answer, replyPrivately } from '../cards/reply.ts';
import { zoneOf } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { groupOutside, sayOutside } from '../drift/words.ts';
import { MOST_HELD } from '../most-held.ts';
import { rolesOf } from '../step/roles.ts';
import { vmsNow } from '../vms-now.ts';
import { listCard } from './list.ts';
import type { Spoken } from './verbs.ts';

/** "who has web-01": open grants, everybody's for those who see all, one's own for everybody else. */
export async function who(deps: Deps, said: Said, sentence: Spoken<'who'>): Promise<void> {
  const all = (await rolesOf(deps, said)).seesAll;
  const whose = all ? {} : { requester: said.person.id };
  const live = await deps.store.list({ ...whose, statuses: [...HELD, 'approved'], limit: MOST_HELD });
  const wanted = sentence.vm;
  const found = live.filter(
    ({ request }) => wanted === undefined || request.grants.some((grant) => isCalled(grant.vm, wanted)),
  );
  const where = sentence.vm === undefined ? '' : ` on ${sentence.vm}`;
  const outside = all ? await outsideNow(deps, said, wanted, live) : [];
  if (found.length > 0)
    await replyPrivately(deps, said, await listCard(deps, said, `${titleOf(found)}${where}`, found));
  if (outside.length > 0) {
    const zone = await zoneOf(deps, { ...said.place, privateTo: said.person.id });
    const bulletin = { status: 'told', at: deps.clock.now(), loud: false, sentences: outside } as const;
    const title = `Open now${where}, outside Ajar`;
    return replyPrivately(deps, said, { card: 'bulletin', zone, bulletin: { ...bulletin, title } });
  }
  if (found.length > 0) return;
  const nobody = all
    ? `Nothing is open${where}, by Ajar or outside Ajar as far as Azure's just-in-time access has it.`
    : `You have nothing open${where}. Only auditors, on-call and admins see what others have, and what was opened outside Ajar.`;
  await answer(deps, said.place, nobody);
}

const titleOf = (found: readonly Stored[]): string =>
  found.some(({ request }) => request.status === 'approved') ? 'Open now, or approved for later' : 'Open now';

/** What was opened in the portal or by other apps and is open now; and what of it cannot be told, which is never "nothing". */
async function outsideNow(
  deps: Deps,
  said: Said,
  wanted: string | undefined,
  known: readonly Stored[],
): Promise<readonly string[]> {
  const zone = await zoneOf(deps, { ...said.place, privateTo: said.person.id });
  const now = deps.clock.now();
  try {
    const { openings, unread } = await deps.outside.openings();
    const requests = known.map(({ request }) => request).filter(({ status }) => HELD.includes(status));
    const live = openings.filter((each) => each.live && each.until > now && !isOurs(each, each.vm, requests));
    const closed = await Promise.all(live.map((each) => isClosedHere(deps, each)));
    const foreign = live.filter((_, at) => !closed[at]);
    const vms = await vmsNow(deps);
    const groups = groupOutside(foreign, 'vms' in vms ? vms.vms : []).filter(
      ({ vm, vmName }) => wanted === undefined || isCalled({ id: vm, name: vmName }, wanted),
    );
    return [...groups.map((group) => sayOutside(group, zone)), ...unread];
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return [`What was opened outside Ajar cannot be told just now. ${error.message}`];
  }
}

/** Of a request of ours that has nothing open: its closing was proven, whatever the cloud's record still says. */
async function isClosedHere({ store }: Deps, { justification }: CloudOpening): Promise<boolean> {
  const id = readMarker(justification);
  return id !== undefined && (await store.find(id)) !== undefined;
}
