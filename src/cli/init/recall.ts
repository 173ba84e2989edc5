import { CLOUDS } from '../../settings/national-clouds.ts';
import { type Answers, noAnswers, type Secret } from './answers.ts';
import type { Values } from './env-text.ts';

/**
 * What is there already, as answers. What `.env` says counts, since somebody may have changed it by hand; of what was answered
 * the last time only that which it cannot say: the chat apps that are wanted and have no token yet, and the policy.
 */
export function recall(env: Values, { teams, slack, policy, policyFile } = noAnswers()): Answers {
  const none = noAnswers();
  return {
    cloud: CLOUDS.find((name) => name === env.AJAR_CLOUD) ?? none.cloud,
    ...said('url', env.AJAR_PUBLIC_URL),
    zone: env.AJAR_TIME_ZONE || none.zone,
    ...(env.TEAMS_APP_ID || teams ? { teams: recallTeams(env) } : {}),
    ...(hasSlack(env) || slack ? { slack: recallSlack(env) } : {}),
    azure: recallAzure(env),
    graph: env.AJAR_GRAPH === 'on',
    store: recallStore(env),
    policyFile: env.AJAR_POLICY && env.AJAR_POLICY !== EXAMPLE ? env.AJAR_POLICY : policyFile,
    ...(policy && { policy }),
  };
}

/** What .env.example names, for whoever copied it: nobody's people are in there. */
const EXAMPLE = 'examples/policy.yaml';

const recallTeams = (env: Values): NonNullable<Answers['teams']> => ({
  appId: env.TEAMS_APP_ID ?? '',
  appType: env.TEAMS_APP_TYPE === 'UserAssignedMSI' ? 'UserAssignedMSI' : 'SingleTenant',
  tenants: listIn(env.TEAMS_TENANT_ID),
  ...secretIn(env, 'password', 'TEAMS_APP_PASSWORD'),
});

const recallSlack = (env: Values): NonNullable<Answers['slack']> => ({
  ...{ socket: env.SLACK_SOCKET_MODE === 'on', history: env.SLACK_HISTORY === 'on' },
  ...secretIn(env, 'botToken', 'SLACK_BOT_TOKEN'),
  ...secretIn(env, 'signingSecret', 'SLACK_SIGNING_SECRET'),
  ...secretIn(env, 'appToken', 'SLACK_APP_TOKEN'),
});

const hasSlack = (env: Values): boolean =>
  ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN'].some(
    (key) => env[key] || env[`${key}_FILE`],
  );

const recallAzure = (env: Values): Answers['azure'] => ({
  signIn: env.AZURE_TOKEN_CREDENTIALS || 'ManagedIdentityCredential',
  ...said('clientId', env.AZURE_CLIENT_ID),
  ...said('tenantId', env.AZURE_TENANT_ID),
  ...secretIn(env, 'clientSecret', 'AZURE_CLIENT_SECRET'),
  subscriptions: listIn(env.AJAR_AZURE_SUBSCRIPTIONS),
  ...{
    nsg: env.AJAR_NSG === 'on',
    firewall: env.AJAR_FIREWALL === 'on',
    configure: env.AJAR_CONFIGURE === 'on',
  },
});

function recallStore(env: Values): Answers['store'] {
  const { redis } = secretIn(env, 'redis', 'REDIS_URL');
  return redis ? { redis } : { folder: env.AJAR_DATA || 'data' };
}

function secretIn<K extends string>(env: Values, name: K, key: string): Partial<Record<K, Secret>> {
  const [value, file] = [env[key], env[`${key}_FILE`]];
  const secret = file ? { file } : value ? { value } : undefined;
  return (secret ? { [name]: secret } : {}) as Partial<Record<K, Secret>>;
}

const listIn = (value = ''): string[] => value.split(/[\s,]+/).filter(Boolean);
const said = <K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> =>
  (value ? { [key]: value } : {}) as Partial<Record<K, string>>;
