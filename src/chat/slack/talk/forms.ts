import type { FormAsked, VmChoice } from '../../../ports/form.ts';
import { CAPS, plain } from '../../plain.ts';
import { cut } from '../cards/harmless.ts';
import { fieldOf, formView, JIT_TITLE, jitView, loadingView, readMetadata, sayView } from '../cards/views.ts';
import { type Delivery, type OpenView, type Reply, type View, WireError } from '../wire.ts';
import { believed, FAILED, type Of, type Talk } from './talk.ts';
import { aloneWith } from './where.ts';

/** What a form is begun from. */
export interface Begun extends Pick<FormAsked, 'again' | 'listed' | 'text'> {
  /** Looked up once the modal is open. */
  readonly origin?: () => Promise<string | undefined>;
}

/** A gesture, for which Slack lets a modal open. */
type Opening = Extract<Delivery, { readonly trigger: string }>;

export interface Forms {
  /** Opens the form at once and fills it then, however long that takes. */
  open(delivery: Opening, begun: Begun): Promise<void>;
  /** Opens the form for just-in-time access that was begun in the conversation. */
  openJit(delivery: Of<'action'>, form: string): Promise<void>;
  /** A VM was picked, or for whom it is: the same form with what may be asked for then. */
  pick(delivery: Of<'action'>, view: OpenView): Promise<void>;
  /** A view was sent: what a pick in it still looks up comes too late. */
  sent(view: string): void;
  /** The VM picker's type-ahead. */
  options(delivery: Of<'options'>): Promise<Reply>;
}

export const FORM_TITLE = 'Open a port';
const TOO_LATE =
  'Slack did not let the form open in time. Please try again, or write "open 3389 on vm-prod-01 for 2h".';

/** Slack takes 100 options, with texts and values of 75: https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
const MOST_OPTIONS = 50;
const MOST_TEXT = 75;

export function createForms(talk: Talk): Forms {
  const { wire, tell, log } = talk;
  /** The last pick in each open form: an earlier one that took longer must not undo it. */
  const picks = new Map<string, string>();

  const fill = async (id: string, hash: string | undefined, view: Promise<View>): Promise<void> => {
    const filled = await view.catch((error: unknown) => {
      log.error({ error }, 'A form could not be filled');
      return sayView(FORM_TITLE, FAILED);
    });
    await wire.updateView(id, filled, hash).catch(unlessClosed(talk));
  };

  const openLoading = (delivery: Opening, title: string) =>
    wire.openView(delivery.trigger, loadingView(title)).catch(async (error: unknown) => {
      if (!(error instanceof WireError)) throw error;
      log.warn({ reason: error.message, key: delivery.key }, 'A form could not be opened');
      await tell.now(delivery, { card: 'refusal', sentence: TOO_LATE });
    });

  return {
    async open(delivery, begun) {
      const opened = await openLoading(delivery, FORM_TITLE);
      if (opened) await fill(opened.id, opened.hash, filledFor(talk, delivery, begun));
    },
    async openJit(delivery, form) {
      const opened = await openLoading(delivery, JIT_TITLE);
      if (opened) await fill(opened.id, opened.hash, filledJit(talk, delivery, form));
    },
    async pick(delivery, view) {
      const { key, value, action } = delivery;
      picks.set(view.id, key);
      const form = readMetadata(view.metadata).form;
      const picked = action === 'whom' ? { whom: value } : { vm: value, ...whomIn(view) };
      const filled = filledFor(talk, delivery, { ...picked, ...(form === undefined ? {} : { form }) });
      await filled.catch(() => undefined); // told below
      if (picks.get(view.id) !== key) return;
      picks.delete(view.id);
      await fill(view.id, undefined, filled);
    },
    sent(view) {
      picks.delete(view);
    },
    async options({ action, letters, ...delivery }) {
      if (action !== 'vm') return { options: [] };
      const who = await talk.who.person(delivery);
      const listener = talk.listener();
      // Nobody is told of a refusal here, for Slack can show none: they read it where they sent the form.
      if ('refused' in who || !listener) return { options: [] };
      const vms = await listener.vms(who.person, plain(letters, CAPS.name), MOST_OPTIONS);
      return { options: vms.slice(0, MOST_OPTIONS).flatMap(optionOf) };
    },
  };
}

/** For whom it is, where that was typed and not entered yet. */
function whomIn({ values }: OpenView): Pick<FormAsked, 'whom'> {
  const [, whom] = Object.entries(values).find(([block]) => fieldOf(block) === 'whom') ?? [];
  return whom === undefined ? {} : { whom };
}

/** The form for whoever asks, or the sentence that says why there is none. */
async function filledFor(
  talk: Talk,
  delivery: Delivery,
  { origin, ...begun }: Begun & Pick<FormAsked, 'form' | 'vm' | 'whom'>,
): Promise<View> {
  const who = await believed(talk, delivery);
  if ('refused' in who) return sayView(FORM_TITLE, who.refused);
  const [place, url] = await Promise.all([aloneWith(talk, who), origin?.()]);
  const asked = {
    ...begun,
    person: who.person,
    place,
    ...(who.zone === undefined ? {} : { zone: who.zone }),
  };
  const form = await who.listener.form({ ...asked, ...(url === undefined ? {} : { origin: { url } }) });
  return formView(talk.draw, form);
}

/** The form for just-in-time access as it was begun; only its own person's. */
async function filledJit(talk: Talk, delivery: Delivery, form: string): Promise<View> {
  const who = await believed(talk, delivery);
  if ('refused' in who) return sayView(JIT_TITLE, who.refused);
  const found = await who.listener.jitForm(who.person, form);
  return found
    ? jitView(talk.draw, found)
    : sayView(
        JIT_TITLE,
        'This form is more than an hour old, or somebody else\'s. Write "enable jit on" and the name of the VM.',
      );
}

/** Of a form that was closed, sent or filled by a later gesture meanwhile there is nothing to tell. */
const unlessClosed =
  ({ log }: Talk) =>
  (error: unknown): void => {
    if (!(error instanceof WireError)) throw error;
    log.info({ reason: error.message }, 'A form was not there any more when it could be filled');
  };

const optionOf = ({ key, name, note }: VmChoice) => {
  if (key === '' || key.length > MOST_TEXT) return [];
  const text = cut(plain(name, CAPS.name), MOST_TEXT);
  return [{ text, value: key, ...(note === '' ? {} : { note: cut(plain(note, CAPS.sentence), MOST_TEXT) }) }];
};
