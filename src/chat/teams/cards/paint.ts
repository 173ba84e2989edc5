import { isOf } from '../../../access/request.ts';
import type { Card } from '../../../ports/card.ts';
import type { Place } from '../../../ports/chat.ts';
import type { Slots } from '../../fill.ts';
import { withoutRepeats } from '../../repeats.ts';
import type { Draw, Drawn } from '../draw.ts';
import type { KnownIds } from '../talk/known-ids.ts';

/** Teams takes this many people for whom a card refreshes itself: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/user-specific-views */
const MOST_VIEWERS = 60;

/** Cards as Teams shows them in a place: an approval is one card for all, and the buttons are in the view of those who may use them. */
export interface Paint {
  /** As everybody in the place reads it. */
  base(card: Card, place: Place, mention: boolean): Promise<Drawn>;
  /** As the one who clicked or looks may use it; `reader` by Entra id. */
  view(card: Card, place: Place, reader: string, more?: Slots): Promise<Drawn>;
}

export function createPaint(draw: Draw, ids: Pick<KnownIds, 'of'>): Paint {
  return {
    async base(card, place, mention) {
      const once = readBy(withoutRepeats(card, place), place.privateTo);
      const viewers = await viewersOf(card, place, ids);
      if (!viewers) return outside(draw(once, mention), place);
      const shown = viewers.all ? withoutButtons(viewers.card) : once;
      return withRefresh(draw(shown, mention, { buttonsElsewhere: viewers.all }), viewers);
    },
    async view(card, place, reader, more) {
      const viewers = await viewersOf(card, place, ids);
      const own = readBy(withoutRepeats(card, place), reader);
      if (!viewers) return outside(draw(own, false, more), place);
      // Whether somebody may approve cannot always be told: whoever is given no button reads how to approve all the same.
      const buttonsElsewhere =
        !viewers.card.facts.can.approve && !isOf(viewers.card.request, { id: reader, name: '' });
      return withRefresh(draw(own, false, { buttonsElsewhere, ...more }), viewers);
    },
  };
}

type Approval = Extract<Card, { card: 'approval' }>;

interface Viewers {
  readonly card: Approval;
  readonly ids: readonly string[];
  /** Whether everybody who may approve is among them: only then can the buttons be left off the card for all. */
  readonly all: boolean;
}

/** For whom a card has views of its own; undefined where everybody is shown the same. */
async function viewersOf(card: Card, place: Place, ids: Pick<KnownIds, 'of'>): Promise<Viewers | undefined> {
  if (card.card !== 'approval' || card.request.status !== 'pending' || place.privateTo !== undefined)
    return undefined;
  const { approvers, moreApprovers } = card.facts;
  const people = [...approvers.map(({ id }) => id), card.request.requester.id];
  const known = await ids.of(people);
  if (known.size === 0) return undefined;
  const named = approvers.length > 0 && moreApprovers === 0 && approvers.length < MOST_VIEWERS;
  const all = named && approvers.every(({ id }) => known.has(id));
  return { card, ids: [...known.values()].slice(0, MOST_VIEWERS), all };
}

/** On an approval only its requester is offered Cancel, and they are not offered what they may never do (HOLES H2). */
function readBy(card: Card, reader: string | undefined): Card {
  if (card.card !== 'approval') return card;
  const own = reader !== undefined && isOf(card.request, { id: reader, name: '' });
  const { approve, cancel, ...rest } = card.facts.can;
  const can = { ...rest, approve: approve && !own, cancel: cancel && own };
  return { ...card, facts: { ...card.facts, can } };
}

const withoutButtons = (card: Approval): Approval => {
  const can = { approve: false, cancel: false, extend: false, close: false, again: false };
  return { ...card, facts: { ...card.facts, can } };
};

/** Kept in every view, too: without it a client stays with the view that it has. */
const withRefresh = ({ content, summary }: Drawn, { card, ids }: Viewers): Drawn => {
  const data = { request: card.request.id };
  const action = { type: 'Action.Execute', title: 'Refresh', verb: 'refresh', data };
  return { content: { ...content, refresh: { action, userIds: ids } }, summary };
};

/** An overview is one person's: where others read along, nobody's client asks for theirs by itself. */
function outside({ content, summary }: Drawn, { privateTo }: Place): Drawn {
  if (privateTo !== undefined) return { content, summary };
  const { refresh: _, ...rest } = content;
  return { content: rest, summary };
}
