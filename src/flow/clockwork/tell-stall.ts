import type { AuditKind, NewEvent } from '../../access/audit-event.ts';
import type { Bulletin } from '../../access/bulletin.ts';
import { sayDuration } from '../../access/duration.ts';
import { AJAR } from '../../access/person.ts';
import { watchRoutes } from '../../access/policy/mode.ts';
import { MINUTE_MS } from '../../access/unit-ms.ts';
import { sayInstant } from '../../access/wall-time.ts';
import type { Place } from '../../ports/place.ts';
import { onDutyPlaces } from '../cards/alarms.ts';
import { draw } from '../cards/draw.ts';
import { dutyMentions } from '../cards/mentions.ts';
import { isUnnamed, named } from '../cards/places.ts';
import { tell } from '../cards/tell.ts';
import type { Deps } from '../deps.ts';

/** What is said of a clockwork that stands: every port stays as it is until somebody looks. */
export const stalledSince = (deps: Deps, since: Date): Bulletin => ({
  ...loud(deps, 'Nothing that is due is done'),
  sentences: [
    `Since ${sayInstant(since, deps.zone)} Ajar has not got round to what is due: what ends is not closed, but by Azure itself where Defender opened it.`,
    'The log says why, most often the store. "ajar sweep --once" closes what is past its end without it (docs/emergency.md).',
  ],
});

/** Another process may still have it: this one cannot tell. */
export const withoutStore = (deps: Deps, since: Date): Bulletin => ({
  ...loud(deps, 'The store does not answer'),
  sentences: [
    `Since ${sayInstant(since, deps.zone)} an Ajar gets no answer from its store. Where no other one does, nothing that is due is done, and nobody can ask or approve.`,
    '"ajar doctor" says more; "ajar sweep --once" closes what is past its end without the store (docs/emergency.md).',
  ],
});

/** `to`: when what was due was looked at again. */
export const movesAgain = (deps: Deps, since: Date, to: Date): Bulletin => ({
  ...loud(deps, 'What is due is done again'),
  sentences: [
    `From ${sayInstant(since, deps.zone)} to ${sayInstant(to, deps.zone)}, ${lengthOf(since, to)}, Ajar did nothing that was due.`,
    'What ended meanwhile is being closed now, and is told where it cannot be.',
  ],
});

const loud = ({ clock }: Deps, title: string) =>
  ({ status: 'told', at: clock.now(), loud: true, pages: true, title }) as const;

const lengthOf = (from: Date, to: Date): string =>
  sayDuration(Math.max(1, Math.round((to.getTime() - from.getTime()) / MINUTE_MS)) * MINUTE_MS);

/** On-call hears of it once, whichever processes find it; the message is drawn here, since the clockwork that draws stands. */
export async function tellDuty(
  deps: Deps,
  id: string,
  kind: AuditKind & ('stalled' | 'movesAgain'),
  bulletin: Bulletin,
): Promise<void> {
  const event: NewEvent = {
    ...{ at: bulletin.at, kind, actor: AJAR, app: 'ajar', detail: bulletin.sentences.join(' ') },
    ...{ policy: deps.policy().hash, rules: [], vms: [], ports: [], sources: [], traces: [] },
  };
  await tell(deps, { id, bulletin, places: await dutyPlaces(deps), event });
  const now = deps.clock.now();
  const copies = await deps.store.copies(id);
  const missing = copies.filter(
    ({ message, lost, notBefore = now }) => !message && !lost && notBefore <= now,
  );
  await Promise.all(missing.map((copy) => draw(deps, copy)));
}

/** Where what belongs to no request is told, and on-call in private; the admins where nobody is on call. */
export const dutyPlaces = async (deps: Deps): Promise<readonly Place[]> => [
  ...watchRoutes(deps.policy()).map(named),
  ...(await onDutyPlaces(deps)).filter((place) => !isUnnamed(place)),
];

/**
 * Where the store does not answer there is nothing to save it in: each process says it for itself, wherever its chat apps know
 * the place without the store. Answers whether anybody could be told.
 */
export async function tellWithoutStore(deps: Deps, bulletin: Bulletin): Promise<boolean> {
  const shown = await Promise.all(
    watchRoutes(deps.policy()).map(async (route) => {
      const { app, conversation } = named(route);
      const chat = deps.chats.get(app);
      try {
        const place = await chat?.place(conversation);
        if (!chat || !place) return false;
        const card = { card: 'bulletin', zone: deps.zone, bulletin } as const;
        const show = async (withMentions: boolean) =>
          chat.show(card, place, undefined, withMentions ? await dutyMentions(deps, place) : []);
        await show(true).catch(() => show(false)); // who somebody is in a chat app may be in the store
        return true;
      } catch (error) {
        deps.log.warn({ error, route }, 'a clockwork that stands could not be told there');
        return false;
      }
    }),
  );
  return shown.includes(true);
}
