import { AZURE_CLOUDS, type AzureCloud } from '../access/vm.ts';
import type { BotCloud } from '../chat/teams/settings.ts';

/** The separate Azures there are: each takes no token of another's. */
export const CLOUDS = AZURE_CLOUDS;
export type CloudName = AzureCloud;

/** Where everything of one Azure is: AJAR_CLOUD picks a row, single settings change a cell of it. */
interface NationalCloud {
  /** As people call it. */
  readonly title: string;
  /** Resource Manager, whose tokens are for the same address. */
  readonly arm: string;
  /** Where identities sign in; the first is what Azure's libraries use. */
  readonly logins: readonly [string, ...string[]];
  readonly graph: string;
  readonly portal: string;
  readonly bot: BotCloud;
  /** Slack has a separate instance for US Government alone; a Slack of the public one may be used with any Azure. */
  readonly slack: string;
}

/**
 * https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure
 * https://learn.microsoft.com/azure/china/resources-developer-guide
 * https://learn.microsoft.com/azure/bot-service/how-to-deploy-gov-cloud-high
 */
export const NATIONAL_CLOUDS: Readonly<Record<CloudName, NationalCloud>> = {
  public: {
    title: 'Azure public',
    arm: 'https://management.azure.com',
    logins: ['https://login.microsoftonline.com'],
    graph: 'https://graph.microsoft.com',
    portal: 'https://portal.azure.com',
    bot: {
      login: 'https://login.microsoftonline.com',
      scope: 'https://api.botframework.com',
      issuer: 'https://api.botframework.com',
      openIdMetadata: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
      tokenService: 'https://token.botframework.com/',
      hosts: ['smba.trafficmanager.net', '*.botframework.com', 'smba.infra.gcc.teams.microsoft.com'],
    },
    slack: 'https://slack.com/api/',
  },
  usgov: {
    title: 'Azure US Government',
    arm: 'https://management.usgovcloudapi.net',
    logins: ['https://login.microsoftonline.us'],
    graph: 'https://graph.microsoft.us',
    portal: 'https://portal.azure.us',
    bot: {
      login: 'https://login.microsoftonline.us',
      scope: 'https://api.botframework.us',
      issuer: 'https://api.botframework.us',
      openIdMetadata: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
      tokenService: 'https://tokengcch.botframework.azure.us/',
      // A bot in Azure US Government works with Teams in GCC High and DoD; GCC is of the public cloud.
      hosts: ['smba.infra.gov.teams.microsoft.us', 'smba.infra.dod.teams.microsoft.us'],
    },
    slack: 'https://slack-gov.com/api/',
  },
  china: {
    title: 'Azure China (21Vianet)',
    arm: 'https://management.chinacloudapi.cn',
    logins: ['https://login.chinacloudapi.cn', 'https://login.partner.microsoftonline.cn'],
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    portal: 'https://portal.azure.cn',
    bot: {
      login: 'https://login.partner.microsoftonline.cn',
      scope: 'https://api.botframework.azure.cn',
      issuer: 'https://api.botframework.azure.cn',
      openIdMetadata: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
      tokenService: 'https://token.botframework.azure.cn/',
      // Microsoft states no host of Teams there: TEAMS_SERVICE_HOSTS must name it.
      hosts: [],
    },
    slack: 'https://slack.com/api/',
  },
};

/** The cloud that an address belongs to by its host; undefined for any other, such as a sandbox or a private one. */
export function cloudOf(url: string): CloudName | undefined {
  const host = hostOf(url);
  return CLOUDS.find((name) => {
    const { arm, logins, graph } = NATIONAL_CLOUDS[name];
    return [arm, ...logins, graph].some((known) => hostOf(known) === host);
  });
}

/** The cloud whose Teams a host is of. */
export const cloudOfTeamsHost = (host: string): CloudName | undefined =>
  CLOUDS.find((name) => NATIONAL_CLOUDS[name].bot.hosts.includes(host.toLowerCase()));

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');
