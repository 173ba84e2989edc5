import { RILEY } from '../../contracts/sample-cards.ts';
import { APP_ID, TENANT } from './signer.ts';

// Shaped as Teams sends them: ids, nulls and all, but made up.

export const PERSONAL = 'a:personal-riley';

let next = 1;

/** An activity from Riley in her own chat with the bot. */
export const activity = (service: string, more: object = {}): Record<string, unknown> => ({
  type: 'message',
  id: `activity-${next++}`,
  timestamp: new Date().toISOString(),
  channelId: 'msteams',
  serviceUrl: service,
  from: { id: '29:riley', name: 'Riley (as Riley writes it)', aadObjectId: RILEY.id },
  recipient: { id: `28:${APP_ID}`, name: 'Ajar' },
  conversation: { id: PERSONAL, conversationType: 'personal', tenantId: TENANT },
  channelData: { tenant: { id: TENANT } },
  locale: 'en-GB',
  localTimezone: 'Europe/Berlin',
  text: 'list',
  textFormat: 'plain',
  attachments: [],
  entities: [
    { type: 'clientInfo', locale: 'en-GB', country: 'GB', platform: 'Web', timezone: 'Europe/Berlin' },
  ],
  ...more,
});

/** A click of Riley's on a button, in her own chat unless `more` says otherwise. */
export const click = (
  service: string,
  verb: string,
  data: object,
  more: object = {},
): Record<string, unknown> =>
  activity(service, {
    type: 'invoke',
    name: 'adaptiveCard/action',
    text: undefined,
    replyToId: '1000',
    value: { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' },
    ...more,
  });
