import { samePerson } from '../../access/person.ts';
import { HELD, isEnded, UNFINISHED } from '../../access/request.ts';
import type { Home, RequestRow } from '../../ports/card.ts';
import type { Said, Viewer } from '../../ports/chat.ts';
import type { Stored } from '../../ports/store.ts';
import { personalPlace } from '../cards/copies.ts';
import { mayApprove, rowFor } from '../cards/for-reader.ts';
import { replyPrivately } from '../cards/reply.ts';
import { rememberZone, zoneOf } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { NOT_LINKED, rolesOf } from '../step/roles.ts';

/** As many rows of each kind as a phone shows before it scrolls for long; Slack takes 100 blocks in all. */
const ROWS = { mine: 8, waiting: 8, recent: 5, all: 8 };
/** How many are looked through. */
const LOOKED_AT = 200;

/** "home": one's own overview, in private. */
export const sayHome = async (deps: Deps, said: Said): Promise<void> =>
  replyPrivately(deps, said, { card: 'home', home: await home(deps, { ...said, app: said.place.app }) });

/** What one person has open, may approve and had before; for those who may see it, what everybody else has open. */
export async function home(deps: Deps, viewer: Viewer): Promise<Home> {
  const { person } = viewer;
  await rememberZone(deps, person.id, viewer.zone);
  const place = personalPlace(viewer.app, person.id);
  const own = await deps.store.list({ requester: person.id, limit: LOOKED_AT });
  const mine = own.filter(({ request }) => UNFINISHED.includes(request.status));
  const recent = own.filter(({ request }) => isEnded(request));
  const waiting = await waitingFor(deps, viewer);
  const all = rolesOf(deps, viewer).seesAll ? await othersHeld(deps, viewer) : undefined;
  const rows = (found: readonly Stored[], most: number): Promise<readonly RequestRow[]> =>
    Promise.all(found.slice(0, most).map((stored) => rowFor(deps, stored, viewer, place)));
  const left = (found: readonly Stored[], most: number): number => Math.max(0, found.length - most);
  return {
    person,
    now: deps.clock.now(),
    zone: await zoneOf(deps, place),
    ...(viewer.askOnly ? { notice: NOT_LINKED } : {}),
    mine: await rows(mine, ROWS.mine),
    waiting: await rows(waiting, ROWS.waiting),
    recent: await rows(recent, ROWS.recent),
    ...(all ? { all: await rows(all, ROWS.all) } : {}),
    more: {
      mine: left(mine, ROWS.mine),
      waiting: left(waiting, ROWS.waiting),
      recent: left(recent, ROWS.recent),
      all: left(all ?? [], ROWS.all),
    },
  };
}

/** Oldest first: whoever waits longest is answered first. */
async function waitingFor(deps: Deps, viewer: Viewer): Promise<readonly Stored[]> {
  const pending = await deps.store.list({ statuses: ['pending'], limit: LOOKED_AT });
  const may = await Promise.all(pending.map(({ request }) => mayApprove(deps, request, viewer)));
  return pending.filter((_, index) => may[index]).reverse();
}

async function othersHeld(deps: Deps, { person }: Viewer): Promise<readonly Stored[]> {
  const held = await deps.store.list({ statuses: HELD, limit: LOOKED_AT });
  return held.filter(({ request }) => !samePerson(request.requester, person));
}
