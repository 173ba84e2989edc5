import type { TeamsSettings } from '../../src/chat/teams/settings.ts';
import { NATIONAL_CLOUDS } from '../../src/settings/national-clouds.ts';
import { APP_ID, TENANT } from '../../test/chat/teams/signer.ts';

export const CHANNEL = '19:approvals@thread.tacv2';
export const messageAt = (at: number): string => String(1_700_000_000_000 + at);

export const SETTINGS: TeamsSettings = {
  ...{
    appId: APP_ID,
    appType: 'SingleTenant',
    appTenant: TENANT,
    password: 'not-a-secret',
    tenants: [TENANT],
  },
  ...{ cloud: NATIONAL_CLOUDS.public.bot, auth: 'on', bind: '127.0.0.1', production: true },
  ...{ roster: 'required', serviceHosts: ['127.0.0.1'] },
};
