import { isLoopback } from '../loopback.ts';

/** What the Slack side must be told; only `config.ts` reads it from the environment. */
export interface SlackSettings {
  /** The bot's token: `xoxb-…`. */
  readonly botToken: string;
  /** The app's signing secret; the old and the new one while it is changed. */
  readonly signingSecrets: readonly string[];
  /** The app-level token for Socket Mode: `xapp-…`. */
  readonly appToken?: string;
  /** Socket Mode: Slack is called, and never calls. */
  readonly socket: boolean;
  /** `https://slack.com/api/`; for GovSlack `https://slack-gov.com/api/`. */
  readonly apiUrl: string;
  /** Ids of the workspaces and organisations whose people may talk to the bot; empty for the token's own. */
  readonly teams: readonly string[];
  /** Domains of which a confirmed address is enough to ask. */
  readonly emailDomains: readonly string[];
  /** Whether the bot was granted the optional history scopes, with which a lost post is looked up. */
  readonly history: boolean;
  /** What Socket Mode is reached through, and the hosts that are reached without it. */
  readonly proxy?: { readonly url: string; readonly bypass: readonly string[] };
}

/** What is wrong with one of the settings: what was found and what to write instead, without the key. */
export interface SlackFault {
  readonly key: keyof SlackSettings;
  readonly message: string;
}

/** Every fault of the settings; empty when they are good. Secrets are never shown. */
export function faultsOf(settings: SlackSettings): readonly SlackFault[] {
  const { botToken, apiUrl, teams, emailDomains } = settings;
  const faults: SlackFault[] = [];
  const add = (key: keyof SlackSettings, message: string): number => faults.push({ key, message });
  if (!/^xoxb-\S+$/.test(botToken))
    add('botToken', 'it is no bot token; write the one that begins with "xoxb-" from OAuth & Permissions.');
  const api = apiFault(apiUrl);
  if (api !== undefined) add('apiUrl', api);
  for (const team of teams)
    if (!/^[TE][A-Z0-9]{2,}$/.test(team))
      add('teams', `found "${team}"; write the id of a workspace (T…) or of an organisation (E…).`);
  for (const domain of emailDomains)
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain))
      add('emailDomains', `found "${domain}"; write a domain in small letters, such as example.com.`);
  return [...faults, ...inwardFaults(settings)];
}

/** Without a secret anybody could speak for anybody; without an app-level token Socket Mode hears nothing. */
function inwardFaults({ socket, appToken, signingSecrets }: SlackSettings): readonly SlackFault[] {
  const secrets = signingSecrets
    .filter((secret) => !/^[0-9a-f]{32}$/i.test(secret))
    .map(() =>
      fault('signingSecrets', 'one of them is not 32 hexadecimal digits; copy it from Basic Information.'),
    );
  if (socket)
    return /^xapp-\S+$/.test(appToken ?? '')
      ? secrets
      : [
          ...secrets,
          fault('appToken', 'Socket Mode needs the app-level token; write the one that begins with "xapp-".'),
        ];
  return signingSecrets.length > 0
    ? secrets
    : [
        fault(
          'signingSecrets',
          'nothing is set; write the signing secret from Basic Information, or use Socket Mode.',
        ),
      ];
}

/** The token goes wherever this points, so it is Slack or this machine. */
function apiFault(apiUrl: string): string | undefined {
  const instead = 'write https://slack.com/api/, or https://slack-gov.com/api/ for GovSlack.';
  if (!URL.canParse(apiUrl)) return `found "${apiUrl}"; ${instead}`;
  const { protocol, hostname, username, password } = new URL(apiUrl);
  if (username !== '' || password !== '') return `it holds a user name or password; ${instead}`;
  if (isLoopback(hostname) && /^https?:$/.test(protocol)) return undefined;
  if (protocol === 'https:' && SLACK_HOSTS.has(hostname)) return undefined;
  return `found "${apiUrl}"; ${instead}`;
}

const SLACK_HOSTS: ReadonlySet<string> = new Set(['slack.com', 'slack-gov.com']);

const fault = (key: keyof SlackSettings, message: string): SlackFault => ({ key, message });
