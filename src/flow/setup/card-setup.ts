import { samePerson } from '../../access/person.ts';
import type { Card } from '../../ports/card.ts';
import type { Place } from '../../ports/place.ts';
import type { Copy, StoredRecord } from '../../ports/store.ts';
import { zoneOf } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { rolesOf } from '../step/roles.ts';
import { isAskCopy } from './copies-setup.ts';
import { otherAdmins } from './who-may.ts';

type SetupCard = Extract<Card, { card: 'setup' }>;

/** More names than this are a number on a card. */
const NAMED = 8;

/** The card of a setup in one place. Who reaches the ports is told where admins are asked, and to an admin who reads alone. */
export async function setupCard(
  deps: Deps,
  { body }: StoredRecord<'setup'>,
  copy: Pick<Copy, 'slot'>,
  place: Place,
): Promise<SetupCard> {
  const { home, ...setup } = body;
  const { requester, status } = setup;
  const pending = status === 'pending';
  const asks = isAskCopy(copy);
  const approvers = pending && setup.approval === 'admin' ? await otherAdmins(deps, requester.id) : [];
  const reader = place.privateTo;
  const isOwn = reader !== undefined && samePerson({ id: reader, name: '' }, requester);
  return {
    ...{ card: 'setup', setup },
    view: {
      now: deps.clock.now(),
      zone: await zoneOf(deps, place, home),
      approvers: approvers.slice(0, NAMED),
      moreApprovers: Math.max(0, approvers.length - NAMED),
      full:
        asks || (reader !== undefined && (await rolesOf(deps, { person: { id: reader, name: '' } })).seesAll),
      can: { approve: pending && asks && !isOwn, cancel: pending && !asks },
    },
  };
}
