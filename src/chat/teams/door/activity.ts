import { createHash } from 'node:crypto';
import { z } from 'zod';
import { bounded } from '../../bounded.ts';

// https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference#activity-object
// Only what is used is named, and only what is needed is required: Teams sends nulls and omits freely.

const text = bounded(200_000);
const id = bounded(1024, 1);

const Account = z.object({
  id,
  name: text.nullish(),
  aadObjectId: bounded(100).nullish(),
  role: bounded(100).nullish(),
});

const Named = z
  .object({ id: id.nullish(), type: bounded(100).nullish() })
  .nullish()
  .catch(null);

const ActivityShape = z.object({
  type: bounded(100, 1),
  id: id.nullish(),
  timestamp: bounded(100).nullish(),
  channelId: bounded(100, 1),
  serviceUrl: bounded(1024, 1),
  from: Account,
  recipient: Account.nullish(),
  conversation: z.object({
    id,
    conversationType: bounded(100).nullish(),
    tenantId: bounded(100).nullish(),
  }),
  channelData: z.object({ tenant: Named, team: Named, channel: Named }).nullish().catch(null),
  text: text.nullish(),
  entities: z.array(z.unknown()).nullish().catch(null),
  replyToId: id.nullish(),
  name: bounded(200).nullish(),
  action: bounded(100).nullish(),
  value: z.unknown().optional(),
  localTimezone: bounded(100).nullish(),
  membersAdded: z.array(z.object({ id })).nullish().catch(null),
});

/** What Teams posts to the bot, as far as it is used here. */
export type Activity = z.infer<typeof ActivityShape>;

/** The activity in a parsed body, or what is wrong with it. */
export function readActivity(body: unknown): { readonly activity: Activity } | { readonly fault: string } {
  const read = ActivityShape.safeParse(body);
  if (read.success) return { activity: read.data };
  const { path, message } = read.error.issues[0] ?? { path: [], message: 'unreadable' };
  return { fault: `${path.join('.') || 'the activity'}: ${message}` };
}

/**
 * Whether an activity is from the chat of one person with the bot. Teams calls the ids of every group and channel `19:…`, and
 * names a team only with its channels, so what says so is none, whatever it says besides.
 */
export const isPersonal = ({ conversation, channelData }: Activity): boolean =>
  conversation.conversationType === 'personal' &&
  !conversation.id.startsWith('19:') &&
  channelData?.team?.id == null;

/** Between a channel's id and the id of the message that a thread is under. */
export const THREAD = ';messageid=';

/** The channel that an activity is about, where it is not the one that it is from: somebody made, shared or renamed it. */
export function otherChannel({ conversation, channelData }: Activity): string | undefined {
  const about = channelData?.channel?.id;
  return about == null || conversation.id.split(THREAD)[0] === about ? undefined : about;
}

/**
 * Whether an activity says that its channel has people of other teams and organisations in it; undefined where it does not
 * say what kind of channel it is. https://learn.microsoft.com/microsoftteams/platform/build-apps-for-shared-private-channels
 */
export function saysShared({ channelData }: Activity): boolean | undefined {
  const channel = channelData?.channel?.type?.toLowerCase();
  const team = channelData?.team?.type?.toLowerCase();
  if (channel === 'shared' || team === 'sharedchannel') return true;
  // A team that is an ordinary one can have shared channels.
  return channel === 'standard' || channel === 'private' || team === 'privatechannel' ? false : undefined;
}

/** The tenant that an activity says it is from; both places must agree where both are there. */
export function tenantOf({ conversation, channelData }: Activity): string | undefined {
  const said = [conversation.tenantId, channelData?.tenant?.id].filter((tenant) => tenant != null);
  const tenants = new Set(said.map((tenant) => tenant.toLowerCase()));
  return tenants.size === 1 ? [...tenants][0] : undefined;
}

const Mention = z.object({
  type: z.literal('mention'),
  text: bounded(200_000, 1),
  mentioned: z.object({ id }),
});

// What stands for a quoted message; the quote itself is no part of the text: https://github.com/microsoft/teams.ts/pull/482
const QUOTED = /<quoted\b[^<>]*>/gi;

/** What was written, with the mention that called the bot as "@Ajar": the grammar knows that one from other people's. */
export function textOf({ text: written, entities, recipient }: Activity): string {
  let rest = (written ?? '').replaceAll(QUOTED, ' ');
  for (const entity of entities ?? []) {
    const mention = Mention.safeParse(entity);
    if (mention.success && mention.data.mentioned.id === recipient?.id)
      rest = rest.replaceAll(mention.data.text, ' @Ajar ');
  }
  return rest.trim();
}

/** The same delivery has the same key, so that a repeat or a replay acts once (HOLES H15). */
export function keyOf({ id, conversation, from, value, text, timestamp }: Activity): string {
  const own =
    id ??
    createHash('sha256')
      .update(JSON.stringify([from.id, value, text, timestamp]))
      .digest('hex');
  return `teams/${conversation.id}/${own}`;
}
