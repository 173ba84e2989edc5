import type { Chat, Listener } from '../../../ports/chat.ts';
import type { Log } from '../../../ports/log.ts';
import type { Draw } from '../draw.ts';
import type { Delivery, Wire } from '../wire.ts';
import type { Asides } from './asides.ts';
import type { Drafts } from './drafts.ts';
import type { Homes } from './home.ts';
import type { Places } from './places.ts';
import type { Tell } from './tell.ts';
import type { Known } from './viewer.ts';
import { STARTING, type WhoReader } from './who.ts';

/** What every side of the conversation is made of. */
export interface Talk {
  readonly wire: Wire['now'];
  readonly who: WhoReader;
  readonly places: Places;
  readonly asides: Asides;
  readonly tell: Tell;
  readonly drafts: Drafts;
  readonly homes: Homes;
  readonly draw: Draw;
  readonly show: Chat['show'];
  readonly listener: () => Listener | undefined;
  readonly log: Log;
}

/** One kind of delivery. */
export type Of<K extends Delivery['kind']> = Extract<Delivery, { readonly kind: K }>;

/** Somebody whom Slack and the flow believe, and the flow itself. */
export type Believed = Known & { readonly listener: Listener };

/** Who sent a delivery; or the sentence for whoever they are, which is noted. */
export async function believed(
  { who, tell, listener }: Talk,
  delivery: Delivery,
): Promise<Believed | { readonly refused: string }> {
  const found = await who.person(delivery);
  const listening = listener();
  if (!listening) return { refused: STARTING };
  if (!('refused' in found)) return { ...found, listener: listening };
  await tell.turnAway(delivery, found.refused, found);
  return found;
}

/** Whether an App Home was redrawn. What was done before stays done, and is told, also where that fails. */
export const redrawn = ({ log }: Pick<Talk, 'log'>, drawing: Promise<void>): Promise<boolean> =>
  drawing.then(
    () => true,
    (error: unknown) => {
      log.warn({ error }, 'An App Home could not be redrawn');
      return false;
    },
  );

export const FAILED =
  'Something failed in Ajar. Write /jit list to see how your requests stand before you try again.';
