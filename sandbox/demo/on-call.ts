import { randomUUID } from 'node:crypto';
import { AVERY, BOT_ID, TENANT_ID } from './people.ts';

/** The channel in which on-call reads along: the one of Avery's Playground, and what a policy's route calls it. */
export const ON_CALL = `oncall-${AVERY.nick}`;

/** What Teams sends when a bot is added to a team, as far as a bot looks at it. */
export const channelActivity = (serviceUrl: string): object => ({
  type: 'installationUpdate',
  action: 'add',
  id: randomUUID(),
  timestamp: new Date().toISOString(),
  channelId: 'msteams',
  serviceUrl,
  from: { id: AVERY.teamsId, name: AVERY.name, aadObjectId: AVERY.id },
  recipient: { id: BOT_ID, name: 'Ajar' },
  conversation: { id: ON_CALL, conversationType: 'channel', isGroup: true, tenantId: TENANT_ID },
  channelData: {
    tenant: { id: TENANT_ID },
    team: { id: `team-${AVERY.nick}` },
    channel: { id: ON_CALL },
  },
});

/**
 * Tells the bot that it was added to the on-call channel. A Playground would say so only once somebody opens the channel, and
 * whoever reads along should not have to.
 */
export async function addToOnCall(bot: string, serviceUrl: string): Promise<void> {
  const response = await fetch(bot, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(channelActivity(serviceUrl)),
  });
  if (!response.ok) throw new Error(`The bot answers ${response.status} to being added to a channel.`);
}
