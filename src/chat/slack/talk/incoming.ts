import { within } from '../../within.ts';
import { sayView } from '../cards/views.ts';
import { type Delivery, type Reply, WireError } from '../wire.ts';
import { createClicks } from './clicks.ts';
import { type Begun, createForms } from './forms.ts';
import { hear } from './hear.ts';
import { submit, titleOf } from './submit.ts';
import { FAILED, type Of, type Talk } from './talk.ts';
import { asksForForm, readable } from './words.ts';

/** Slack waits 3 s for these, and a modal that is not answered closes itself; real milliseconds. */
const SUBMIT_MS = 2_200;
/** Slack shows "no results" for a type-ahead that takes longer, and stops asking for a while; real milliseconds. */
const OPTIONS_MS = 2_300;

const SLOW = 'This takes longer than usual. What became of it is shown here, and in your messages with Ajar.';

/** What a delivery leads to. Whoever sent it is told when something failed; throws only when that fails too. */
export function createIncoming(talk: Talk): (delivery: Delivery) => Promise<Reply> {
  const forms = createForms(talk);
  const clicks = createClicks(talk, forms);
  const handle = async (delivery: Delivery): Promise<Reply> => {
    switch (delivery.kind) {
      case 'submission':
        forms.sent(delivery.view.id);
        return submitInTime(talk, delivery);
      case 'options':
        return within<Reply>(OPTIONS_MS, forms.options(delivery), { options: [] });
      case 'command':
        await (asksForForm(delivery.text) ? forms.open(delivery, {}) : hear(talk, delivery));
        return undefined;
      case 'message':
        await hear(talk, delivery);
        return undefined;
      case 'shortcut':
        await forms.open(delivery, {});
        return undefined;
      case 'message-shortcut':
        await forms.open(delivery, begunFrom(talk, delivery));
        return undefined;
      case 'action':
        await clicks(delivery);
        return undefined;
      case 'home':
        await talk.homes.opened(delivery);
        return undefined;
      default:
        return delivery satisfies never;
    }
  };
  return (delivery) => handle(delivery).catch((error: unknown) => failed(talk, delivery, error));
}

const begunFrom = (talk: Talk, { channel, ts, text }: Of<'message-shortcut'>): Begun => ({
  text: readable(text),
  origin: () => linkTo(talk, channel, ts),
});

async function failed({ log, tell }: Talk, delivery: Delivery, error: unknown): Promise<Reply> {
  const { kind, key } = delivery;
  log.error({ error, kind, key }, 'A delivery of Slack could not be handled');
  if (kind === 'options') return { options: [] };
  if (kind === 'submission') return { update: sayView(titleOf(delivery), FAILED) };
  if (kind === 'home') return undefined; // they only looked, and look again
  await tell.now(delivery, { card: 'refusal', sentence: FAILED });
  return undefined;
}

const LATE = Symbol('late');

/** A modal that is not answered in time closes itself, and what became of it would be seen by nobody. */
async function submitInTime(talk: Talk, delivery: Of<'submission'>): Promise<Reply> {
  const work = submit(talk, delivery).catch((error: unknown) => failed(talk, delivery, error));
  const reply = await within<Reply | typeof LATE>(SUBMIT_MS, work, LATE);
  if (reply !== LATE) return reply;
  work
    .then((late) => talk.wire.updateView(delivery.view.id, lateView(delivery, late)))
    .catch((error: unknown) => talk.log.info({ error }, 'A modal was closed before its answer came'));
  return { update: sayView(titleOf(delivery), SLOW) };
}

function lateView(delivery: Of<'submission'>, reply: Reply) {
  if (reply && 'update' in reply) return reply.update;
  const faults = reply && 'errors' in reply ? Object.values(reply.errors).join(' ') : '';
  return sayView(titleOf(delivery), faults === '' ? 'Done.' : `${faults} Open the form again.`);
}

/** The address of a message, for the request to link back to; without the bot in its channel there is none. */
async function linkTo({ wire, log }: Talk, channel: string, ts: string): Promise<string | undefined> {
  try {
    return await wire.permalink(channel, ts);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    log.info({ reason: error.message, channel }, 'A message could not be linked to');
    return undefined;
  }
}
