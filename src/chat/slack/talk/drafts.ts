import { z } from 'zod';
import type { Place } from '../../../ports/chat.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Store } from '../../../ports/store.ts';

/** Where an incomplete ask was begun: its question is shown aside, and the request that comes of it belongs there. */
export interface Drafts {
  begin(draft: string, place: Place): Promise<void>;
  /** Undefined for one that was begun where its asker reads alone. */
  placeOf(draft: string): Promise<Place | undefined>;
}

/** As long as the flow keeps the draft itself; real milliseconds. */
const KEPT_MS = 15 * 60_000;
const keyOf = (draft: string): string => `slack/draft/${draft}`;
const Kept = z.object({
  app: z.literal('slack'),
  service: z.string(),
  conversation: z.string(),
  thread: z.string().optional(),
});

export const createDrafts = (store: Pick<Store, 'remember' | 'recall'>, clock: Clock): Drafts => ({
  async begin(draft, { app, service, conversation, thread, privateTo }) {
    if (privateTo !== undefined) return;
    const until = new Date(clock.now().getTime() + clock.spanOf(KEPT_MS));
    await store.remember(keyOf(draft), { app, service, conversation, thread }, until);
  },
  async placeOf(draft) {
    const kept = Kept.safeParse(await store.recall(keyOf(draft), clock.now())).data;
    if (!kept) return undefined;
    const { thread, ...place } = kept;
    return thread === undefined ? place : { ...place, thread };
  },
});
