import type { z } from 'zod';
import type { Delivery } from '../wire.ts';
import { heldIn, valuesOf, viewOf } from './held.ts';
import { ACTION, COMMAND, OPTIONS, type Sender, SHORTCUT, SUBMISSION } from './payload.ts';
import { given, keyed, type Read, reader } from './read.ts';
import { readEvent } from './translate-event.ts';

/** The kinds of payload that Slack has, as bolt tells them apart. */
export type PayloadKind = 'command' | 'event' | 'action' | 'submission' | 'options' | 'shortcut';

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
