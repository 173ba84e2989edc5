import {
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
} from 'botbuilder';
import type { Log } from '../../ports/log.ts';
import { botConfig } from './door/bot-config.ts';
import { quietly } from './door/quiet.ts';
import type { TeamsSettings } from './settings.ts';
import { call, type Member, type Outgoing, type Transport } from './wire.ts';

// The only importer of botbuilder, which is at its end of life: a successor replaces this file. Used are its check of
// signatures and its connector client. Its CloudAdapter is not: it answers 500 to a bad signature, rejects on an activity
// without a type and builds a new client stack for every turn.

/** Something that stands for the Bot Framework of the cloud: the keys it signs with, and access tokens for its connector. */
export interface Framework {
  readonly openIdMetadata: string;
  /** `audience` is what the token is to be for, `login` where it is to be from. */
  readonly token: (audience: string, login: string) => Promise<string>;
}

/** Limit of one call, in real milliseconds. */
const CALL_MS = 10_000;

type Identity = Parameters<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>[0];
type Client = Awaited<
  ReturnType<ReturnType<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>['create']>
>;

export function createTransport(settings: TeamsSettings, log: Log, framework?: Framework): Transport {
  const auth = authenticationFor(settings, framework);
  const clients = createClients(auth, settings);
  const bot = { id: `28:${settings.appId || 'ajar'}`, name: 'Ajar' };
  return {
    authenticate: (activity, header) =>
      settings.auth === 'off'
        ? Promise.resolve(true)
        : isSigned(auth, settings.cloud.issuer, log, activity, header),
    async post(service, conversation, message) {
      const client = await clients(service);
      const sent = await call(() =>
        client.conversations.sendToConversation(
          conversation,
          { ...activityOf(message), from: bot },
          limited(),
        ),
      );
      return sent.id;
    },
    async edit(service, conversation, id, message) {
      const client = await clients(service);
      const activity = { ...activityOf(message), id, from: bot };
      await call(() => client.conversations.updateActivity(conversation, id, activity, limited()));
    },
    async begin(service, tenant, person) {
      const client = await clients(service);
      const parameters = {
        isGroup: false,
        bot,
        members: [{ id: person, name: '', aadObjectId: person }],
        tenantId: tenant,
        channelData: { tenant: { id: tenant } },
      } as unknown as Parameters<Client['conversations']['createConversation']>[0];
      return (await call(() => client.conversations.createConversation(parameters, limited()))).id;
    },
    async member(service, conversation, id) {
      const client = await clients(service);
      const found = await call(() => client.conversations.getConversationMember(conversation, id, limited()));
      return found as unknown as Member;
    },
  };
}

function authenticationFor(
  settings: TeamsSettings,
  framework?: Framework,
): ConfigurationBotFrameworkAuthentication {
  // Without an app id botbuilder checks nobody: so it gets none only where that was asked for and allowed.
  if (settings.auth === 'off') return new ConfigurationBotFrameworkAuthentication({});
  const { cloud } = settings;
  const openIdMetadata = framework?.openIdMetadata ?? cloud.openIdMetadata;
  const config = botConfig({ ...settings, cloud: { ...cloud, openIdMetadata } });
  const credentials = new ConfigurationServiceClientCredentialFactory(config);
  if (framework)
    credentials.createCredentials = async (_app, audience, login) =>
      bearer(() => framework.token(audience, login));
  return new ConfigurationBotFrameworkAuthentication(config, credentials);
}

type Credentials = Awaited<ReturnType<ConfigurationServiceClientCredentialFactory['createCredentials']>>;

const bearer = (token: () => Promise<string>): Credentials => ({
  async signRequest(request) {
    request.headers.set('authorization', `Bearer ${await token()}`);
    return request;
  },
});

/** One client a service, kept: making one costs more than a turn. There are few, since only allowed hosts get this far. */
function createClients(auth: ConfigurationBotFrameworkAuthentication, settings: TeamsSettings) {
  const identity = {
    claims: [],
    isAuthenticated: true,
    getClaimValue: (type: string) => (type === 'aud' && settings.auth === 'on' ? settings.appId : null),
  } as unknown as Identity;
  const kept = new Map<string, Promise<Client>>();
  return (service: string): Promise<Client> => {
    const known = kept.get(service);
    if (known) return known;
    if (kept.size >= 100) kept.clear();
    const made = auth
      .createConnectorFactory(identity)
      .create(service, settings.cloud.scope)
      .then(withoutRetries);
    // A failed making must not be kept; the caller gets the failure itself.
    made.catch(() => kept.delete(service));
    kept.set(service, made);
    return made;
  };
}

/** Its own retries would wait inside our queues without saying so, and know neither 412 nor a 429 without Retry-After. */
function withoutRetries(client: Client): Client {
  type Inner = { readonly client: { readonly pipeline: { removePolicy(which: { name: string }): unknown } } };
  (client as unknown as Inner).client.pipeline.removePolicy({ name: 'defaultRetryPolicy' });
  return client;
}

const limited = () => ({ timeout: CALL_MS });

const activityOf = ({ content, summary, alert, file }: Outgoing) => ({
  type: 'message',
  summary,
  attachments: [{ ...attachmentOf(file), content }],
  ...(alert ? { channelData: { notification: { alert: true } } } : {}),
});

const attachmentOf = (file: Outgoing['file']) => {
  if (!file) return { contentType: 'application/vnd.microsoft.card.adaptive' };
  const { kind, ...rest } = file;
  return { contentType: `application/vnd.microsoft.teams.card.file.${kind}`, ...rest };
};

const UNTRUSTED = new Set(['JsonWebTokenError', 'TokenExpiredError', 'NotBeforeError', 'SyntaxError']);

/** True only for a token that the channel itself issued to our app for this serviceUrl. */
async function isSigned(
  auth: ConfigurationBotFrameworkAuthentication,
  issuer: string,
  log: Log,
  activity: { readonly channelId: string; readonly serviceUrl: string },
  header: string,
): Promise<boolean> {
  if (!/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/.test(header)) return false;
  try {
    const { claimsIdentity } = await quietly(() =>
      auth.authenticateRequest(activity as Parameters<typeof auth.authenticateRequest>[0], header),
    );
    // botbuilder would also take a token that Entra issued to our own app, and binds that to no serviceUrl.
    return claimsIdentity.getClaimValue('iss') === issuer;
  } catch (error) {
    const { name, statusCode } = error as { name?: string; statusCode?: number };
    if (statusCode !== 401 && !UNTRUSTED.has(name ?? '')) throw error;
    log.warn({ reason: name }, 'Refused a post to the Teams endpoint: its token is not good');
    return false;
  }
}
