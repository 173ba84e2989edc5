import { z } from 'zod';
import { bounded } from '../../bounded.ts';

// Of each payload only what is used. https://docs.slack.dev/interactivity/handling-user-interaction

const id = z.string().regex(/^[A-Z0-9]{2,32}$/);
const word = bounded(3_000);
const long = bounded(40_000);
const url = bounded(2_000);
const optional = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? undefined);

const OPTION = z.object({ value: word });
/** What an element holds; each kind has its own field. */
const HELD = z.object({
  value: optional(long),
  selected_option: optional(OPTION),
  selected_options: optional(z.array(OPTION).refine((list) => list.length <= 100)),
  selected_date_time: optional(z.number()),
  selected_date: optional(word),
  selected_time: optional(word),
  selected_user: optional(id),
  selected_conversation: optional(id),
  selected_channel: optional(id),
});
const STATE = optional(z.object({ values: z.record(word, z.record(word, HELD)) }));

const USER = z.object({ id, team_id: optional(id) });
const TEAM = optional(z.object({ id, enterprise_id: optional(id) }));
const SENDER = { user: USER, team: TEAM, enterprise: optional(z.object({ id })) };

const VIEW = z.object({ id, hash: word, callback_id: word, private_metadata: word, state: STATE });
const MESSAGE = z.object({ ts: word, thread_ts: optional(word), text: optional(long) });
const CHANNEL = z.object({ id });

export const COMMAND = z.object({
  team_id: id,
  enterprise_id: optional(id),
  user_id: id,
  channel_id: id,
  text: long.default(''),
  trigger_id: word,
  response_url: url,
});

export const ACTION = z.object({
  ...SENDER,
  trigger_id: word,
  actions: z.tuple([HELD.extend({ action_id: word, action_ts: word, type: word })]).rest(z.unknown()),
  channel: optional(CHANNEL),
  message: optional(MESSAGE),
  container: optional(
    z.object({
      message_ts: optional(word),
      thread_ts: optional(word),
      channel_id: optional(id),
      is_ephemeral: optional(z.boolean()),
    }),
  ),
  response_url: optional(url),
  view: optional(VIEW),
  state: STATE,
});

export const SUBMISSION = z.object({ ...SENDER, view: VIEW });

export const OPTIONS = z.object({
  ...SENDER,
  action_id: word,
  value: long.default(''),
  view: optional(z.object({ id })),
});

export const SHORTCUT = z.discriminatedUnion('type', [
  z.object({ ...SENDER, type: z.literal('shortcut'), trigger_id: word }),
  z.object({
    ...SENDER,
    type: z.literal('message_action'),
    trigger_id: word,
    channel: CHANNEL,
    message: MESSAGE,
  }),
]);

const SAID = z.object({
  type: z.enum(['app_mention', 'message']),
  user: optional(id),
  bot_id: optional(word),
  subtype: optional(word),
  edited: optional(z.unknown()),
  channel: id,
  channel_type: optional(word),
  text: long.default(''),
  ts: word,
  thread_ts: optional(word),
  client_msg_id: optional(word),
  user_team: optional(id),
  team: optional(id),
});
const OPENED = z.object({ type: z.literal('app_home_opened'), user: id, tab: optional(word) });

export const EVENT = z.object({
  team_id: id,
  enterprise_id: optional(id),
  event_id: word,
  event: z.discriminatedUnion('type', [SAID, OPENED]),
});

/** Any event at all: to know which ones are not for us. */
export const ANY_EVENT = z.object({ event: z.object({ type: word }) });

export type Held = z.infer<typeof HELD>;
export type State = z.infer<typeof STATE>;
export type ViewPayload = z.infer<typeof VIEW>;
export type Sender = {
  readonly user: z.infer<typeof USER>;
  readonly team?: z.infer<typeof TEAM>;
  readonly enterprise?: { readonly id: string } | undefined;
};
