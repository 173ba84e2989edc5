import type { Person } from '../../../access/person.ts';
import type { Account } from '../../../ports/accounts.ts';
import type { Card } from '../../../ports/card.ts';
import type { Listener, Place } from '../../../ports/chat.ts';
import type { Sends } from '../send/sends.ts';
import type { Delivery, Message, Wire } from '../wire.ts';
import { type Asides, shown, type Way } from './asides.ts';

/** Answers the sender of a delivery so that only they read it: aside where that works, else in their direct messages. */
export interface Tell {
  now(delivery: Delivery, card: Card): Promise<void>;
  /** In the place of a question that was answered, so that its buttons are gone. */
  replace(delivery: Extract<Delivery, { readonly kind: 'action' }>, card: Card): Promise<void>;
  /** Has the flow note a refusal that is this side's own, so that it has an audit line as any other; tells nobody. */
  turnAway(delivery: Delivery, sentence: string, whose: Whom): Promise<void>;
}

/** Who was turned away, as far as it is known. */
export interface Whom {
  readonly person?: Person;
  readonly account?: Account;
}

export interface TellParts {
  readonly wire: Pick<Wire['now'], 'direct' | 'respond'>;
  readonly sends: Pick<Sends, 'show'>;
  readonly asides: Asides;
  readonly draw: (card: Card) => Message;
  readonly listener: () => Pick<Listener, 'turnedAway'> | undefined;
}

export function createTell({ wire, sends, asides, draw, listener }: TellParts): Tell {
  const now = async (delivery: Delivery, card: Card): Promise<void> => {
    const message = draw(card);
    const way = wayTo(delivery);
    if (way && (await asides.use(asides.keep(way), message))) return;
    const alone = delivery.kind === 'message' && delivery.direct;
    await sends.show(alone ? delivery.channel : await wire.direct(delivery.user), message);
  };
  return {
    now,
    async replace(delivery, card) {
      const { responseUrl, channel, ts, ephemeral } = delivery;
      if (channel === undefined || ts === undefined) return now(delivery, card);
      const message = draw(card);
      // chat.update knows no ephemeral message.
      const replaced = ephemeral
        ? responseUrl !== undefined && shown(wire.respond(responseUrl, message, true))
        : shown(sends.show(channel, message, { ts }));
      if (!(await replaced)) await now(delivery, card);
    },
    turnAway: async (delivery, sentence, whose) => {
      const person = whose.person ?? (whose.account && unlinked(whose.account));
      await listener()?.turnedAway({
        ...{ key: delivery.key, place: rawPlace(delivery), sentence },
        ...(person ? { person } : {}),
      });
    },
  };
}

/** How the sender of a delivery is answered aside; undefined where it did not come from a conversation, or they are alone there. */
export function wayTo(delivery: Delivery): Way | undefined {
  const { user } = delivery;
  switch (delivery.kind) {
    case 'command':
      return { channel: delivery.channel, user, responseUrl: delivery.responseUrl, everything: true };
    case 'message':
      return delivery.direct ? undefined : { channel: delivery.channel, user, ...inThread(delivery) };
    case 'action':
      if (delivery.channel === undefined) return undefined;
      return {
        ...{ channel: delivery.channel, user, everything: true, ...inThread(delivery) },
        ...(delivery.responseUrl === undefined ? {} : { responseUrl: delivery.responseUrl }),
      };
    case 'shortcut':
    case 'message-shortcut':
    case 'submission':
    case 'options':
    case 'home':
      return undefined;
    default:
      return delivery satisfies never;
  }
}

/** Slack shows an ephemeral message only in a thread that is there already: https://docs.slack.dev/reference/methods/chat.postEphemeral */
const inThread = ({ thread }: { readonly thread?: string }): { readonly thread?: string } =>
  thread === undefined ? {} : { thread };

/** For the audit line alone: of whom only the account is known. It is nobody's id, and nothing is decided by it. */
const unlinked = ({ team, user, name }: Account): Person => ({ id: `slack/${team}/${user}`, name });

/** Where it happened, as the payload says: good enough to note it. */
const rawPlace = (delivery: Delivery): Place => ({
  ...{ app: 'slack', service: delivery.team },
  conversation: ('channel' in delivery ? delivery.channel : undefined) ?? delivery.user,
});
