import type { Person } from '../../access/person.ts';
import type { Card } from '../../ports/card.ts';
import type { ClickAnswer, Listener, Place } from '../../ports/chat.ts';
import type { Log } from '../../ports/log.ts';
import { knownZone } from '../times.ts';
import { within } from '../within.ts';
import { type Activity, keyOf, textOf } from './activity.ts';
import { clickOf } from './click.ts';
import type { Drawn } from './draw.ts';
import type { Answer } from './gate.ts';
import type { Places } from './places.ts';
import type { TurnAway } from './turn-away.ts';
import type { Who } from './who.ts';

/** Teams sends a message again when it is not answered within about 10 s, and tells the person that the app is broken; real milliseconds. */
const MESSAGE_MS = 2_500;
const CLICK_MS = 8_000;

export interface IncomingParts {
  readonly places: Places;
  /** Also remembers where somebody whom it believes reads alone. */
  readonly who: (activity: Activity) => Promise<Who>;
  readonly turnAway: TurnAway;
  readonly listener: () => Listener | undefined;
  readonly tell: (card: Card, place: Place) => Promise<unknown>;
  readonly draw: (card: Card, place: Place, note: string) => Drawn['content'];
  readonly log: Log;
}

const STARTING = 'Ajar is just starting, so nothing was done. Please try again in a minute.';
const FAILED = 'Something failed in Ajar. Write "list" to see how your requests stand before you try again.';
const UNKNOWN_BUTTON =
  'This button is none that Ajar knows, so nothing was done. Use the newest card, or write "help".';
const NO_CARD =
  'Teams did not say which card this button is on, so nothing was done. Use the card that Ajar sent, or write "list".';
const SLOW = 'This takes longer than usual. The card will be redrawn when it is done.';

/** What a trusted activity leads to; answers Teams within its time, whatever the flow does. */
export function createIncoming(parts: IncomingParts): (activity: Activity) => Promise<Answer> {
  return async (activity) => {
    switch (activity.type) {
      case 'message':
        await parts.places.learn(activity);
        return hear(parts, activity);
      case 'invoke':
        return activity.name === 'adaptiveCard/action' ? press(parts, activity) : { status: 501 };
      case 'installationUpdate':
      case 'conversationUpdate':
        return arrive(parts, activity);
      default:
        return { status: 200 };
    }
  };
}

function zoneOf({ localTimezone }: Activity): { readonly zone?: string } {
  const zone = localTimezone ? knownZone(localTimezone) : 'UTC';
  return zone === 'UTC' && localTimezone !== 'UTC' ? {} : { zone };
}

async function hear(
  parts: IncomingParts,
  activity: Activity,
  text = textOf(activity),
  key = keyOf(activity),
) {
  const place = parts.places.of(activity);
  const work = (async () => {
    const who = await parts.who(activity);
    const listener = parts.listener();
    if ('refused' in who) {
      await parts.turnAway(activity, who.refused, who.claimed);
      await parts.tell({ card: 'refusal', sentence: who.refused }, place);
    } else if (!listener) await parts.tell({ card: 'refusal', sentence: STARTING }, place);
    else await listener.said({ key, person: who.person, text, place, ...zoneOf(activity) });
  })().catch(async (error: unknown) => {
    parts.log.error({ error, key }, 'A message could not be handled');
    await parts.tell({ card: 'refusal', sentence: FAILED }, place);
  });
  await within(MESSAGE_MS, guarded(parts.log, work), undefined);
  return { status: 200 };
}

async function press(parts: IncomingParts, activity: Activity): Promise<Answer> {
  const work = answerClick(parts, activity).catch((error: unknown) => {
    parts.log.error({ error, key: keyOf(activity) }, 'A click could not be handled');
    return message(FAILED);
  });
  return { status: 200, body: await within(CLICK_MS, work, message(SLOW)) };
}

async function answerClick(parts: IncomingParts, activity: Activity): Promise<object> {
  const who = await parts.who(activity);
  const turnAway = async (sentence: string, person: Person | undefined): Promise<object> => {
    await parts.turnAway(activity, sentence, person);
    return message(sentence);
  };
  if ('refused' in who) return turnAway(who.refused, who.claimed);
  const listener = parts.listener();
  if (!listener) return message(STARTING);
  const clicked = activity.replyToId;
  // Without it nobody could tell a forwarded copy from the card itself.
  if (!clicked) return turnAway(NO_CARD, who.person);
  const place = parts.places.of(activity);
  const rest = { key: keyOf(activity), place, message: clicked, ...zoneOf(activity) };
  const click = clickOf(activity, who.person, rest);
  if (!click) return turnAway(UNKNOWN_BUTTON, who.person);
  return answered(await listener.clicked(click), (card, note) => parts.draw(card, place, note));
}

/** A card replaces the clicked one for the clicker alone; a refusal is told on top of it. */
const answered = (
  { sentence, refused, card }: ClickAnswer,
  draw: (card: Card, note: string) => Drawn['content'],
): object =>
  card
    ? {
        statusCode: 200,
        type: 'application/vnd.microsoft.card.adaptive',
        value: draw(card, refused ? sentence : ''),
      }
    : message(sentence);

/** Always 200: Teams shows nothing at all of another status. */
const message = (value: string): object => ({
  statusCode: 200,
  type: 'application/vnd.microsoft.activity.message',
  value,
});

/** The bot was added or removed somewhere, or others were, which is nothing to it. */
async function arrive(parts: IncomingParts, activity: Activity): Promise<Answer> {
  if (activity.type === 'installationUpdate' && activity.action?.startsWith('remove')) {
    await parts.places.forget(activity);
    return { status: 200 };
  }
  await parts.places.learn(activity);
  const added = activity.membersAdded?.some(({ id }) => id === activity.recipient?.id) ?? false;
  if (activity.type === 'conversationUpdate' && !added) return { status: 200 };
  const { conversation, privateTo } = parts.places.of(activity);
  if (!(await parts.places.firstGreeting(conversation))) {
    if (privateTo !== undefined) await parts.who(activity);
    return { status: 200 };
  }
  return hear(parts, activity, 'help', `teams/${conversation}/greeting`);
}

async function guarded(log: Log, work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => log.warn({ error }, 'A person could not be told'));
}
