import type { Policy } from '../access/policy/policy.ts';
import { allowedHosts } from '../chat/teams/settings.ts';
import type { Config } from '../config.ts';
import { CLOUDS, type CloudName, NATIONAL_CLOUDS } from './national-clouds.ts';

/** What says whom Ajar will call. */
export interface Given {
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Secrets that are in key vaults: `keyvault:https://…`. */
  readonly references: readonly string[];
  /** Where it can be read. */
  readonly policy?: Policy | undefined;
}

/** Somebody outside who is called: for what, by which settings, where that usually is, and where it is with these settings. */
interface Outbound {
  readonly what: string;
  readonly setting: string;
  /** Hosts, with `*.` for any below; none where only a setting names it. */
  readonly usual: (cloud: CloudName) => readonly string[];
  /** Addresses or hosts; none where it is not configured. */
  readonly used: (given: Given) => readonly (string | undefined)[];
  /** Of several hosts one is used, and nobody knows which beforehand. */
  readonly oneIsEnough?: true;
}

const VAULTS = { public: 'vault.azure.net', usgov: 'vault.usgovcloudapi.net', china: 'vault.azure.cn' };
const STORAGE = {
  ...{ public: 'blob.core.windows.net', usgov: 'blob.core.usgovcloudapi.net' },
  china: 'blob.core.chinacloudapi.cn',
};
const MONITOR = { public: 'monitor.azure.com', usgov: 'monitor.azure.us', china: 'monitor.azure.cn' };
const FILES = { public: ['*.sharepoint.com'], usgov: ['*.sharepoint.us'], china: [] };

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

const slackOf = (api: string): string => hostOf(api);
const isManaged = ({ env }: Given): boolean => /^managedidentity/i.test(env.AZURE_TOKEN_CREDENTIALS ?? '');
const signed = ({ config }: Given) => (config.teams?.auth === 'on' ? config.teams : undefined);
const none = (): readonly string[] => [];

/** Everybody outside, Redis apart, which is spoken to in no HTTP. The page of operations is written from this, and `doctor` tries it. */
export const OUTBOUND: readonly Outbound[] = [
  {
    what: 'Azure Resource Manager, with Defender for Cloud and Resource Graph',
    setting: 'AJAR_CLOUD, AJAR_AZURE_ENDPOINT',
    usual: (cloud) => [hostOf(NATIONAL_CLOUDS[cloud].arm)],
    used: ({ config }) => [config.azure.endpoint],
  },
  {
    what: 'sign-in to Azure, unless a managed identity does it',
    setting: 'AJAR_CLOUD, AZURE_AUTHORITY_HOST',
    usual: (cloud) => [hostOf(NATIONAL_CLOUDS[cloud].logins[0])],
    used: (given) => (isManaged(given) ? [] : [given.config.azure.authorityHost]),
  },
  {
    what: 'Microsoft Graph',
    setting: 'AJAR_GRAPH, AJAR_REQUESTER_RIGHTS, AJAR_GRAPH_ENDPOINT',
    usual: (cloud) => [hostOf(NATIONAL_CLOUDS[cloud].graph)],
    used: ({ config }) => (config.graph || config.azure.rights ? [config.azure.graphEndpoint] : []),
  },
  {
    what: 'Key Vault, for secrets that are there',
    setting: 'any secret as keyvault:…',
    usual: (cloud) => [`*.${VAULTS[cloud]}`],
    used: ({ references }) => references.map((each) => each.slice('keyvault:'.length)),
  },
  {
    what: "the bot's sign-in, with a client secret",
    setting: 'TEAMS_APP_ID, TEAMS_APP_PASSWORD',
    usual: (cloud) => [hostOf(NATIONAL_CLOUDS[cloud].bot.login)],
    used: (given) => [signed(given)?.password && signed(given)?.cloud.login],
  },
  {
    what: 'the keys that the Bot Framework signs with',
    setting: 'TEAMS_APP_ID',
    usual: (cloud) => [hostOf(NATIONAL_CLOUDS[cloud].bot.openIdMetadata)],
    used: (given) => [signed(given)?.cloud.openIdMetadata],
  },
  {
    what: 'Teams',
    setting: 'TEAMS_APP_ID, TEAMS_SERVICE_HOSTS',
    usual: (cloud) => NATIONAL_CLOUDS[cloud].bot.hosts,
    used: (given) => {
      const teams = signed(given);
      return teams ? allowedHosts(teams) : [];
    },
    oneIsEnough: true,
  },
  {
    what: "people's OneDrive, where they take an export in Teams",
    setting: 'TEAMS_APP_ID',
    usual: (cloud) => FILES[cloud],
    used: (given) => (signed(given) ? FILES[given.config.cloud] : []),
  },
  {
    what: "Slack's Web API",
    setting: 'SLACK_BOT_TOKEN, SLACK_API_URL',
    usual: (cloud) => [slackOf(NATIONAL_CLOUDS[cloud].slack)],
    used: ({ config }) => [config.slack?.apiUrl],
  },
  {
    what: 'answers to clicks in Slack, and files there',
    setting: 'SLACK_BOT_TOKEN, SLACK_API_URL',
    usual: (cloud) => outsideOf(NATIONAL_CLOUDS[cloud].slack),
    used: ({ config }) => outsideOf(config.slack?.apiUrl),
  },
  {
    what: 'Socket Mode, at a host that Slack names',
    setting: 'SLACK_SOCKET_MODE',
    usual: (cloud) => [`*.${slackOf(NATIONAL_CLOUDS[cloud].slack)}`],
    used: ({ config }) =>
      config.slack?.socket && outsideOf(config.slack.apiUrl).length > 0
        ? [`*.${slackOf(config.slack.apiUrl)}`]
        : [],
  },
  {
    what: 'PagerDuty',
    setting: 'AJAR_PAGERDUTY_TOKEN, AJAR_PAGERDUTY_URL',
    usual: () => ['api.pagerduty.com'],
    used: ({ config }) => [config.pagerDuty?.url],
  },
  {
    what: 'hooks of the policy',
    setting: 'hooks in the policy file',
    usual: none,
    used: ({ policy }) => Object.values(policy?.hooks ?? {}).map(({ url }) => url),
  },
  {
    what: 'the sign-in of approvers',
    setting: 'AJAR_OIDC_CLIENT_ID, AJAR_OIDC_ISSUER',
    usual: (cloud) => [hostOf(NATIONAL_CLOUDS[cloud].logins[0])],
    used: ({ config }) => [config.signIn?.issuer],
  },
  {
    what: 'the webhook of the audit log',
    setting: 'AJAR_AUDIT_WEBHOOK',
    usual: none,
    used: ({ config }) => [config.audit.webhook?.url],
  },
  {
    what: 'the audit log in Log Analytics',
    setting: 'AJAR_AUDIT_LOGS_ENDPOINT',
    usual: (cloud) => [`*.ingest.${MONITOR[cloud]}`],
    used: ({ config }) => [config.audit.logs?.endpoint],
  },
  {
    what: 'the audit log in Azure Storage',
    setting: 'AJAR_AUDIT_BLOB',
    usual: (cloud) => [`*.${STORAGE[cloud]}`],
    used: ({ config }) => [config.audit.blob?.container],
  },
  {
    what: 'the collector of traces',
    setting: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    usual: none,
    used: ({ config }) => [config.traces?.endpoint],
  },
];

/** A stand-in for Slack on this machine is one host. */
function outsideOf(api: string | undefined): readonly string[] {
  const host = api === undefined ? '' : slackOf(api);
  return /^slack(-gov)?\.com$/.test(host) ? [`hooks.${host}`, `files.${host}`] : [];
}

/** Somebody whom Ajar calls as it is configured, each address once. */
export interface Used {
  /** Origins, or hosts with `*.` at their front, of which nobody can try one. */
  readonly places: readonly string[];
  readonly what: string;
  readonly setting: string;
}

export function usedBy(given: Given): readonly Used[] {
  const rows = OUTBOUND.flatMap(({ what, setting, used, oneIsEnough }) => {
    const places = [...new Set(used(given).flatMap((place) => (place ? [placeOf(place)] : [])))];
    const each = oneIsEnough ? [places] : places.map((place) => [place]);
    return each.filter((all) => all.length > 0).map((all) => ({ places: all, what, setting }));
  });
  return [...Map.groupBy(rows, ({ places }) => places.join(' ')).values()].map((same) => ({
    places: same[0]?.places ?? [],
    what: [...new Set(same.map(({ what }) => what))].join('; '),
    setting: [...new Set(same.flatMap(({ setting }) => setting.split(', ')))].join(', '),
  }));
}

const placeOf = (place: string): string => {
  if (place.startsWith('*.')) return place;
  return URL.canParse(place) ? new URL(place).origin : `https://${place}`;
};

/** The table for the page of operations. */
export const outboundTable = (): string =>
  [
    `| for what | by which setting | ${CLOUDS.join(' | ')} |`,
    `|---|---|${CLOUDS.map(() => '---').join('|')}|`,
    ...OUTBOUND.map(
      ({ what, setting, usual }) =>
        `| ${[what, setting, ...CLOUDS.map((cloud) => usual(cloud).join(', ') || 'as set')].join(' | ')} |`,
    ),
  ].join('\n');
