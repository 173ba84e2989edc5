import type { Mention } from '../../../ports/user-groups.ts';
import { CAPS, plain } from '../../plain.ts';
import type { Message } from '../wire.ts';
import { ROOM } from './limits.ts';
import { USER_ID } from './mentions.ts';

/** Mentions notify, and each is of many people already. */
const MOST = 8;

/** `<!subteam^…>` of anything else would be markup. */
const USER_GROUP = /^S[A-Z0-9]{2,30}$/;

/** A mention, with the Slack user id of a person who has one in this workspace. */
export type Resolved = Mention & { readonly user?: string };

/**
 * A message that notifies user groups and people of this workspace; whoever else is a name and no more. They come from the policy
 * and the directory, never from what people wrote (HOLES H18):
 * https://docs.slack.dev/messaging/formatting-message-text#mentioning-groups
 */
export function withGroups(
  { blocks, ...message }: Message,
  mentions: readonly Resolved[],
  team: string,
): Message {
  const ours = mentions.filter((each) => nativeOf(each, team) !== undefined).slice(0, MOST);
  const others = mentions.filter((each) => !ours.includes(each)).slice(0, MOST);
  const native = ours.map((each) => nativeOf(each, team));
  const lines = [
    ...(native.length > 0 ? [{ type: 'section', text: { type: 'mrkdwn', text: native.join(' ') } }] : []),
    ...(others.length > 0 ? [{ type: 'context', elements: [textOf(others)] }] : []),
  ];
  // Of a card as long as that, what stands last says less than who is to read it.
  return { ...message, blocks: [...blocks.slice(0, ROOM.message.blocks - lines.length), ...lines] };
}

function nativeOf({ slack, user = '' }: Resolved, team: string): string | undefined {
  if (slack?.team === team && USER_GROUP.test(slack.id)) return `<!subteam^${slack.id}>`;
  return USER_ID.test(user) ? `<@${user}>` : undefined;
}

const textOf = (mentions: readonly Mention[]) => ({
  ...{ type: 'plain_text', emoji: false },
  text: `For ${mentions.map(({ name }) => plain(name, CAPS.name)).join(', ')}`,
});
