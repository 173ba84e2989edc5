import type { z } from 'zod';
import { ANY_EVENT, EVENT } from './payload.ts';
import { faultsIn, given, keyed, type Read, reader } from './read.ts';

/** Those that the manifest subscribes to. */
const OURS: ReadonlySet<string> = new Set(['app_mention', 'message', 'app_home_opened']);

/** Of the Events API: mentions, direct messages and the opened home. */
export function readEvent(body: unknown): Read {
  const any = ANY_EVENT.safeParse(body);
  if (!any.success) return { kind: 'fault', fault: faultsIn(any.error) };
  return OURS.has(any.data.event.type) ? readKnownEvent(body) : { kind: 'nothing' };
}

const readKnownEvent = reader(EVENT, ({ team_id, enterprise_id, event_id, event }) => {
  const enterprise = given({ enterprise: enterprise_id });
  if (event.type === 'app_home_opened') {
    if (event.tab !== 'home') return { kind: 'nothing' };
    const key = keyed('event', team_id, event.user, event_id);
    return { kind: 'home', key, team: team_id, user: event.user, ...enterprise };
  }
  const direct = event.type === 'message';
  if (event.user === undefined || !isSaid(event)) return { kind: 'nothing' };
  const team = event.user_team ?? event.team ?? team_id;
  return {
    ...{ kind: 'message', team, user: event.user, ...enterprise },
    // One message may come as two events, which then have this id of Slack's clients in common.
    key: keyed('message', team, event.user, event.client_msg_id ?? event_id),
    ...{ text: event.text, channel: event.channel, direct, ts: event.ts },
    ...given({ thread: event.thread_ts }),
  };
});

type Said = Extract<z.infer<typeof EVENT>['event'], { readonly ts: string }>;

/** Of a person, to us, for the first time: no bot's, no edit, no message of a channel that only passes by. */
const isSaid = ({ type, channel_type, bot_id, user, subtype, edited }: Said): boolean =>
  (type === 'app_mention' || channel_type === 'im') &&
  bot_id === undefined &&
  user !== 'USLACKBOT' &&
  edited === undefined &&
  (subtype === undefined || subtype === 'thread_broadcast' || subtype === 'file_share');
