import type { TextFile } from '../../ports/chat.ts';
import type { Message, View } from './wire.ts';

/** Everything that nobody waits for, within Slack's limits, so that one throttled channel delays no other. Throws `ChatError`. */
export interface Sends {
  /**
   * Posts a message, or redraws the one at `ts`; answers its ts. Of several drawings of one message that wait only the newest is
   * sent. A post with a `mark` is looked up before it is tried again, where Slack lets us.
   */
  show(
    channel: string,
    message: Message,
    at?: { readonly ts?: string; readonly thread?: string },
  ): Promise<string>;
  home(user: string, view: View): Promise<void>;
  send(channel: string, file: TextFile, thread?: string): Promise<void>;
  /** Resolves once nothing is in flight, or after `limitMs`; later sends are refused. */
  stop(limitMs: number): Promise<void>;
}
