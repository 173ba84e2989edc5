import type { Card } from '../../src/ports/card.ts';
import { type Chat, ChatError, type Place } from '../../src/ports/chat.ts';
import type { Dice } from './dice.ts';
import type { Call } from './life.ts';
import type { Weather } from './weather.ts';

/** One message as it stands, for everybody who looks. */
export interface Message {
  readonly id: string;
  readonly place: Place;
  card: Card;
}

/** The chat platform itself: it outlives every process. */
export interface Platform {
  readonly messages: Message[];
  /** Threads in which something could not be shown: whoever waits there knows that the chat is down. */
  readonly failed: Set<string>;
}

export const createPlatform = (): Platform => ({ messages: [], failed: new Set() });

export const room = (person: string, thread?: string): Place => ({
  ...{ app: 'teams', service: 'here', conversation: `dm-${person}`, privateTo: person },
  ...(thread === undefined ? {} : { thread }),
});

/** The chat app as one process reaches it. */
export function chatOver(
  platform: Platform,
  call: Call,
  {
    weather,
    dice,
    shown,
  }: { weather: Weather; dice: Dice; shown: (card: Card, place: Place, replaces?: string) => void },
): Chat {
  const { messages, failed } = platform;
  const put = (card: Card, place: Place, replaces?: string): string => {
    const known = replaces === undefined ? undefined : messages[Number(replaces.slice(1)) - 1];
    if (replaces !== undefined && !known) throw new ChatError('gone', 'No such message.');
    shown(card, place, replaces);
    if (known) {
      known.card = card;
      return known.id;
    }
    const id = `m${messages.length + 1}`;
    messages.push({ id, place, card });
    return id;
  };
  return {
    app: 'teams',
    entra: true,
    show: (card, place, replaces) =>
      call('chat', `show ${card.card} ${place.conversation}`, () => {
        const fail = (error: ChatError): never => {
          if (place.thread !== undefined) failed.add(place.thread);
          throw error;
        };
        const { down, busy, lost } = weather.chat;
        if (down) fail(new ChatError('broken', 'The chat is down.'));
        if (dice.chance(busy)) fail(new ChatError('busy', 'Too many messages.', { retryAfterMs: 5_000 }));
        const id = put(card, place, replaces);
        if (dice.chance(lost)) fail(new ChatError('broken', 'The answer was lost.'));
        return id;
      }),
    direct: (person) => call('chat', 'direct', () => room(person)),
    place: (name) =>
      call('chat', 'place', (): Place => ({ app: 'teams', service: 'here', conversation: name })),
    send: (_file, place) =>
      call('chat', 'send', () => {
        if (place.thread !== undefined) failed.add(place.thread);
      }),
  };
}
