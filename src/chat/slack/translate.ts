import type { z } from 'zod';
import {
  ACTION,
  ANY_EVENT,
  COMMAND,
  EVENT,
  type Held,
  OPTIONS,
  type Sender,
  SHORTCUT,
  type State,
  SUBMISSION,
  type ViewPayload,
} from './payload.ts';
import type { Delivery, OpenView } from './wire.ts';

/** The kinds of payload that Slack has, as bolt tells them apart. */
export type PayloadKind = 'command' | 'event' | 'action' | 'submission' | 'options' | 'shortcut';

/** What a payload means. `nothing` is right but asks nothing of us; a `fault` is worth a line in the log. */
export type Read =
  | Delivery
  | { readonly kind: 'nothing' }
  | { readonly kind: 'fault'; readonly fault: string };

/** Reads a payload whose signature was checked; never throws. */
export function translate(kind: PayloadKind, body: unknown): Read {
  return READERS[kind](body);
}

const READERS: Readonly<Record<PayloadKind, (body: unknown) => Read>> = {
  command: reader(COMMAND, (body) => ({
    ...{ kind: 'command', key: keyed('command', body.team_id, body.user_id, body.trigger_id) },
    ...{ team: body.team_id, user: body.user_id, channel: body.channel_id, text: body.text },
    ...{ trigger: body.trigger_id, responseUrl: body.response_url },
    ...given({ enterprise: body.enterprise_id }),
  })),
  event: readEvent,
  action: reader(ACTION, readAction),
  submission: reader(SUBMISSION, (body) =>
    sent(body, (who) => ({
      ...{ ...who, kind: 'submission', view: viewOf(body.view) },
      key: keyed('submission', who.team, who.user, body.view.id, body.view.hash),
    })),
  ),
  options: reader(OPTIONS, (body) =>
    sent(body, (who) => ({
      ...{ ...who, kind: 'options', action: body.action_id, letters: body.value },
      key: keyed('options', who.team, who.user, body.view?.id ?? '', body.action_id, body.value),
    })),
  ),
  shortcut: reader(SHORTCUT, (body) =>
    sent(body, (who) => {
      const key = keyed('shortcut', who.team, who.user, body.trigger_id);
      const from = { ...who, key, trigger: body.trigger_id };
      if (body.type === 'shortcut') return { ...from, kind: 'shortcut' };
      const { ts, text = '' } = body.message;
      return { ...from, kind: 'message-shortcut', channel: body.channel.id, ts, text };
    }),
  ),
};

function reader<T extends z.ZodType>(type: T, read: (body: z.infer<T>) => Read): (body: unknown) => Read {
  return (body) => {
    const parsed = type.safeParse(body);
    return parsed.success ? read(parsed.data) : { kind: 'fault', fault: faultsIn(parsed.error) };
  };
}

/** Where it is wrong, not what was there: that may be a secret. */
const faultsIn = (error: z.ZodError): string =>
  error.issues.map(({ path, code }) => `${path.join('.') || 'body'}: ${code}`).join(', ');

type Who = Pick<Delivery, 'team' | 'enterprise' | 'user'>;

/** In payloads of buttons and views the person's own workspace stands beside the person, else it is where they are. */
function sent({ user, team, enterprise }: Sender, read: (who: Who) => Read): Read {
  const home = user.team_id ?? team?.id;
  if (home === undefined) return { kind: 'fault', fault: 'team: missing' };
  return read({
    ...{ team: home, user: user.id },
    ...given({ enterprise: enterprise?.id ?? team?.enterprise_id }),
  });
}

function readAction(body: z.infer<typeof ACTION>): Read {
  const { actions, channel, message, container, view, trigger_id: trigger } = body;
  const [pressed] = actions;
  const at = channel?.id ?? container?.channel_id;
  const ts = message?.ts ?? container?.message_ts;
  return sent(body, (who) => ({
    ...{ ...who, kind: 'action', trigger, action: pressed.action_id, value: heldIn(pressed) },
    // One gesture has one action_ts; the message or view keeps two gestures of the same instant apart.
    key: keyed('action', who.team, at ?? '', ts ?? view?.id ?? '', pressed.action_ts, who.user),
    ...given({ channel: at, ts, thread: message?.thread_ts ?? container?.thread_ts }),
    ...given({ responseUrl: body.response_url, view: view && viewOf(view) }),
    ...given({ ephemeral: container?.is_ephemeral ? (true as const) : undefined }),
    ...given({ values: body.state && valuesOf(body.state) }),
  }));
}

function readEvent(body: unknown): Read {
  const any = ANY_EVENT.safeParse(body);
  if (!any.success) return { kind: 'fault', fault: faultsIn(any.error) };
  switch (any.data.event.type) {
    case 'app_mention':
    case 'message':
    case 'app_home_opened':
      return readKnownEvent(body);
    case 'tokens_revoked':
    case 'app_uninstalled':
      return { kind: 'fault', fault: `Slack took the token away (${any.data.event.type})` };
    default:
      return { kind: 'nothing' };
  }
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
  (edited === undefined || edited === null) &&
  (subtype === undefined || subtype === 'thread_broadcast' || subtype === 'file_share');

const viewOf = (view: ViewPayload): OpenView => ({
  ...{ id: view.id, hash: view.hash, callback: view.callback_id, metadata: view.private_metadata },
  values: valuesOf(view.state),
});

/** A block has one input. */
const valuesOf = (state: State): OpenView['values'] =>
  Object.fromEntries(
    Object.entries(state?.values ?? {}).flatMap(([block, inputs]) => {
      const [held] = Object.values(inputs);
      return held ? [[block, heldIn(held)]] : [];
    }),
  );

function heldIn(held: Held): string {
  if (held.selected_options) return held.selected_options.map(({ value }) => value).join(',');
  const one = held.selected_option?.value ?? held.value ?? held.selected_date ?? held.selected_time;
  const other = held.selected_user ?? held.selected_conversation ?? held.selected_channel;
  return one ?? other ?? held.selected_date_time?.toString() ?? '';
}

/** Parts cannot run into each other. */
const keyed = (...parts: readonly string[]): string => `slack/${parts.map(encodeURIComponent).join('/')}`;

/** Leaves out what is missing. */
function given<T extends object>(fields: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
