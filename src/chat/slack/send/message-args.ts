import type { Message } from '../wire.ts';

/** chat.update refuses a text that is longer, in characters: https://docs.slack.dev/reference/methods/chat.update */
const LONGEST_TEXT = 4_000;
/** Of the metadata by which a lost post is found again. */
export const MARKED = 'ajar_card';

/** A message as every method takes it. Nothing in it becomes a link or a mention that Slack was not told of. */
export const messageArgs = ({ text, blocks }: Message) => ({
  text: cut(text),
  ...(blocks.length > 0 ? { blocks } : {}),
  ...{ parse: 'none', link_names: false },
});

/** What is more for a post: no previews of links, and the mark. */
export const postArgs = (message: Message) => ({
  ...messageArgs(message),
  ...{ mrkdwn: false, unfurl_links: false, unfurl_media: false },
  ...(message.mark === undefined
    ? {}
    : { metadata: { event_type: MARKED, event_payload: { mark: message.mark } } }),
});

/** Slack refuses no text at all as well. */
function cut(text: string): string {
  const short = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
  return short.toWellFormed() || 'Ajar';
}
