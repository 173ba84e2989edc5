import type { Card } from '../../src/ports/card.ts';
import { type Chat, ChatError, type Place, type TextFile } from '../../src/ports/chat.ts';
import type { Mention } from '../../src/ports/user-groups.ts';

/** One message as it stands now. */
export interface Message {
  readonly id: string;
  readonly place: Place;
  card: Card;
  edits: number;
  /** Whom its first showing notified. */
  readonly mentions: readonly Mention[];
}

/** A chat app in memory that keeps cards instead of drawing them; some places can be shut. */
export interface Stage extends Chat {
  readonly messages: readonly Message[];
  readonly files: readonly { readonly file: TextFile; readonly place: Place }[];
  /** Whose overview was called out of date. */
  readonly changed: Set<string>;
  /** Conversations that answer 403. */
  readonly shut: Set<string>;
  /** Fails the next so many shows with this. */
  trouble: ChatError[];
  room(person: string): Place;
  channel(name: string): Place;
}

export function createStage(app = 'teams'): Stage {
  const messages: Message[] = [];
  const files: { readonly file: TextFile; readonly place: Place }[] = [];
  const changed = new Set<string>();
  const shut = new Set<string>();
  const room = (person: string): Place => ({
    app,
    service: 'here',
    conversation: `dm-${person}`,
    privateTo: person,
  });
  const channel = (name: string): Place => ({ app, service: 'here', conversation: name });
  const stage: Stage = {
    ...{ app, messages, files, changed, shut, room, channel, trouble: [] },
    ...(app === 'teams' ? { entra: true } : {}),
    async show(card, place, replaces, mentions = []) {
      const trouble = stage.trouble.shift();
      if (trouble) throw trouble;
      if (shut.has(place.conversation)) throw new ChatError('gone', `${place.conversation} is shut.`);
      const known = messages.find((message) => message.id === replaces);
      if (replaces !== undefined && !known) throw new ChatError('gone', 'No such message.');
      if (known) {
        known.card = card;
        known.edits += 1;
        return known.id;
      }
      messages.push({ id: `m${messages.length + 1}`, place, card, edits: 0, mentions });
      return `m${messages.length}`;
    },
    direct: async (person) => (shut.has(`dm-${person}`) ? undefined : room(person)),
    place: async (name) => (shut.has(name) ? undefined : channel(name)),
    async send(file, place) {
      if (shut.has(place.conversation)) throw new ChatError('gone', `${place.conversation} is shut.`);
      files.push({ file, place });
    },
    stale: (people) => {
      for (const person of people) changed.add(person);
    },
  };
  return stage;
}
