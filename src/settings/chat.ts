import { type SlackSettings, faultsOf as slackFaultsOf } from '../chat/slack/settings.ts';
import { type TeamsSettings, faultsOf as teamsFaultsOf } from '../chat/teams/settings.ts';
import type { Fault } from '../complaint.ts';
import { NATIONAL_CLOUDS } from './national-clouds.ts';
import { networkOf } from './network.ts';
import type { Settings } from './settings.ts';

/** The chat apps that are configured; one is when something that only it has is set. */
export interface ChatSettings {
  readonly teams?: TeamsSettings;
  readonly slack?: SlackSettings;
}

/** What the settings come to for each app; `wrong` are those with a fault, which count as set. */
export function chatsOf(settings: Settings, wrong: ReadonlySet<string>): ChatSettings {
  const teams = wrong.has('TEAMS_APP_ID') || settings.TEAMS_APP_ID !== '' || settings.TEAMS_AUTH === 'off';
  const slack = [settings.SLACK_BOT_TOKEN, settings.SLACK_APP_TOKEN, ...settings.SLACK_SIGNING_SECRET];
  return {
    ...(teams ? { teams: teamsOf(settings) } : {}),
    ...(slack.some(Boolean) ? { slack: slackOf(settings) } : {}),
  };
}

/** What does not fit together, each under the variable that it comes from. */
export const chatFaults = ({ teams, slack }: ChatSettings): readonly Fault[] => [
  ...(teams ? teamsFaults(teams) : []),
  ...(slack ? slackFaultsOf(slack).map(({ key, message }) => ({ key: SLACK[key], message })) : []),
];

function teamsOf(settings: Settings): TeamsSettings {
  const hosts = settings.TEAMS_SERVICE_HOSTS;
  return {
    ...{ appId: settings.TEAMS_APP_ID, appType: settings.TEAMS_APP_TYPE },
    ...{ appTenant: settings.TEAMS_TENANT_ID[0] ?? '', tenants: settings.TEAMS_TENANT_ID },
    ...{ auth: settings.TEAMS_AUTH, roster: settings.TEAMS_ROSTER },
    cloud: NATIONAL_CLOUDS[settings.AJAR_CLOUD].bot,
    ...{ bind: settings.AJAR_HOST, production: settings.NODE_ENV === 'production' },
    ...(settings.TEAMS_APP_PASSWORD ? { password: settings.TEAMS_APP_PASSWORD } : {}),
    ...(hosts.length > 0 ? { serviceHosts: hosts } : {}),
  };
}

/** The app's tenant is the first of the tenants, of which the same is said. */
const teamsFaults = (teams: TeamsSettings): readonly Fault[] =>
  teamsFaultsOf(teams)
    .filter(({ key }) => key !== 'appTenant')
    .map(({ key, message }) => ({ key: TEAMS[key], message }));

const TEAMS: Readonly<Record<keyof TeamsSettings, string>> = {
  ...{ appId: 'TEAMS_APP_ID', appType: 'TEAMS_APP_TYPE', password: 'TEAMS_APP_PASSWORD' },
  ...{ appTenant: 'TEAMS_TENANT_ID', tenants: 'TEAMS_TENANT_ID', serviceHosts: 'TEAMS_SERVICE_HOSTS' },
  ...{
    cloud: 'AJAR_CLOUD',
    auth: 'TEAMS_AUTH',
    roster: 'TEAMS_ROSTER',
    bind: 'AJAR_HOST',
    production: 'NODE_ENV',
  },
};

const slackOf = (settings: Settings): SlackSettings => ({
  ...{ botToken: settings.SLACK_BOT_TOKEN, signingSecrets: settings.SLACK_SIGNING_SECRET },
  ...(settings.SLACK_APP_TOKEN ? { appToken: settings.SLACK_APP_TOKEN } : {}),
  socket: settings.SLACK_SOCKET_MODE === 'on',
  apiUrl: `${(settings.SLACK_API_URL ?? NATIONAL_CLOUDS[settings.AJAR_CLOUD].slack).replace(/\/+$/, '')}/`,
  ...{ teams: settings.SLACK_TEAM_IDS, emailDomains: settings.SLACK_EMAIL_DOMAINS },
  history: settings.SLACK_HISTORY === 'on',
  ...networkOf(settings),
});

const SLACK: Readonly<Record<keyof SlackSettings, string>> = {
  ...{ botToken: 'SLACK_BOT_TOKEN', signingSecrets: 'SLACK_SIGNING_SECRET', appToken: 'SLACK_APP_TOKEN' },
  ...{ socket: 'SLACK_SOCKET_MODE', apiUrl: 'SLACK_API_URL', teams: 'SLACK_TEAM_IDS' },
  ...{ emailDomains: 'SLACK_EMAIL_DOMAINS', history: 'SLACK_HISTORY', proxy: 'HTTPS_PROXY' },
};
