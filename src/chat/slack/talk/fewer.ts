import { FEWER_TITLE, fewerView, loadingView, readMetadata, sayView } from '../cards/views.ts';
import { type Reply, type View, WireError } from '../wire.ts';
import { believed, FAILED, type Of, type Talk } from './talk.ts';
import { traits, viewerOf } from './viewer.ts';
import { placeOfCard } from './where.ts';

type Parts = Readonly<Partial<Record<'request' | 'terms', string>>>;

const TOO_LATE = 'Slack did not let the list of ports open in time. Please click again.';
const NOT_NOW =
  'There is nothing here that you could leave out: it is answered already, or not yours to answer now. Look at its card.';

/** "Fewer ports": opens at once, before anything is looked up, and is filled with what the request asks for now. */
export async function openFewer(talk: Talk, delivery: Of<'action'>, parts: Parts): Promise<void> {
  try {
    const { id, hash } = await talk.wire.openView(delivery.trigger, loadingView(FEWER_TITLE));
    const view = await filled(talk, delivery, parts).catch((error: unknown) => {
      talk.log.error({ error, key: delivery.key }, 'A list of ports could not be filled');
      return sayView(FEWER_TITLE, FAILED);
    });
    await talk.wire.updateView(id, view, hash);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    talk.log.warn({ reason: error.message, key: delivery.key }, 'A list of ports could not be opened');
    await talk.tell.now(delivery, { card: 'refusal', sentence: TOO_LATE });
  }
}

async function filled(talk: Talk, delivery: Of<'action'>, { request = '', terms }: Parts): Promise<View> {
  const who = await believed(talk, delivery);
  if ('refused' in who) return sayView(FEWER_TITLE, who.refused);
  const { channel = '', ts = '' } = delivery;
  const place = await placeOfCard(talk, delivery, who);
  const card = await who.listener.viewed(viewerOf(who), request, place, ts);
  const isTheirs = card?.card === 'approval' && card.facts.can.approve;
  if (!isTheirs || card.facts.approveOnly.length === 0) return sayView(FEWER_TITLE, NOT_NOW);
  return fewerView({ request, terms: Number(terms), channel, ts }, card.facts.approveOnly);
}

/** What stays was ticked: an approval as any other, of the terms that the list was made of. */
export async function submitFewer(talk: Talk, delivery: Of<'submission'>): Promise<Reply> {
  const { view, key } = delivery;
  const { request, terms = '', channel, ts } = readMetadata(view.metadata);
  const who = await believed(talk, delivery);
  if ('refused' in who) return { update: sayView(FEWER_TITLE, who.refused) };
  const { refused, sentence } = await who.listener.clicked({
    ...{ key, person: who.person, verb: 'approve', ...traits(who) },
    place: await placeOfCard(talk, channel === undefined ? {} : { channel }, who),
    ...(ts === undefined ? {} : { message: ts }),
    ...(request === undefined ? {} : { request }),
    ...(/^\d{1,9}$/.test(terms) ? { terms: Number(terms) } : {}),
    fields: { only: view.values.only ?? '' },
  });
  return refused ? { update: sayView(FEWER_TITLE, sentence) } : undefined;
}
