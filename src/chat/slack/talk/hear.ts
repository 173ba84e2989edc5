import { believed, type Of, redrawn, type Talk } from './talk.ts';
import { traits } from './viewer.ts';
import { placeOfWriting } from './where.ts';
import { STARTING } from './who.ts';
import { called, codeIn } from './words.ts';

type Writing = Of<'command' | 'message'>;

/** Something was written: by a command, to the bot alone, or to it in a channel. */
export async function hear(talk: Talk, delivery: Writing): Promise<void> {
  const { key } = delivery;
  const code = codeIn(delivery.text);
  if (code !== undefined) return link(talk, delivery, code);
  const who = await believed(talk, delivery);
  if ('refused' in who) return talk.tell.now(delivery, { card: 'refusal', sentence: who.refused });
  const { person, listener } = who;
  const place = await placeOfWriting(talk, delivery, who);
  const here = delivery.kind === 'command' ? { here: delivery.channel } : {};
  const text = called(delivery.text, (await talk.wire.self()).user);
  await listener.said({ key, person, text, place, ...traits(who), ...here });
}

/**
 * `link CODE`: the one thing that somebody of whom only the account is known may do. One that was written where others read
 * it is used all the same: unused it would still be good, for whoever reads it.
 */
async function link(talk: Talk, delivery: Writing, code: string): Promise<void> {
  const { tell, who } = talk;
  const whose = await who.account(delivery);
  const listener = talk.listener();
  if (!listener) return tell.now(delivery, { card: 'refusal', sentence: STARTING });
  if ('refused' in whose) {
    await tell.turnAway(delivery, whose.refused, whose);
    return tell.now(delivery, { card: 'refusal', sentence: whose.refused });
  }
  const place = { app: 'slack', service: await talk.places.team(), conversation: delivery.channel };
  const { refused, sentence } = await listener.linked(whose.account, code, { key: delivery.key, place });
  await tell.now(delivery, { card: refused ? 'refusal' : 'answer', sentence });
  // What their Home tab said until now was that nobody knows them.
  if (!refused) await redrawn(talk, talk.homes.opened(delivery));
}
