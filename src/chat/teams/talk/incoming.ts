import type { Log } from '../../../ports/log.ts';
import { within } from '../../within.ts';
import { type Activity, keyOf, saysShared, textOf } from '../door/activity.ts';
import type { Answer } from '../door/gate.ts';
import { callerOf } from './caller.ts';
import { FAILED, type InvokeParts, invoke } from './invoke.ts';

/** Teams sends a message again when it is not answered within about 10 s, and tells the person that the app is broken; real milliseconds. */
const MESSAGE_MS = 2_500;

/** What a trusted activity leads to; answers Teams within its time, whatever the flow does. */
export function createIncoming(parts: InvokeParts): (activity: Activity) => Promise<Answer> {
  return async (activity) => {
    switch (activity.type) {
      case 'message':
        await parts.places.learn(activity);
        return hear(parts, activity);
      case 'invoke':
        // What is learnt from a press is only that cards may no longer go there.
        if (saysShared(activity)) await parts.places.learn(activity);
        return invoke(parts, activity);
      case 'installationUpdate':
      case 'conversationUpdate':
        return arrive(parts, activity);
      default:
        return { status: 200 };
    }
  };
}

async function hear(parts: InvokeParts, activity: Activity, text = textOf(activity), key = keyOf(activity)) {
  const work = (async () => {
    const caller = await callerOf(parts, activity);
    if ('refused' in caller)
      await parts.tell({ card: 'refusal', sentence: caller.refused }, parts.places.of(activity));
    else {
      const { listener, ...rest } = caller;
      await listener.said({ ...rest, key, text });
    }
  })().catch(async (error: unknown) => {
    parts.log.error({ error, key }, 'A message could not be handled');
    await parts.tell({ card: 'refusal', sentence: FAILED }, parts.places.of(activity));
  });
  await within(MESSAGE_MS, guarded(parts.log, work), undefined);
  return { status: 200 };
}

/** The bot was added or removed somewhere, or others were, which is nothing to it. */
async function arrive(parts: InvokeParts, activity: Activity): Promise<Answer> {
  if (activity.type === 'installationUpdate' && activity.action?.startsWith('remove')) {
    await parts.places.forget(activity);
    return { status: 200 };
  }
  await parts.places.learn(activity);
  const added = activity.membersAdded?.some(({ id }) => id === activity.recipient?.id) ?? false;
  if (activity.type === 'conversationUpdate' && !added) return { status: 200 };
  const { conversation, privateTo } = parts.places.of(activity);
  if (!(await parts.places.firstGreeting(conversation))) {
    if (privateTo !== undefined) await parts.who(activity);
    return { status: 200 };
  }
  return hear(parts, activity, 'help', `teams/${conversation}/greeting`);
}

async function guarded(log: Log, work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => log.warn({ error }, 'A person could not be told'));
}
