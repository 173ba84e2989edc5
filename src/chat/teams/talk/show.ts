import type { Card } from '../../../ports/card.ts';
import { type Chat, ChatError, type Place } from '../../../ports/chat.ts';
import type { Paint } from '../cards/paint.ts';
import type { Views } from '../cards/views.ts';
import { mayBeSentTo } from '../door/hosts.ts';
import { withGroups } from '../draw.ts';
import type { Sends } from '../send/sends.ts';
import type { TeamsSettings } from '../settings.ts';
import { isBarred, type Outgoing, type Transport, WireError } from '../wire.ts';
import { type Places, teamsId } from './places.ts';

interface Parts {
  readonly hosts: readonly string[];
  readonly transport: Transport;
  readonly sends: Sends;
}

/** Sends a message to a place, or edits the one that it replaces; answers its id. Throws `ChatError`. */
export type Send = (place: Place, message: Outgoing, replaces?: string) => Promise<string>;

/** Only to services that may be sent to: places come from the store, and what was allowed when they were learnt need not be now. */
export function createSend({ hosts, transport, sends }: Parts): Send {
  return async (place, message, replaces) => {
    if (!mayBeSentTo(place.service, hosts))
      throw new ChatError('broken', `Cards may not be sent to the service "${place.service}"`);
    const conversation = teamsId(place);
    return sends.run(`${place.service} ${conversation}`, async () => {
      if (replaces === undefined) return transport.post(place.service, conversation, message);
      await transport.edit(place.service, conversation, replaces, message);
      return replaces;
    });
  };
}

interface ShowParts {
  readonly send: Send;
  readonly paint: Paint;
  readonly views: Views;
  readonly places: Pick<Places, 'sharedAt'>;
}

/** Sends a card to its place, or edits the message that it replaces. */
export function createShow({ send, paint, views, places }: ShowParts): Chat['show'] {
  return async (card, place, replaces, mentions = []) => {
    if (card.card !== 'refusal' && (await places.sharedAt(place)))
      throw new ChatError('gone', 'This channel is shared with other teams or organisations');
    const show = async (mention: boolean): Promise<string> => {
      const { content, summary } = withGroups(
        await paint.base(card, place, mention),
        replaces === undefined && place.privateTo === undefined ? mentions : [],
        !mention,
      );
      const alert = replaces === undefined && isLoud(card, place);
      // An edit is seen, and clients ask for their views, before the answer to it is here.
      if (replaces !== undefined) views.stale(place, replaces);
      const id = await send(place, { content, summary, alert }, replaces);
      views.drew(place, id, content);
      return id;
    };
    const mention = place.privateTo === undefined;
    try {
      return await show(mention);
    } catch (error) {
      // A mention of somebody who left can make Teams refuse the whole card; the card matters more.
      const names = card.card === 'approval' || mentions.some(({ person }) => person !== undefined);
      if (mention && names && faultOf(error)?.status === 400) return show(false);
      throw error;
    }
  };
}

/** What may ring in the reader's activity feed: only what asks something of this one person. */
const isLoud = (card: Card, { privateTo }: Place): boolean =>
  privateTo !== undefined &&
  (['approval', 'warning', 'alert'].includes(card.card) ||
    (card.card === 'bulletin' && card.bulletin.pages === true) ||
    (card.card === 'setup' && card.view.can.approve));

/** Where a person reads alone: the chat that they have with the bot, or a new one where Teams lets us begin it. */
export function createDirect(
  settings: TeamsSettings,
  places: Places,
  { hosts, transport, sends }: Parts,
): Chat['direct'] {
  return async (person) => {
    const known = await places.person(person);
    if (known && mayBeSentTo(known.service, hosts)) return known;
    for (const tenant of settings.tenants) {
      const service = await places.serviceOf(tenant);
      if (!service || !mayBeSentTo(service, hosts)) continue;
      const conversation = await begin(service, tenant, person);
      if (!conversation) continue;
      const place: Place = { app: 'teams', service, conversation, privateTo: person };
      await places.rememberPerson(person, place);
      return place;
    }
    return undefined;
  };

  async function begin(service: string, tenant: string, person: string): Promise<string | undefined> {
    try {
      return await sends.run(`${service} begin`, () => transport.begin(service, tenant, person));
    } catch (error) {
      // Teams answers 403 where the person has not installed the bot, 400 and 404 where it does not know the person.
      const fault = faultOf(error);
      if (fault && [400, 403, 404].includes(fault.status ?? 0) && !isBarred(fault)) return undefined;
      throw error;
    }
  }
}

const faultOf = (error: unknown): WireError | undefined =>
  error instanceof ChatError && error.cause instanceof WireError ? error.cause : undefined;
