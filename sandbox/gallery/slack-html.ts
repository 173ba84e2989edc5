import { readFileSync } from 'node:fs';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { type Block, Message } from 'slack-blocks-to-jsx';
import { emojiPicture } from './emoji.ts';
import { escaped, hidden, picked, shown } from './literal.ts';

export type Theme = 'light' | 'dark';

/** Names for the ids that Slack would resolve. */
export interface Names {
  readonly users: Readonly<Record<string, string>>;
  readonly channels?: Readonly<Record<string, string>>;
}

/** A message as Slack got it: `chat.postMessage`, or what came of `chat.update`. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks?: readonly unknown[];
  /** When it was posted. */
  readonly at?: Date;
}

/** A modal or an App Home, as Slack got it. */
export type SlackView = Readonly<Record<string, unknown>>;

/** How Slack shows a message, as HTML that `SLACK_STYLE` is for. */
export function slackMessage(message: SlackMessage, names: Names, theme: Theme): string {
  const blocks = message.blocks ?? [{ type: 'section', text: { type: 'mrkdwn', text: message.text } }];
  const body = blocksHtml(blocks, names, theme, message.at);
  return `<article class="slack slack-message ${theme}">${body}</article>`;
}

/** How Slack shows a modal or an App Home, in a frame of ours. */
export function slackView(view: SlackView, names: Names, theme: Theme): string {
  const body = blocksHtml(view.blocks as readonly unknown[], names, theme);
  if (view.type === 'home')
    return `<article class="slack slack-home ${theme}"><header><b>Ajar</b><nav><u>Home</u><span>Messages</span></nav></header>${body}</article>`;
  const buttons = [
    view.close === undefined ? '' : `<span class="slack-close">${textOf(view.close)}</span>`,
    view.submit === undefined ? '' : `<span class="slack-submit">${textOf(view.submit)}</span>`,
  ];
  return `<article class="slack slack-modal ${theme}"><header><b>${textOf(view.title)}</b><span>×</span></header>${body}<footer>${buttons.join('')}</footer></article>`;
}

const textOf = (text: unknown): string =>
  escaped(String((text as { text?: unknown } | undefined)?.text ?? ''));

function blocksHtml(blocks: readonly unknown[], names: Names, theme: Theme, time = new Date()): string {
  const list = (of: Names['users'] = {}) => Object.entries(of).map(([id, name]) => ({ id, name }));
  const props = {
    ...{ blocks: adapted(blocks) as Block[], theme, time, name: 'Ajar', logo: LOGO },
    data: { users: list(names.users), channels: list(names.channels), user_groups: [] },
    hooks: HOOKS,
  };
  return shown(renderToStaticMarkup(createElement(Message as (props: object) => never, props)));
}

const HOOKS = {
  // Slack puts a time into the reader's own zone; a picture has none, so it shows what is written for old clients.
  date: ({ fallback }: { fallback: string }) => createElement('span', {}, fallback),
  emoji: (emoji: { name: string }, usual: (emoji: { name: string }) => string) => {
    const src = emojiPicture(emoji.name);
    if (src === undefined) return usual(emoji);
    return createElement('img', { src, alt: emoji.name, className: 'slack-emoji' });
  },
};

const LOGO = `data:image/svg+xml;base64,${readFileSync(
  new URL('../../manifest/teams/icon.svg', import.meta.url),
  'base64',
)}`;

type Json = Readonly<Record<string, unknown>>;

/** The blocks as the renderer needs them to look as they do in Slack. */
function adapted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(adapted);
  if (typeof value !== 'object' || value === null) return value;
  const all = Object.entries(value).map(([key, inner]) => [key, adapted(inner)]);
  return changed(Object.fromEntries(all) as Json);
}

function changed(element: Json): Json {
  switch (element.type) {
    case 'plain_text':
    case 'text':
    case 'raw_text':
      return { ...element, text: hidden(String(element.text)) };
    case 'date':
      return { type: 'text', text: hidden(String(element.fallback ?? '')) };
    case 'external_select':
    case 'static_select':
      return menu(element);
    case 'plain_text_input':
      return { placeholder: EMPTY, ...element, ...(element.multiline ? {} : { type: 'email_text_input' }) };
    case 'input':
      return element.optional === true ? { ...element, label: optional(element.label as Json) } : element;
    default:
      return element;
  }
}

/** The renderer would invite to write something; Slack says nothing. */
const EMPTY: Json = { type: 'plain_text', text: ' ' };

/** The renderer shows a menu's first choice only in a running page, and none where the choices come from elsewhere. */
function menu(element: Json): Json {
  const { initial_option: first, options = [], placeholder } = element;
  const text = (first as { readonly text: Json } | undefined)?.text;
  const shownFirst = text === undefined ? placeholder : { ...text, text: picked(String(text.text)) };
  return { ...element, type: 'static_select', options, placeholder: shownFirst };
}

const optional = (label: Json): Json => ({ ...label, text: `${String(label.text)} ${hidden('(optional)')}` });
