import type { Card } from '../../../ports/card.ts';
import { ChatError, type Click, type ClickAnswer, type ClickVerb } from '../../../ports/chat.ts';
import { type Button, type Pressed, pressed } from '../cards/buttons.ts';
import { type Callback, denyView } from '../cards/views.ts';
import { WireError } from '../wire.ts';
import { openFewer } from './fewer.ts';
import type { Forms } from './forms.ts';
import { type Believed, believed, type Of, redrawn, type Talk } from './talk.ts';
import { traits, viewerOf } from './viewer.ts';
import { placeOfCard, placeOfDraft } from './where.ts';

type Action = Of<'action'>;

const OLD =
  'This button is from an older version of Ajar, so nothing was done. Write /jit list to see how your requests stand.';
const NO_CARD =
  'Slack did not say which card this button is on, so nothing was done. Use the card that Ajar sent, or write /jit list.';
const TOO_LATE = 'Slack did not let the question for a reason open in time. Please click again.';

/** One dispatcher for every button and menu; whoever pressed is always answered. */
export function createClicks(talk: Talk, forms: Forms): (delivery: Action) => Promise<void> {
  const pick = (delivery: Action): Promise<void> =>
    delivery.view ? forms.pick(delivery, delivery.view) : refuse(talk, delivery, OLD);
  const table: Record<Button, (delivery: Action, button: Pressed) => Promise<void>> = {
    approve: (delivery, button) => click(talk, delivery, button, 'approve'),
    less: (delivery, button) => click(talk, delivery, button, 'approve', minutes('minutes', button)),
    fewer: (delivery, { parts }) =>
      delivery.channel === undefined || delivery.ts === undefined
        ? refuse(talk, delivery, NO_CARD)
        : openFewer(talk, delivery, parts),
    deny: (delivery, button) => openDenial(talk, delivery, button),
    cancel: (delivery, button) => click(talk, delivery, button, 'cancel'),
    close: (delivery, button) => click(talk, delivery, button, 'close'),
    extend: (delivery, button) => click(talk, delivery, button, 'extend', minutes('extendBy', button)),
    repeat: (delivery, button) => click(talk, delivery, button, 'repeat'),
    again: (delivery, { parts }) => forms.open(delivery, parts.request ? { again: parts.request } : {}),
    listed: (delivery, { parts: { list = '', choice } }) =>
      forms.open(delivery, { listed: { list, at: Number(choice) } }),
    choose: (delivery, button) => click(talk, delivery, button, 'choose'),
    write: (delivery, button) => click(talk, delivery, button, 'choose', { value: button.value }),
    page: async () => undefined,
    ask: (delivery) => forms.open(delivery, {}),
    jit: (delivery, { parts }) => forms.openJit(delivery, parts.form ?? ''),
    vm: (delivery) => pick(delivery),
    whom: (delivery) => pick(delivery),
  };
  return (delivery) => {
    const button = pressed(delivery.action, delivery.value);
    return button && isWhole(button) ? table[button.button](delivery, button) : refuse(talk, delivery, OLD);
  };
}

const minutes = (name: 'minutes' | 'extendBy', { parts }: Pressed) => ({ [name]: parts.minutes ?? '' });

const isHome = ({ view }: Action): boolean => view?.callback === ('home' satisfies Callback);

/** Numbers that are none were never drawn by us. */
const isWhole = ({ parts }: Pressed): boolean =>
  [parts.terms, parts.minutes, parts.choice].every((part) => part === undefined || /^\d{1,9}$/.test(part));

async function refuse(talk: Talk, delivery: Action, sentence: string): Promise<void> {
  const who = await talk.who.person(delivery);
  await talk.tell.turnAway(delivery, sentence, who);
  await talk.tell.now(delivery, { card: 'refusal', sentence });
}

async function click(
  talk: Talk,
  delivery: Action,
  button: Pressed,
  verb: ClickVerb,
  fields: Click['fields'] = {},
): Promise<void> {
  const who = await believed(talk, delivery);
  if ('refused' in who) return talk.tell.now(delivery, { card: 'refusal', sentence: who.refused });
  const atHome = isHome(delivery);
  // Without it nobody could tell a forwarded copy from the card itself.
  if (!atHome && (delivery.ts === undefined || delivery.channel === undefined))
    return refuse(talk, delivery, NO_CARD);
  const draft = verb === 'choose' ? (button.parts.draft ?? button.rest) : undefined;
  const answer = await who.listener.clicked({
    ...{ key: delivery.key, person: who.person, verb, fields, ...traits(who), ...idsOf(button) },
    place: await (draft === undefined
      ? placeOfCard(talk, delivery, who)
      : placeOfDraft(talk, delivery, who, draft)),
    ...(atHome || delivery.ts === undefined ? {} : { message: delivery.ts }),
    ...(draft === undefined ? {} : { draft }),
  });
  await answered(talk, delivery, who, answer);
}

const idsOf = ({ parts: { request, terms, choice } }: Pressed) => ({
  ...(request === undefined ? {} : { request }),
  ...(terms === undefined ? {} : { terms: Number(terms) }),
  ...(choice === undefined ? {} : { choice: Number(choice) }),
});

/** Opens at once, before anything is looked up: who may deny is asked when the reason comes. */
async function openDenial(talk: Talk, delivery: Action, { parts }: Pressed): Promise<void> {
  const { trigger, channel = '', ts = '' } = delivery;
  if (!isHome(delivery) && (channel === '' || ts === '')) return refuse(talk, delivery, NO_CARD);
  const denied = { request: parts.request ?? '', terms: Number(parts.terms), channel, ts };
  await talk.wire.openView(trigger, denyView(denied)).catch(async (error: unknown) => {
    if (!(error instanceof WireError)) throw error;
    talk.log.warn({ reason: error.message, key: delivery.key }, 'A reason could not be asked for');
    await talk.tell.now(delivery, { card: 'refusal', sentence: TOO_LATE });
  });
}

/** What the redrawn card says already is not said again; a refusal always is. */
async function answered(talk: Talk, delivery: Action, who: Believed, answer: ClickAnswer): Promise<void> {
  const { sentence, refused, card } = answer;
  const atHome = isHome(delivery);
  if (atHome && (await redrawn(talk, talk.homes.publish(viewerOf(who), who.account.user, sentence)))) return;
  if (card?.card === 'answer') return talk.tell.replace(delivery, card);
  if (!refused && (!card || atHome)) return talk.tell.now(delivery, { card: 'answer', sentence });
  if (!refused) return;
  await talk.tell.now(delivery, { card: 'refusal', sentence });
  if (card && delivery.ts !== undefined) await redraw(talk, delivery, who, card, delivery.ts);
}

/** What was clicked as it is now. A message that is not ours to change stays as it is: its click was answered. */
async function redraw(talk: Talk, delivery: Action, who: Believed, card: Card, ts: string): Promise<void> {
  try {
    await talk.show(card, await placeOfCard(talk, delivery, who), ts);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    talk.log.info({ reason: error.message, key: delivery.key }, 'A clicked message could not be redrawn');
  }
}
