import type { Delivery, Reply } from '../wire.ts';

/** https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element and .../option-object */
const MOST_OPTIONS = 100;
const LONGEST_TEXT = 75;

/** What Slack is answered with, at once; undefined is an empty 200. */
export function ackOf(kind: Delivery['kind'], reply: Reply): object | undefined {
  if (kind === 'options')
    return { options: reply && 'options' in reply ? reply.options.slice(0, MOST_OPTIONS).map(option) : [] };
  // Of what a person did in a message Slack wants no more than that we heard it.
  if (kind !== 'submission' || reply === undefined || 'options' in reply) return undefined;
  if ('errors' in reply) return { response_action: 'errors', errors: reply.errors };
  return { response_action: 'update', view: reply.update };
}

const option = ({
  text,
  value,
  note,
}: {
  readonly text: string;
  readonly value: string;
  readonly note?: string;
}) => ({
  text: plainText(text),
  value,
  ...(note ? { description: plainText(note) } : {}),
});

const plainText = (text: string) => ({ type: 'plain_text', text: text.slice(0, LONGEST_TEXT), emoji: false });
