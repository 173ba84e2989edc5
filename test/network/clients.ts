import { createAzureLogsSink } from '../../src/audit/sinks/azure-logs.ts';
import { createBlobSink } from '../../src/audit/sinks/blob.ts';
import { createWebhookSink } from '../../src/audit/sinks/webhook.ts';
import { createSocket } from '../../src/chat/slack/door/socket.ts';
import { createWire } from '../../src/chat/slack/send/clients.ts';
import { respond } from '../../src/chat/slack/send/post-outside.ts';
import { createUpload } from '../../src/chat/teams/send/upload.ts';
import { createTransport } from '../../src/chat/teams/transport.ts';
import { readVaultSecret } from '../../src/cloud/azure/vault.ts';
import { createClients } from '../../src/cloud/azure/wire/clients.ts';
import { createTracer } from '../../src/observe/traces.ts';
import { askJson } from '../../src/people/web/ask-json.ts';
import { networkOf } from '../../src/settings/network.ts';
import { createSignIn } from '../../src/web/sign-in.ts';
import { settingsFor } from '../chat/teams/world.ts';
import { credential } from '../fakes/azure-sinks.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const TENANT = '11111111-1111-4111-8111-111111111111';
const SUBSCRIPTION = '33333333-3333-4333-8333-333333333333';
const LINE = {
  seq: 1,
  bytes:
    '{"at":"2026-01-01T00:00:00.000Z","kind":"started","actor":{"id":"ajar","name":"Ajar"},"app":"ajar","detail":"d","vms":[],"ports":[],"sources":[],"traces":[]}',
  seal: 'ab',
};
const signal = (): AbortSignal => AbortSignal.timeout(5_000);

const azure = (at: At) =>
  createClients({
    ...{
      endpoint: at('arm'),
      scope: `${at('arm')}/.default`,
      graphEndpoint: at('graph'),
      authorityHost: `https://${LOGIN}`,
    },
    identity: { clientId: TENANT, app: { tenantId: TENANT, secret: 'made-up' } },
    callTimeoutMs: 5_000,
  });

/** One that Microsoft's library knows: of others it asks elsewhere first what they are, and says of no failure why. */
const LOGIN = 'login.microsoftonline.us';
/** Where the older one of the Bot Framework asks that. */
const DISCOVERY = 'login.microsoftonline.com';

const options = () => ({ abortSignal: signal(), onResponse: () => undefined });

const teams = (at: At) => {
  const { cloud, ...rest } = settingsFor({ password: 'made-up', serviceHosts: ['smba.ajar.invalid'] });
  return createTransport(
    { ...rest, cloud: { ...cloud, login: at('botlogin'), openIdMetadata: `${at('botkeys')}/bot/openid` } },
    quiet,
  );
};

async function socketMode(at: At): Promise<void> {
  const logged: unknown[] = [];
  const log = { ...quiet, error: (facts: object) => void logged.push(facts) };
  const { proxy } = networkOf({ HTTPS_PROXY: process.env.HTTPS_PROXY, NO_PROXY: process.env.NO_PROXY });
  const parts = { appToken: 'xapp-1', apiUrl: `${at('socket')}/api/`, deliver: async () => undefined, log };
  const socket = createSocket({ ...parts, ...(proxy && { proxy }) });
  socket.start();
  while (!socket.connected() && logged.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await socket.stop();
  if (logged.length > 0) throw new Error(JSON.stringify(logged));
}

type At = (name: string) => string;

interface Client {
  readonly hosts: readonly string[];
  call(): Promise<unknown>;
}

/** One call of each client that Ajar has for the outside, and the hosts that it must be seen to ask for. */
export const clientsAt = (at: At): Readonly<Record<string, Client>> => ({
  'Resource Manager, by a library': {
    hosts: ['arm', LOGIN],
    async call() {
      const network = await azure(at).network(SUBSCRIPTION);
      for await (const _ of network.networkSecurityGroups.listAll({ abortSignal: signal() }));
    },
  },
  'Defender for Cloud': {
    hosts: ['arm', LOGIN],
    async call() {
      const security = await azure(at).security(SUBSCRIPTION);
      for await (const _ of security.jitNetworkAccessPolicies.list({ abortSignal: signal() }));
    },
  },
  'Resource Graph': {
    hosts: ['arm', LOGIN],
    call: async () => (await azure(at).graph()).resources({ query: 'resources' }, { abortSignal: signal() }),
  },
  'Resource Manager, plainly': {
    hosts: ['arm', LOGIN],
    call: () => azure(at).getPath('/subscriptions', {}, options()),
  },
  'Microsoft Graph': {
    hosts: ['graph', LOGIN],
    call: () => azure(at).directory.get('/v1.0/users', {}, options()),
  },
  'Key Vault': {
    hosts: ['vault'],
    async call() {
      const read = await readVaultSecret({ vault: at('vault'), name: 'one' }, credential);
      if ('fault' in read) throw new Error(read.fault);
    },
  },
  'Azure Monitor': {
    hosts: ['ingest'],
    call: () =>
      createAzureLogsSink({ endpoint: at('ingest'), rule: 'dcr-1', stream: 'Custom-A', credential }).send(
        [LINE],
        signal(),
      ),
  },
  'Azure Storage': {
    hosts: ['blob'],
    call: () => createBlobSink({ container: `${at('blob')}/audit`, credential }).send([LINE], signal()),
  },
  'the webhook of the audit log': {
    hosts: ['hook'],
    call: () =>
      createWebhookSink({ url: at('hook'), sign: () => 's', fetching: fetch }).send([LINE], signal()),
  },
  'PagerDuty and hooks of the policy': {
    hosts: ['rota'],
    call: () => askJson({ who: 'it', url: at('rota'), method: 'GET', headers: {}, mostBytes: 1_000 }, fetch),
  },
  "Slack's Web API": {
    hosts: ['slack'],
    call: () => createWire({ botToken: 'xoxb-1', apiUrl: `${at('slack')}/api/` }, quiet).now.self(),
  },
  'a response_url of Slack': {
    hosts: ['hooks.slack.com'],
    call: () =>
      respond({ apiUrl: at('slack') }, 'https://hooks.slack.com/actions/1', { text: 'a', blocks: [] }, 5_000),
  },
  'Socket Mode': { hosts: ['socket', 'wss'], call: () => socketMode(at) },
  'the Bot Connector': {
    hosts: ['smba', 'botlogin', DISCOVERY],
    call: () => teams(at).post(at('smba'), 'a:1', { content: {}, summary: 's', alert: false }),
  },
  'the keys of the Bot Framework': {
    hosts: ['botkeys'],
    call: () =>
      teams(at).authenticate(
        { channelId: 'msteams', serviceUrl: at('smba') },
        `Bearer ${signedByNobody(at('smba'))}`,
      ),
  },
  'an upload to SharePoint': {
    hosts: ['nobody.sharepoint.com'],
    async call() {
      const why = await createUpload(fetch)('https://nobody.sharepoint.com/a', 'text');
      if (why !== undefined) throw new Error(why);
    },
  },
  'the sign-in of approvers': {
    hosts: ['oidc'],
    call: () =>
      createSignIn(
        { issuer: `${at('oidc')}/v2.0`, tenant: TENANT, clientId: 'c', clientSecret: 's' },
        at('ajar'),
        quiet,
      ).begin(),
  },
  traces: {
    hosts: ['otlp'],
    async call() {
      const logged: unknown[] = [];
      const settings = { endpoint: at('otlp'), headers: {}, service: 'ajar', ratio: 1 };
      const log = { ...quiet, warn: (facts: object) => void logged.push(facts) };
      const tracer = await createTracer(settings, '1', log);
      tracer.begin({ what: 'look' } as never, { trace: `${'0'.repeat(31)}1` } as never, undefined).span.end();
      await tracer.stop();
      if (logged.length > 0) throw new Error(JSON.stringify(logged));
    },
  },
});

/** For the keys to be asked for, a token needs to be one of the channel's in form. */
function signedByNobody(service: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const { cloud, appId } = settingsFor({});
  const now = Math.floor(Date.now() / 1000);
  return `${part({ alg: 'RS256', typ: 'JWT', kid: 'k' })}.${part({ iss: cloud.issuer, aud: appId, nbf: now - 9, exp: now + 99, serviceurl: service })}.c2ln`;
}
