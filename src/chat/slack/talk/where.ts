import type { Place } from '../../../ports/chat.ts';
import type { Believed, Of, Talk } from './talk.ts';
import { wayTo } from './tell.ts';

type Writing = Of<'command' | 'message'>;

/** Where the sender of a delivery reads alone. */
export const aloneWith = ({ places }: Talk, { person, account }: Believed): Promise<Place> =>
  places.alone(account.user, person.id);

/**
 * Where something written is answered. A command is nobody else's business; a mention is answered in its thread, unless people
 * of other organisations read along, or it cannot be told whether they do (HOLES H16).
 */
export async function placeOfWriting(talk: Talk, delivery: Writing, who: Believed): Promise<Place> {
  const { asides } = talk;
  const way = wayTo(delivery);
  if (!way) return directMessage(talk, delivery.channel, who);
  if (delivery.kind === 'command') return { ...(await aloneWith(talk, who)), aside: asides.keep(way) };
  if (await isShut(talk, delivery.channel))
    return { ...(await aloneWith(talk, who)), aside: asides.keep({ ...way, everything: true }) };
  const service = await talk.places.team();
  const thread = delivery.thread ?? delivery.ts;
  return { app: 'slack', service, conversation: delivery.channel, thread, aside: asides.keep(way) };
}

const isShut = async ({ places, log }: Talk, channel: string): Promise<boolean> =>
  places.whyShut(channel).then(
    (why) => why !== undefined,
    (error: unknown) => {
      log.warn({ error, channel }, 'It could not be checked who reads a channel');
      return true;
    },
  );

/** A direct message names its conversation itself. */
const directMessage = async (
  { places }: Talk,
  conversation: string,
  { person }: Believed,
): Promise<Place> => ({
  ...{ app: 'slack', service: await places.team(), conversation, privateTo: person.id },
});

/** Where a card is that was pressed; what is in a view, nobody else reads. */
export async function placeOfCard(
  talk: Talk,
  { channel, thread }: { readonly channel?: string; readonly thread?: string },
  who: Believed,
): Promise<Place> {
  // Only a direct message needs the look-up: it may be one between two people.
  const alone = channel === undefined || channel.startsWith('D') ? await aloneWith(talk, who) : undefined;
  if (alone && (channel === undefined || channel === alone.conversation)) return alone;
  const [service, conversation] = [await talk.places.team(), channel ?? ''];
  return { app: 'slack', service, conversation, ...(thread === undefined ? {} : { thread }) };
}

/**
 * A question is answered aside; the request that comes of it belongs where its ask was begun. One that was posted to several
 * places (a review) began in none of them, and is answered where it was pressed.
 */
export async function placeOfDraft(
  talk: Talk,
  delivery: Of<'action'>,
  who: Believed,
  draft: string,
): Promise<Place> {
  const kept = await talk.drafts.placeOf(draft);
  if (!kept && !delivery.ephemeral) return placeOfCard(talk, delivery, who);
  const began = kept && !(await isShut(talk, kept.conversation)) ? kept : undefined;
  const place = began ?? (await aloneWith(talk, who));
  const way = wayTo(delivery);
  if (!way || (!began && way.channel === place.conversation)) return place;
  const { everything: _, ...quiet } = way;
  return { ...place, aside: talk.asides.keep(began ? quiet : way) };
}
