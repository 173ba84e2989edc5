import type { Card } from '../../../ports/card.ts';
import type { Slots } from '../../fill.ts';
import { CAPS, counted, listed, plain } from '../../plain.ts';

/** The Slack user id of a person (by id), where they have one in this workspace. */
export type MentionOf = (person: string) => string | undefined;

/** Mentions notify, so only a few people are; the rest is counted. */
const MOST = 8;

/** `<@…>` of anything else would be markup. */
export const USER_ID = /^[UW][A-Z0-9]{2,30}$/;

/** Who may approve: those to be pinged as mentions, everybody else by name. */
export function mentionsOf(
  { request, facts }: Extract<Card, { card: 'approval' }>,
  mentionOf: MentionOf | undefined,
): Slots {
  if (request.status !== 'pending') return { mentions: '', approverNames: '' };
  const users = new Map<string, string>();
  for (const { id } of mentionOf ? facts.ping : []) {
    const user = mentionOf?.(id) ?? '';
    if (USER_ID.test(user) && users.size < MOST) users.set(id, user);
  }
  const named = facts.approvers.filter(({ id }) => !users.has(id));
  const names = named.slice(0, MOST).map(({ name }) => plain(name, CAPS.name));
  const left = named.length - names.length + facts.moreApprovers;
  const others = left > 0 ? [counted(left, 'other')] : [];
  return {
    mentions: listed(
      [...users.values()].map((user) => `<@${user}>`),
      MOST,
    ),
    approverNames: listed([...names, ...others], MOST + 1),
  };
}
