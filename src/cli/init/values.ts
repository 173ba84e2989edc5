import type { Answers, Secret } from './answers.ts';
import { readEnv, type Values } from './env-text.ts';

/** The settings that follow from the answers. Every one that the set-up knows is here: one that is not wanted is empty. */
export function valuesOf(answers: Answers): Values {
  const { cloud, url, zone, graph, store, policyFile } = answers;
  return {
    ...{ AJAR_CLOUD: cloud, AJAR_PUBLIC_URL: url ?? '', AJAR_TIME_ZONE: zone, AJAR_GRAPH: onOff(graph) },
    AJAR_POLICY: policyFile,
    ...('redis' in store
      ? secret('REDIS_URL', store.redis)
      : { AJAR_DATA: store.folder, ...secret('REDIS_URL', undefined) }),
    ...teamsValues(answers.teams),
    ...slackValues(answers.slack),
    ...azureValues(answers.azure),
  };
}

function teamsValues(teams: Answers['teams']): Values {
  return {
    TEAMS_APP_ID: teams?.appId ?? '',
    TEAMS_TENANT_ID: teams?.tenants.join(',') ?? '',
    TEAMS_APP_TYPE: teams?.appType ?? '',
    ...secret('TEAMS_APP_PASSWORD', teams?.password),
  };
}

function slackValues(slack: Answers['slack']): Values {
  return {
    SLACK_SOCKET_MODE: onOff(slack?.socket === true),
    SLACK_HISTORY: onOff(slack?.history === true),
    ...secret('SLACK_BOT_TOKEN', slack?.botToken),
    ...secret('SLACK_SIGNING_SECRET', slack?.signingSecret),
    ...secret('SLACK_APP_TOKEN', slack?.appToken),
  };
}

function azureValues(azure: Answers['azure']): Values {
  return {
    AZURE_TOKEN_CREDENTIALS: azure.signIn,
    ...{ AZURE_CLIENT_ID: azure.clientId ?? '', AZURE_TENANT_ID: azure.tenantId ?? '' },
    ...secret('AZURE_CLIENT_SECRET', azure.clientSecret),
    AJAR_AZURE_SUBSCRIPTIONS: azure.subscriptions.join(','),
    ...{
      AJAR_NSG: onOff(azure.nsg),
      AJAR_FIREWALL: onOff(azure.firewall),
      AJAR_CONFIGURE: onOff(azure.configure),
    },
  };
}

const onOff = (on: boolean): string => (on ? 'on' : 'off');

const secret = (key: string, given: Secret | undefined): Values => ({
  [key]: given && 'value' in given ? given.value : '',
  [`${key}_FILE`]: given && 'file' in given ? given.file : '',
});

/** What counts where nothing is set. */
const USUAL: Values = {
  ...{ AJAR_CLOUD: 'public', AJAR_TIME_ZONE: 'UTC', AJAR_GRAPH: 'off', AJAR_DATA: 'data' },
  ...{ SLACK_SOCKET_MODE: 'off', SLACK_HISTORY: 'off', TEAMS_APP_TYPE: 'SingleTenant' },
  ...{ AJAR_NSG: 'off', AJAR_FIREWALL: 'off', AJAR_CONFIGURE: 'off' },
};

/** Those that change what the text says; lists and what is usual may be written in several ways. */
export function changedIn(text: string, values: Values): Values {
  const before = readEnv(text);
  const meaning = (key: string, value: string | undefined): string => {
    const said = value || (USUAL[key] ?? '');
    return LISTS.has(key)
      ? said
          .split(/[\s,]+/)
          .filter(Boolean)
          .join(',')
      : said;
  };
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => meaning(key, value) !== meaning(key, before[key])),
  );
}

const LISTS: ReadonlySet<string> = new Set(['TEAMS_TENANT_ID', 'AJAR_AZURE_SUBSCRIPTIONS']);
