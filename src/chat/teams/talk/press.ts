import type { Card } from '../../../ports/card.ts';
import type { Viewer } from '../../../ports/chat.ts';
import { CAPS, plain } from '../../plain.ts';
import { within } from '../../within.ts';
import type { Views } from '../cards/views.ts';
import type { Activity } from '../door/activity.ts';
import { withNote } from '../draw.ts';
import { type Caller, type CallerParts, callerOf } from './caller.ts';
import { clickOf, type Pressed } from './click.ts';
import { type FormClick, formClickOf } from './form-click.ts';
import { beginForm, type FormParts, goOn, sendForm, sendJit } from './form-press.ts';
import { cardReply, message } from './replies.ts';

export interface PressParts extends FormParts {
  readonly views: Views;
}

const UNKNOWN_BUTTON =
  'This button is none that Ajar knows, so nothing was done. Use the newest card, or write "help".';
const NO_CARD =
  'Teams did not say which card this button is on, so nothing was done. Use the card that Ajar sent, or write "list".';
const tooLate = (request: string): string =>
  `Ajar could not tell in time what you can do here. Try again in a minute, or write "approve ${request}" to Ajar.`;
const NOTHING_NEW = 'There is nothing on this card for you to do.';

/** How long a look at a card waits for the reader's own view; real milliseconds. */
const VIEW_MS = 3_000;

type Parts = CallerParts & PressParts;

/** A press on one of our buttons, or a client that redraws a card by itself; `quiet` says whether such a one need not be noted. */
export async function press(parts: Parts, activity: Activity, quiet: () => boolean): Promise<object> {
  const formClick = formClickOf(activity);
  const caller = await callerOf(parts, activity, () => formClick?.automatic === true && quiet());
  if ('refused' in caller) return message(caller.refused);
  const on = activity.replyToId;
  const turnAway = async (sentence: string): Promise<object> => {
    await parts.turnAway(activity, sentence, caller.person);
    return message(sentence);
  };
  if (formClick) return pressForm(parts, caller, formClick, on ?? undefined);
  // Without it nobody could tell a forwarded copy from the card itself.
  if (!on) return turnAway(NO_CARD);
  const { listener: _, person, ...delivery } = caller;
  const pressed = clickOf(activity, person, { ...delivery, message: on });
  return pressed ? clicked(parts, caller, pressed, on) : turnAway(UNKNOWN_BUTTON);
}

function pressForm(parts: Parts, caller: Caller, press: FormClick, on: string | undefined): Promise<object> {
  switch (press.verb) {
    case 'form':
      return beginForm(parts, caller, {});
    case 'again':
      return beginForm(parts, caller, { again: press.request });
    case 'listed':
      return beginForm(parts, caller, { listed: press.listed });
    case 'pick':
      return goOn(parts, caller, press);
    case 'submit':
      return sendForm(parts, caller, press);
    case 'jit':
      return sendJit(parts, caller, press);
    case 'home':
      return home(parts, caller, '', false);
    case 'refresh':
      return look(parts, caller, press.request, on);
    default:
      return press satisfies never;
  }
}

/** A card replaces the clicked one for the clicker alone; a refusal is told on top of it. */
async function clicked(
  parts: Parts,
  caller: Caller,
  { click, onHome }: Pressed,
  on: string,
): Promise<object> {
  const { listener, person, place } = caller;
  const { sentence, refused, card } = await listener.clicked(click);
  parts.views.stale(place, on);
  if (onHome) return home(parts, caller, sentence, refused);
  if (!card) return message(sentence);
  // What the flow answers is the card as all read it: on one that has views, it must not give its clicker more than theirs.
  const own = card.card === 'approval' && place.privateTo === undefined;
  const view = own ? await listener.viewed(viewerOf(caller), card.request.id, place, on) : undefined;
  const drawn = await parts.paint.view(view ?? card, place, person.id);
  return cardReply(withNote(drawn, refused ? sentence : '', 'bad'));
}

const viewerOf = ({ person, zone, askOnly }: Caller): Viewer => ({
  ...{ app: 'teams', person, ...(askOnly && { askOnly }) },
  ...(zone === undefined ? {} : { zone }),
});

/** The person's overview as it is now, with what came of the last click above it. */
async function home(parts: Parts, caller: Caller, note: string, refused: boolean): Promise<object> {
  const { listener, place } = caller;
  const card: Card = { card: 'home', home: await listener.home(viewerOf(caller)) };
  return cardReply(
    withNote(await parts.paint.view(card, place, caller.person.id), note, refused ? 'bad' : 'calm'),
  );
}

/** A request's card as this person may use it. */
async function look(parts: Parts, caller: Caller, request: string, on: string | undefined): Promise<object> {
  if (on === undefined) return message(NOTHING_NEW);
  const { listener, place, person } = caller;
  const make = async () => {
    const card = await listener.viewed(viewerOf(caller), request, place, on);
    return card && (await parts.paint.view(card, place, caller.person.id)).content;
  };
  const looked = parts.views.of(place, on, `${person.id} ${request}`, make);
  const answer = looked.then((content) => (content ? cardReply({ content }) : message(NOTHING_NEW)));
  return within(VIEW_MS, answer, message(tooLate(plain(request, CAPS.id))));
}
