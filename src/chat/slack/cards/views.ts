import type { Home } from '../../../ports/card.ts';
import type { Form } from '../../../ports/form.ts';
import type { JitForm } from '../../../ports/jit-form.ts';
import { objectIn } from '../../json.ts';
import { CAPS, plain } from '../../plain.ts';
import type { Draw } from '../draw.ts';
import type { View } from '../wire.ts';
import { tidy } from './blocks.ts';
import { cut } from './harmless.ts';

/** What a view is, in its `callback_id`. */
export type Callback = 'form' | 'jit' | 'loading' | 'deny' | 'fewer' | 'said' | 'home';

/** What came back with a view: ids only, and never believed without a look into the store (HOLES H1). */
export type Metadata = Readonly<Record<string, string>>;

/** Slack takes titles of 24 characters: https://docs.slack.dev/reference/views/modal-views */
const MOST_TITLE = 24;

/**
 * The request form. Its input blocks are named `<field>:<nonce>`: the VM's key and the person where the choices are theirs, so that
 * another brings fresh ones, and the form's id elsewhere, so that what was typed stays.
 */
export const formView = (draw: Draw, form: Form): View =>
  modal('form', 'Open a port', blocksOf(draw, { card: 'form', form }), { form: form.id }, 'Ask');

/** The form for just-in-time access; its input blocks are named like those of the request form. */
export const jitView = (draw: Draw, form: JitForm): View =>
  modal('jit', JIT_TITLE, blocksOf(draw, { card: 'jit', form }), { form: form.id }, 'Go on');

export const JIT_TITLE = 'Just-in-time access';

/** Opened at once, before anything is looked up: a trigger lives three seconds. */
export const loadingView = (title = 'Open a port'): View =>
  modal('loading', title, [section('Looking up what you may ask for.')], {});

/** What a modal of a card's button is about, and the message that the button was on. */
export interface OfCard {
  readonly request: string;
  readonly terms: number;
  readonly channel: string;
  readonly ts: string;
}

/** Asks for a reason before it denies; the input block is `reason`. */
export const denyView = ({ request, terms, channel, ts }: OfCard): View =>
  modal(
    'deny',
    'Deny',
    [section(`Deny ${request}?`), REASON],
    { request, terms: String(terms), channel, ts },
    'Deny',
  );

export const FEWER_TITLE = 'Fewer ports';

/** Asks which ports stay, all of them ticked; the input block is `only`. */
export const fewerView = (
  { request, terms, channel, ts }: OfCard,
  parts: readonly { readonly key: string; readonly title: string }[],
): View =>
  modal(
    'fewer',
    FEWER_TITLE,
    [section(`What of ${request} is to be open? Untick what is not.`), boxes(parts)],
    { request, terms: String(terms), channel, ts },
    'Approve',
  );

/** What became of a form: a sentence, and the line that would have asked for the same. */
export const sayView = (title: string, sentence: string, line = ''): View =>
  modal(
    'said',
    title,
    [
      section(plain(sentence, CAPS.sentence)),
      context(line === '' ? '' : 'The same in one line, to write to me next time:'),
      code(plain(line, CAPS.sentence)),
    ],
    {},
  );

/** One person's App Home. */
export const homeView = (draw: Draw, home: Home): View => ({
  type: 'home',
  callback_id: 'home' satisfies Callback,
  blocks: blocksOf(draw, { card: 'home', home }),
});

/** What `private_metadata` carries; empty where it is none of ours. */
export function readMetadata(text: string): Metadata {
  const entries = Object.entries(objectIn(text) ?? {});
  return Object.fromEntries(entries.filter(([, inner]) => typeof inner === 'string'));
}

/** The field that an input block stands for: what its id says before the colon. */
export const fieldOf = (block: string): string => block.split(':', 1)[0] ?? '';

function modal(
  callback: Callback,
  title: string,
  blocks: readonly unknown[],
  metadata: Metadata,
  submit?: string,
): View {
  return {
    type: 'modal',
    callback_id: callback,
    title: text(title.slice(0, MOST_TITLE)),
    ...(submit === undefined ? {} : { submit: text(submit) }),
    close: text(submit === undefined ? 'Close' : 'Cancel'),
    private_metadata: JSON.stringify(metadata),
    blocks: tidy({ blocks }),
  };
}

const blocksOf = (draw: Draw, card: Parameters<Draw>[0]): readonly unknown[] => draw(card, false).blocks;

const text = (words: string): object => ({ type: 'plain_text', text: words, emoji: false });
const section = (words: string): object => ({ type: 'section', text: text(words) });
const context = (words: string): object => ({ type: 'context', elements: [text(words)] });
const code = (words: string): object => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: words }] }],
});

/** https://docs.slack.dev/reference/block-kit/composition-objects/option-object: texts and values of 75. */
const MOST_OPTION = 75;

function boxes(parts: readonly { readonly key: string; readonly title: string }[]): object {
  const options = parts.map(({ key, title }) => ({
    text: text(cut(plain(title, CAPS.name), MOST_OPTION)),
    value: key,
  }));
  const element = { type: 'checkboxes', action_id: 'only', options, initial_options: options };
  return { type: 'input', block_id: 'only', label: text('Ports that open'), element };
}

const REASON: object = {
  type: 'input',
  block_id: 'reason',
  optional: true,
  label: text('Reason'),
  hint: text('The requester reads this.'),
  element: { type: 'plain_text_input', action_id: 'reason', multiline: true, max_length: CAPS.reason },
};
