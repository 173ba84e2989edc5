import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Card } from '../../../ports/card.ts';
import { ChatError, type Place, type TextFile } from '../../../ports/chat.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Store } from '../../../ports/store.ts';
import { bounded } from '../../bounded.ts';
import type { Activity } from '../door/activity.ts';
import { type CallerParts, callerOf } from '../talk/caller.ts';
import type { Send } from '../talk/show.ts';
import { mayTake, type Upload } from './upload.ts';

/** Files, which Teams takes only where a person and the bot are alone, and only once the person has agreed. */
export interface Files {
  offer(file: TextFile, place: Place): Promise<void>;
  /** The person agreed or declined. */
  consented(activity: Activity): Promise<object>;
}

interface Parts extends CallerParts {
  readonly store: Pick<Store, 'remember' | 'recall' | 'forget'>;
  readonly clock: Clock;
  readonly send: Send;
  readonly tell: (card: Card, place: Place) => Promise<unknown>;
  readonly upload: Upload;
  readonly log: Log;
}

/** How long an offer stands; real milliseconds. */
const KEPT_MS = 15 * 60_000;
/** One PUT is enough for this many bytes: https://learn.microsoft.com/graph/api/driveitem-createuploadsession */
const MOST_BYTES = 4_000_000;
const KEY = 'teams/file/';

const Kept = z.object({ person: z.string(), name: z.string(), text: z.string() });
const Consent = z.object({
  action: z.enum(['accept', 'decline']),
  context: z.object({ file: z.uuid() }),
  uploadInfo: z
    .object({
      uploadUrl: bounded(8_000),
      contentUrl: bounded(8_000),
      uniqueId: bounded(200),
      fileType: bounded(20),
    })
    .nullish(),
});
type UploadInfo = NonNullable<z.infer<typeof Consent>['uploadInfo']>;

const GONE = 'This file is no longer kept, or it is not yours. Ask for it again.';
const DECLINED = 'The file was not sent. Nothing of it is kept.';
const FAILED = 'The file could not be put into your OneDrive. Ask for it again in a few minutes.';
const BROKEN = 'Something failed in Ajar. Look into your OneDrive before you ask for the file again.';

export function createFiles(parts: Parts): Files {
  const { store, clock, send, tell, upload, log } = parts;
  return {
    async offer({ name, title, text }, place) {
      const sizeInBytes = Buffer.byteLength(text);
      if (sizeInBytes > MOST_BYTES)
        throw new ChatError('broken', `A file of ${sizeInBytes} bytes is more than Teams takes at once`);
      const id = randomUUID();
      const until = new Date(clock.now().getTime() + clock.spanOf(KEPT_MS));
      await store.remember(KEY + id, { person: place.privateTo, name, text }, until);
      const context = { file: id };
      const content = { description: title, sizeInBytes, acceptContext: context, declineContext: context };
      await send(place, { content, summary: title, alert: false, file: { kind: 'consent', name } });
    },
    async consented(activity) {
      try {
        await heard(activity);
      } catch (error) {
        // Teams shows nothing of what it is answered here.
        await tell({ card: 'refusal', sentence: BROKEN }, parts.places.of(activity));
        throw error;
      }
      return {};
    },
  };

  async function heard(activity: Activity): Promise<void> {
    const caller = await callerOf(parts, activity);
    const place = parts.places.of(activity);
    if ('refused' in caller) {
      await tell({ card: 'refusal', sentence: caller.refused }, place);
      return;
    }
    const consent = Consent.safeParse(activity.value).data;
    const kept = consent && (await take(consent.context.file, caller.person.id));
    if (!consent || !kept || place.privateTo !== caller.person.id) {
      await parts.turnAway(activity, GONE, caller.person);
      await tell({ card: 'refusal', sentence: GONE }, place);
    } else if (consent.action === 'decline') await tell({ card: 'answer', sentence: DECLINED }, place);
    else await handOver(kept, consent.uploadInfo ?? undefined, place);
  }

  /** Only its own person's, and once: of two clicks one is told that there is nothing. */
  async function take(id: string, person: string): Promise<z.infer<typeof Kept> | undefined> {
    const kept = Kept.safeParse(await store.recall(KEY + id, clock.now())).data;
    if (kept?.person !== person) return undefined;
    return (await store.forget(KEY + id)) ? kept : undefined;
  }

  async function handOver({ name, text }: z.infer<typeof Kept>, to: UploadInfo | undefined, place: Place) {
    const failure =
      to && mayTake(to.contentUrl) ? await upload(to.uploadUrl, text) : 'no place of Teams is named';
    if (failure !== undefined || !to) {
      log.warn({ failure }, 'A file could not be uploaded');
      await tell({ card: 'refusal', sentence: FAILED }, place);
      return;
    }
    const { uniqueId, fileType, contentUrl } = to;
    const file = { kind: 'info', name, contentUrl } as const;
    await send(place, { content: { uniqueId, fileType }, summary: name, alert: false, file });
  }
}
