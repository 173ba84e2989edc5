import { readLinkCode } from '../../../access/linking.ts';

/** Slack's mark of a mention, an auto-link, or a channel: https://docs.slack.dev/messaging/formatting-message-text */
const MENTION = /<@[UW][A-Z0-9]+(?:\|[^>]*)?>/g;
/** Behind its word, or alone where its hyphen tells it from any other. */
const CODE = /^(?:\/?jit\s+)?(?:link\s+(?:slack\s+)?[`"']?([\w-]{8,20})|[`"']?(\w{4}-\w{4}))[`"']?$/i;
const FORM = /^(?:\/?jit\s+)?(?:form)?$/i;

const bare = (text: string): string => text.slice(0, 200).replace(MENTION, ' ').trim();

/** Lines that are quoted, all that follows `>>>`, and what is struck out: https://docs.slack.dev/messaging/formatting-message-text */
const QUOTED = /^[^\S\n]*&gt;(?:&gt;&gt;[\s\S]*|.*)$/gm;
const STRUCK = /(?<![\p{L}\p{N}])~(?=\S)[^~\n]*(?<=\S)~(?![\p{L}\p{N}])/gu;

/**
 * What somebody said themselves (HOLES H1: who quotes a plea does not grant it), with the mention of the bot's own user as
 * "@Ajar": the grammar knows that one from other people's.
 */
export const called = (text: string, bot: string): string =>
  withoutQuotes(text).replace(MENTION, (mention) =>
    mention.slice(2, 2 + bot.length) === bot && /^[|>]/.test(mention.slice(2 + bot.length))
      ? '@Ajar'
      : mention,
  );

const withoutQuotes = (text: string): string => text.replace(QUOTED, ' ').replace(STRUCK, ' ').trim();

/** The code of `link CODE`; undefined for any other text, such as `link slack`. */
export function codeIn(text: string): string | undefined {
  const [, told, alone] = CODE.exec(bare(text)) ?? [];
  const written = told ?? alone;
  return written !== undefined && readLinkCode(written) !== undefined ? written : undefined;
}

/** Whether the form is what they want: nothing was said, or `form`. */
export const asksForForm = (text: string): boolean => FORM.test(bare(text));

/** The most of a message that a request is begun from; more is cut before it is looked through. */
const MOST = 2_000;

/** A message as people read it: auto-links by their label, and what Slack escaped as it was typed. */
export const readable = (text: string): string =>
  text
    .slice(0, MOST)
    .replace(/<([^<>|]*)\|([^<>|]*)>/g, '$2')
    .replace(/<([^<>|]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
