import { type Names, slackMessage, slackView } from '../../gallery/slack-html.ts';
import { inputs, pages, pressables } from '../blocks.ts';
import type { Shown, ShownView } from '../board.ts';
import type { Fields } from '../call.ts';
import type { Client } from '../client.ts';
import { BOT } from '../seed.ts';
import type { Slack } from '../workspace.ts';
import { type Field, fieldOf } from './fields.ts';

/** What one person's Slack shows now, as the page's script draws it. */
export interface Screen {
  readonly version: number;
  readonly places: readonly ScreenPlace[];
  readonly modal?: ScreenModal;
}

export interface ScreenPlace {
  readonly id: string;
  readonly title: string;
  readonly cards: readonly ScreenCard[];
}

export interface ScreenCard {
  /** Another one as soon as it looks different. */
  readonly key: string;
  readonly html: string;
  /** Of the menus in it, by their action ids: the titles of their options. */
  readonly menus: Readonly<Record<string, readonly string[]>>;
  /** Of the inputs in it that are sent by Enter, by their action ids: what is shown while they are empty. */
  readonly lines?: Readonly<Record<string, string>>;
  /** Of the buttons in it that open a page of this machine by themselves, by their action ids. */
  readonly pages?: Readonly<Record<string, string>>;
  /** Whether it stands in the thread of the card above it. */
  readonly reply?: true;
  /** What it is pressed by: a channel and a message, or a view. */
  readonly at: Readonly<Record<string, string>>;
}

export interface ScreenModal {
  readonly key: string;
  readonly title: string;
  readonly submit?: string;
  readonly parts: readonly ({ readonly html: string } | { readonly field: Field })[];
}

/** Draws cards; each is drawn once for each state of it. */
export type Painter = (client: Client) => Promise<Screen>;

const MOST_CARDS = 30;

export function createPainter(slack: Slack): Painter {
  const names: Names = {
    users: {
      ...Object.fromEntries(Object.values(slack.members).map(({ id, name }) => [id, name])),
      [BOT.user]: 'Ajar',
    },
    channels: Object.fromEntries(Object.entries(slack.channels).map(([name, id]) => [id, name])),
  };
  const drawn = new Map<string, string>();
  const once = (key: string, draw: () => string): string => {
    const html = drawn.get(key) ?? draw();
    drawn.set(key, html);
    return html;
  };
  const message = (shown: Shown): ScreenCard => {
    const { channel, ts, thread, edits, blocks, text, user, onlyTo } = shown;
    const key = `${channel} ${ts} ${edits}`;
    const html = once(key, () =>
      user === BOT.user || onlyTo
        ? slackMessage({ text, ...(blocks.length > 0 ? { blocks } : {}) }, names, 'light')
        : said(names.users[user] ?? user, text),
    );
    const aside = onlyTo ? '<p class="only">Only visible to you</p>' : '';
    return {
      key,
      html: aside + html,
      menus: menusOf(blocks),
      at: { channel, ts },
      lines: linesOf(blocks),
      pages: onThisMachine(pages(blocks)),
      ...(thread && thread !== ts ? { reply: true } : {}),
    };
  };
  const home = (view: ShownView): ScreenCard => ({
    ...{ key: `${view.id} ${view.hash}`, menus: menusOf(view.blocks), at: { view: view.id } },
    html: once(`${view.id} ${view.hash}`, () => slackView({ ...view }, names, 'light')),
  });
  return async (client) => {
    const { id } = client.member;
    const version = slack.board.version();
    const direct = await client.direct();
    const messages = slack.board.messages().filter(({ onlyTo = id }) => onlyTo === id);
    const place = (channel: string, title: string): ScreenPlace => ({
      ...{ id: channel, title },
      cards: threaded(messages.filter((each) => each.channel === channel))
        .slice(-MOST_CARDS)
        .map(message),
    });
    const homeView = slack.board.home(id);
    const modal = slack.board.modal(id);
    return {
      version,
      places: [
        place(direct, 'Ajar'),
        { id: 'home', title: 'Home', cards: homeView ? [home(homeView)] : [] },
        ...(['approvals', 'on-call'] as const).map((name) => place(slack.channels[name], `#${name}`)),
      ],
      ...(modal ? { modal: modalOf(modal, client, names) } : {}),
    };
  };
}

/** Each message with its thread below it. */
const threaded = (messages: readonly Shown[]): readonly Shown[] => {
  const isReply = ({ ts, thread = ts }: Shown): boolean =>
    thread !== ts && messages.some((each) => each.ts === thread);
  return messages
    .filter((each) => !isReply(each))
    .flatMap((root) => [root, ...messages.filter((each) => isReply(each) && each.thread === root.ts)]);
};

function menusOf(blocks: readonly unknown[]): Record<string, string[]> {
  const menus: Record<string, string[]> = {};
  for (const { title, action } of pressables(blocks))
    if (action.selected_option) {
      const id = String(action.action_id);
      menus[id] = [...(menus[id] ?? []), title];
    }
  return menus;
}

const linesOf = (blocks: readonly unknown[]): Record<string, string> =>
  Object.fromEntries(
    inputs(blocks).map(({ element }) => [
      String(element.action_id),
      String((element.placeholder as Fields | undefined)?.text ?? ''),
    ]),
  );

/** A demo leads nowhere else. */
const onThisMachine = (all: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(all).filter(([, url]) => ['127.0.0.1', 'localhost'].includes(new URL(url).hostname)),
  );

/** What a person wrote. */
const said = (name: string, text: string): string =>
  `<article class="said"><b>${harmless(name)}</b> ${harmless(text)} <button id="ask-about">Ask about this</button></article>`;

const harmless = (text: string): string => text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

function modalOf(view: ShownView, client: Client, names: Names): ScreenModal {
  const now = client.viewNow(view) as { state: { values: Record<string, Record<string, Fields>> } };
  return {
    ...{ key: `${view.id} ${view.hash}`, title: view.title?.text ?? '' },
    ...(view.submit ? { submit: view.submit.text } : {}),
    parts: (view.blocks as readonly Fields[]).map((block) => {
      if (block.type !== 'input')
        return { html: slackMessage({ text: '', blocks: [block] }, names, 'light') };
      const held = Object.values(now.state.values[String(block.block_id)] ?? {})[0];
      return { field: fieldOf(block, held ?? {}) };
    }),
  };
}
