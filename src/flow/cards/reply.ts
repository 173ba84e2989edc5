import type { Person } from '../../access/person.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { Card } from '../../ports/card.ts';
import { ChatError, type Place, type Said, type TextFile } from '../../ports/chat.ts';
import { Conflict, type Once } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { type About, refusalEvent } from '../step/event.ts';

/** Shows an answer. A place that cannot be reached is the operator's to know; the asker sees nothing wrong done. */
export async function reply(deps: Deps, place: Place, card: Card): Promise<void> {
  await delivered(deps, place, card);
}

/** The same, where somebody is told elsewhere whether it was. */
export async function delivered(deps: Deps, place: Place, card: Card): Promise<boolean> {
  const chat = deps.chats.get(place.app);
  if (!chat) throw new Error(`No chat app "${place.app}" is configured.`);
  try {
    await chat.show(card, place);
    return true;
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    deps.log.warn(
      { card: card.card, app: place.app, reason: error.message },
      'an answer could not be delivered',
    );
    return false;
  }
}

export const answer = (deps: Deps, place: Place, sentence: string): Promise<void> =>
  reply(deps, place, { card: 'answer', sentence });

/** Shows something that only this person may read: in private, or not at all. */
export async function replyPrivately(
  deps: Deps,
  said: Pick<Said, 'person' | 'place'>,
  card: Card,
): Promise<void> {
  if (said.place.privateTo === said.person.id) return reply(deps, said.place, card);
  const place = await deps.chats.get(said.place.app)?.direct(said.person.id);
  if (!place) return answer(deps, said.place, 'I answer that only in a private chat. Write to me there.');
  await answer(deps, said.place, (await delivered(deps, place, card)) ? ANSWERED : NOT_ANSWERED);
}

const ANSWERED = 'I have answered you in our private chat.';
const NOT_ANSWERED =
  'I answer that only in our private chat, and could not write to you there. Say it again in a moment.';

/** Hands over a file where this person reads alone, or says why not. */
export async function sendPrivately(
  deps: Deps,
  { person, place }: Pick<Said, 'person' | 'place'>,
  file: TextFile,
): Promise<void> {
  const chat = deps.chats.get(place.app);
  const alone = place.privateTo === person.id ? place : await chat?.direct(person.id);
  if (!chat || !alone) return answer(deps, place, 'I send files only in a private chat. Write to me there.');
  try {
    await chat.send(file, alone);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    deps.log.warn({ app: place.app, reason: error.message }, 'a file could not be sent');
    return answer(deps, place, `${file.name} could not be sent. Try again later.`);
  }
  if (alone !== place) await answer(deps, place, 'I have sent it to our private chat.');
}

/** A refusal is an audit line and an answer, never only one of them. */
export async function refuse(
  deps: Deps,
  said: Pick<Said, 'key' | 'person' | 'place'>,
  sentence: string,
  more: { readonly hint?: string; readonly request?: AccessRequest; readonly about?: About } = {},
): Promise<void> {
  await recordRefusal(deps, said, sentence, more);
  await reply(deps, said.place, { card: 'refusal', sentence, ...(more.hint ? { hint: more.hint } : {}) });
}

/** Saves the refusal with the delivery that caused it; a delivery that was answered already has its line. */
export async function recordRefusal(
  deps: Deps,
  said: { readonly key: string; readonly person: Person; readonly place: Place },
  sentence: string,
  subject: { readonly request?: AccessRequest; readonly about?: About } = {},
): Promise<void> {
  const once: Once = { key: said.key, answer: { sentence, refused: true } };
  try {
    await deps.store.record(refusalEvent(deps, said.person, said.place.app, sentence, subject), once);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error; // the same delivery was recorded by another instance
  }
}
