import { z } from 'zod';
import type { SlackChannel, SlackUser } from '../wire.ts';

// Of each answer only what is used. https://docs.slack.dev/reference/methods

const text = z.string().min(1);
const flag = z.boolean().nullish();

export const NOTHING = z.object({});
export const POSTED = z.object({ ts: text });
export const VIEWED = z.object({ view: z.object({ id: text, hash: z.string() }) });
export const OPENED = z.object({ channel: z.object({ id: text }) });
export const GROUP = z.object({ users: z.array(text) });
export const LINKED = z.object({ permalink: text });
export const SELF = z.object({ team_id: text, user_id: text, bot_id: text, enterprise_id: text.nullish() });
export const UPLOAD = z.object({ upload_url: text, file_id: text });

export const USER = z.object({
  user: z.object({
    id: text,
    team_id: text,
    enterprise_user: z.object({ enterprise_id: text }).partial().nullish(),
    name: z.string().nullish(),
    real_name: z.string().nullish(),
    profile: z.object({ email: text.nullish(), real_name: z.string().nullish() }).nullish(),
    tz: z.string().nullish(),
    ...{
      is_email_confirmed: flag,
      deleted: flag,
      is_bot: flag,
      is_workflow_bot: flag,
      is_connector_bot: flag,
    },
    ...{ is_restricted: flag, is_ultra_restricted: flag, is_stranger: flag },
  }),
});

export const CHANNEL = z.object({
  channel: z.object({
    id: text,
    ...{ is_im: flag, is_archived: flag, is_member: flag },
    ...{ is_shared: flag, is_ext_shared: flag, is_org_shared: flag, is_pending_ext_shared: flag },
  }),
});

export const HISTORY = z.object({
  messages: z.array(
    z.object({
      ts: text,
      user: z.string().optional(),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.object({ mark: z.unknown() }) })
        .partial()
        .nullish(),
    }),
  ),
});

export function userOf({ user }: z.infer<typeof USER>): SlackUser {
  const enterprise = user.enterprise_user?.enterprise_id;
  const email = user.is_email_confirmed ? user.profile?.email : undefined;
  const restrictions = [user.is_restricted, user.is_ultra_restricted];
  const guest = restrictions.includes(true);
  return {
    ...{ id: user.id, team: user.team_id, ...(enterprise ? { enterprise } : {}) },
    name: user.profile?.real_name || user.real_name || user.name || user.id,
    ...(email ? { email } : {}),
    ...(user.tz ? { zone: user.tz } : {}),
    bot: [user.is_bot, user.is_workflow_bot, user.is_connector_bot, user.id === 'USLACKBOT'].includes(true),
    deleted: user.deleted === true,
    guest,
    // Of whom Slack does not say that they are no guest, it cannot be told what they are (HOLES H16).
    stranger: user.is_stranger === true || !(guest || restrictions.every((flag) => flag === false)),
  };
}

/** Shared within the own organisation is not external; whatever else is shared is. */
export function channelOf({ channel }: z.infer<typeof CHANNEL>): SlackChannel {
  const shared = channel.is_shared === true && channel.is_org_shared !== true;
  const direct = channel.is_im === true;
  return {
    ...{ id: channel.id, direct, archived: channel.is_archived === true },
    external: shared || channel.is_ext_shared === true || channel.is_pending_ext_shared === true,
    member: direct || channel.is_member === true,
  };
}
