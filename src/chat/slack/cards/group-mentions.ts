import type { Mention } from '../../../ports/user-groups.ts';
import { CAPS, plain } from '../../plain.ts';
import type { Message } from '../wire.ts';
import { ROOM } from './limits.ts';

/** Mentions notify, and each is of many people already. */
const MOST = 8;

/** `<!subteam^…>` of anything else would be markup. */
const USER_GROUP = /^S[A-Z0-9]{2,30}$/;

/**
 * A message that notifies user groups of this workspace; any other group is a name and no more. Both come from the policy, never
 * from what people wrote (HOLES H18): https://docs.slack.dev/messaging/formatting-message-text#mentioning-groups
 */
export function withGroups(
  { blocks, ...message }: Message,
  mentions: readonly Mention[],
  team: string,
): Message {
  const ours = mentions.filter(({ slack }) => slack?.team === team && USER_GROUP.test(slack.id));
  const others = mentions.filter((each) => !ours.includes(each)).slice(0, MOST);
  const native = ours.slice(0, MOST).map(({ slack }) => `<!subteam^${slack?.id}>`);
  const lines = [
    ...(native.length > 0 ? [{ type: 'section', text: { type: 'mrkdwn', text: native.join(' ') } }] : []),
    ...(others.length > 0 ? [{ type: 'context', elements: [textOf(others)] }] : []),
  ];
  // Of a card as long as that, what stands last says less than who is to read it.
  return { ...message, blocks: [...blocks.slice(0, ROOM.message.blocks - lines.length), ...lines] };
}

const textOf = (mentions: readonly Mention[]) => ({
  ...{ type: 'plain_text', emoji: false },
  text: `For ${mentions.map(({ name }) => plain(name, CAPS.name)).join(', ')}`,
});
