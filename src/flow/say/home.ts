import { samePerson } from '../../access/person.ts';
import { ENDED, HELD, type Status, UNFINISHED } from '../../access/request.ts';
import type { Home, RequestRow } from '../../ports/card.ts';
import type { Said, Viewer } from '../../ports/chat.ts';
import type { Stored } from '../../ports/store.ts';
import { rowFor, waitingFor } from '../cards/for-reader.ts';
import { personalPlace } from '../cards/places.ts';
import { replyPrivately } from '../cards/reply.ts';
import { rememberZone, zoneOf } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { NOT_LINKED, rolesOf } from '../step/roles.ts';
import { waitingReviews } from './review.ts';

/** As many rows of each kind as a phone shows before it scrolls for long; Slack takes 100 blocks in all. */
const ROWS = { mine: 8, waiting: 8, recent: 5, all: 8 };
/** How many are looked through of one person's, and of everybody's. */
const LOOKED_AT = { own: 200, all: 1_000 };

/** "home": one's own overview, in private. */
export const sayHome = async (deps: Deps, said: Said): Promise<void> =>
  replyPrivately(deps, said, { card: 'home', home: await home(deps, { ...said, app: said.place.app }) });

/** What one person has open, may approve and had before; for those who may see it, what everybody else has open. */
export async function home(deps: Deps, viewer: Viewer): Promise<Home> {
  const { person } = viewer;
  await rememberZone(deps, person.id, viewer.zone);
  const place = personalPlace(viewer.app, person.id);
  // All at once: each may wait for a directory that hangs.
  const [mine, waiting, recent, all, reviews] = await Promise.all([
    rows(deps, viewer, own(deps, viewer, UNFINISHED), ROWS.mine),
    rows(deps, viewer, waitingLongestFirst(deps, viewer), ROWS.waiting, true),
    rows(deps, viewer, own(deps, viewer, ENDED), ROWS.recent),
    rows(deps, viewer, othersHeld(deps, viewer), ROWS.all),
    waitingReviews(deps, viewer),
  ]);
  return {
    ...{ person, now: deps.clock.now(), zone: await zoneOf(deps, place) },
    ...noticeOf(viewer, reviews.length),
    ...{ mine: mine.rows, waiting: waiting.rows, recent: recent.rows },
    ...((await rolesOf(deps, viewer)).seesAll ? { all: all.rows } : {}),
    more: { mine: mine.more, waiting: waiting.more, recent: recent.more, all: all.more },
  };
}

function noticeOf({ askOnly }: Viewer, reviews: number): Pick<Home, 'notice'> {
  const waiting =
    reviews === 1 ? 'A review of a break-glass waits' : `${reviews} reviews of break-glass wait`;
  const notices = [
    ...(reviews > 0 ? [`${waiting}: write "list reviews".`] : []),
    ...(askOnly === true ? [NOT_LINKED] : []),
  ];
  return notices.length > 0 ? { notice: notices.join(' ') } : {};
}

async function rows(
  deps: Deps,
  viewer: Viewer,
  finding: Promise<readonly Stored[]>,
  most: number,
  approves?: true,
): Promise<{ readonly rows: readonly RequestRow[]; readonly more: number }> {
  const place = personalPlace(viewer.app, viewer.person.id);
  const found = await finding;
  const shown = found.slice(0, most).map((stored) => rowFor(deps, stored, viewer, place, approves));
  return { rows: await Promise.all(shown), more: Math.max(0, found.length - most) };
}

/** Whoever waits longest is answered first. */
async function waitingLongestFirst(deps: Deps, viewer: Viewer): Promise<readonly Stored[]> {
  const pending = await deps.store.list({ statuses: ['pending'], limit: LOOKED_AT.all });
  return [...(await waitingFor(deps, pending, viewer))].reverse();
}

const own = (deps: Deps, { person }: Viewer, statuses: readonly Status[]): Promise<readonly Stored[]> =>
  deps.store.list({ requester: person.id, statuses, limit: LOOKED_AT.own });

async function othersHeld(deps: Deps, viewer: Viewer): Promise<readonly Stored[]> {
  if (!(await rolesOf(deps, viewer)).seesAll) return [];
  const held = await deps.store.list({ statuses: [...HELD, 'approved'], limit: LOOKED_AT.all });
  return held.filter(({ request }) => !samePerson(request.requester, viewer.person));
}
