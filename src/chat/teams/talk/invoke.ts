import type { Log } from '../../../ports/log.ts';
import type { Seldom } from '../../seldom.ts';
import { within } from '../../within.ts';
import { type Activity, keyOf } from '../door/activity.ts';
import type { Answer } from '../door/gate.ts';
import type { Files } from '../send/files.ts';
import type { CallerParts } from './caller.ts';
import { type PressParts, press } from './press.ts';
import { found, message } from './replies.ts';
import { search } from './search.ts';

/** Teams tells the person that the app is broken when it waits longer than about 10 s; real milliseconds. */
const CLICK_MS = 8_000;
/** A picker and a card that is looked at are answered sooner, or with what there is. */
const LOOK_MS = 3_000;

export const FAILED =
  'Something failed in Ajar. Write "list" to see how your requests stand before you try again.';
const SLOW = 'This takes longer than usual. The card will be redrawn when it is done.';

export interface InvokeParts extends CallerParts, PressParts {
  readonly files: Files;
  /** Whether what a client does by itself is worth an audit line this time, when it is turned away. */
  readonly isNews: Seldom;
  readonly log: Log;
}

/** What Teams asks and waits for the answer of; always answered in time. */
export async function invoke(parts: InvokeParts, activity: Activity): Promise<Answer> {
  const told = async (work: Promise<object>, ms: number, failed: object, late = failed): Promise<Answer> => {
    const safe = work.catch((error: unknown) => {
      parts.log.error({ error, key: keyOf(activity) }, 'A click could not be handled');
      return failed;
    });
    return { status: 200, body: await within(ms, safe, late) };
  };
  const quiet = (): boolean => !parts.isNews(JSON.stringify([activity.from.id, activity.conversation.id]));
  switch (activity.name ?? '') {
    case 'adaptiveCard/action':
      return told(press(parts, activity, quiet), CLICK_MS, message(FAILED), message(SLOW));
    case 'application/search':
      return told(search(parts, activity, quiet), LOOK_MS, found([]));
    case 'fileConsent/invoke':
      return told(parts.files.consented(activity), CLICK_MS, {});
    default:
      return { status: 501 };
  }
}
