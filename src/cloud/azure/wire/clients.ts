import type { NetworkManagementClient } from '@azure/arm-network';
import type { ResourceGraphClient } from '@azure/arm-resourcegraph';
import type { SecurityCenter } from '@azure/arm-security';
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { AzureCloud } from '../../../access/vm.ts';
import type { Action } from '../permissions.ts';
import type { AzureClock } from './azure-clock.ts';
import type { CallOptions } from './call.ts';
import type { Doing } from './doing.ts';
import { endAfter } from './end-after.ts';
import { hearDate } from './hear-date.ts';
import { type Identity, inTenant, signInAs } from './identity.ts';
import { once } from './once.ts';
import { createPace, type Pace } from './pace.ts';
import { createPlain, type PlainGet, type PlainSend } from './plain-get.ts';
import { pathOf, type ResourceId, type ResourceKind } from './resource-id.ts';
import { type CallsWatched, watchCalls } from './watch-calls.ts';

/** Which Azure: national clouds and the sandbox differ in nothing but these. */
export interface AzureSettings {
  /** Which of the separate Azures it is, for rules that name one. */
  readonly cloud?: AzureCloud;
  /** Resource Manager, without a path: `https://management.azure.com`. */
  readonly endpoint: string;
  /** Of the tokens that it takes: `https://management.azure.com/.default`. */
  readonly scope: string;
  /** Where tokens come from, unless a managed identity gives them. */
  readonly authorityHost?: string;
  /** Ids of the subscriptions to look at; every one that Ajar's identity can read when left out. */
  readonly subscriptions?: readonly string[];
  /** Subscriptions in other tenants than the identity's own, where the same app has a service principal. */
  readonly tenants?: readonly Tenant[];
  /** Object ids or client ids of other identities of Ajar's, such as of a sweep: what they do is told as Ajar's. */
  readonly identities?: readonly string[];
  /** Microsoft Graph, without a path, for who is in a group: `https://graph.microsoft.com`. */
  readonly graphEndpoint?: string;
  /** How long one deed may take in the real world, all its calls together; shorter than the lease of a deed (30 s). Default 20,000. */
  readonly callTimeoutMs?: number;
  /** Whether ports that Defender does not keep may be opened by rules of Ajar's own in security groups. Off when left out. */
  readonly nsg?: boolean;
  /** Whether many rules at once may be written as one write of their whole group. Off when left out. */
  readonly nsgWhole?: boolean;
  /** Whether ports behind a firewall with a firewall policy may be opened by rules of Ajar's own there. Off when left out. */
  readonly firewall?: boolean;
  /** Whether `check … from …` in chat asks Azure itself too (Network Watcher). Off when left out. */
  readonly ipFlow?: boolean;
  /** Whether people and groups are looked up there: then `doctor` tries it. Off when left out. */
  readonly graph?: boolean;
  /** Whether the requester's own roles may be looked at. Off when left out. */
  readonly rights?: boolean;
  /** The priority of Ajar's own rule collection group in a firewall policy, 100 to 65000. Default 150. */
  readonly firewallPriority?: number;
  /** Putting VMs under just-in-time access. Off when left out. */
  readonly configure?: ConfigureSettings;
  /** Who calls; whoever the environment says when left out. */
  readonly identity?: Identity;
}

export interface Tenant {
  readonly id: string;
  /** Lower case. */
  readonly subscriptions: readonly string[];
}

export interface ConfigureSettings {
  /** Where a VM that is in no policy goes: into `default` of its resource group and region, or into one of its own. */
  readonly policy: 'default' | 'per-vm';
  /** Who does it, if not the identity that opens ports. */
  readonly identity?: Identity;
  /** How long after a write it is looked at once more, in real milliseconds: longer than another's write takes. Default 3,000. */
  readonly settleMs?: number;
}

/** What tests put in place of the network and the sign-in, and who watches. */
export interface Outside extends CallsWatched {
  readonly credential?: TokenCredential;
  /** Of the identity that puts VMs under just-in-time access; the other's when left out. */
  readonly configuring?: TokenCredential;
  readonly httpClient?: HttpClient;
  /** What hears the time that Azure's answers say. */
  readonly time?: Pick<AzureClock, 'heard' | 'machine'>;
}

/** The libraries, loaded at the first call (they take about a second) unless that was done before, and kept one per subscription. */
export interface Clients {
  /** Loads them and says nothing to anybody. */
  load(): Promise<void>;
  readonly settings: AzureSettings;
  readonly limitMs: number;
  /** Of the identity's own tenant, or of another one. */
  credential(tenant?: string): Promise<TokenCredential>;
  security(subscriptionId: string): Promise<SecurityCenter>;
  network(subscriptionId: string): Promise<NetworkManagementClient>;
  graph(tenant?: string): Promise<ResourceGraphClient>;
  /** Of Resource Graph's queries. */
  readonly pace: Pace;
  /** A plain read of Resource Manager, where no library of ours knows the type. Answers the parsed body. */
  get(
    kind: ResourceKind,
    id: ResourceId,
    query: Readonly<Record<string, string>>,
    options: CallOptions,
  ): Promise<unknown>;
  /** The same for a path below a checked scope, such as the permissions on a resource group. */
  getPath: PlainGet;
  /** A change at a checked path, sent once. */
  sendPath: PlainSend;
  /** Microsoft Graph: people, groups and apps. Its tokens are its own. */
  readonly directory: { readonly endpoint: string; readonly get: PlainGet; readonly send: PlainSend };
  /** What is done takes an action of the printed roles, or none. */
  doing(what: string, action: Action | 'none', subject: string): Doing;
}

export function createClients(settings: AzureSettings, outside: Outside = {}): Clients {
  const { endpoint, scope } = settings;
  const limitMs = settings.callTimeoutMs ?? 20_000;
  const hears = outside.time ? [hearDate(outside.time)] : [];
  const policies = [...hears, watchCalls(outside, 'arm'), endAfter(limitMs)];
  // The libraries repeat a POST after a 5xx or a cut connection, which would open twice: none of them repeats anything here.
  const common = {
    endpoint,
    retryOptions: { maxRetries: 0 },
    ...(outside.httpClient && { httpClient: outside.httpClient }),
    additionalPolicies: policies.map((policy) => ({ policy, position: 'perRetry' as const })),
  };
  const tenants = settings.tenants ?? [];
  const home = once(async (): Promise<TokenCredential> => {
    if (outside.credential) return outside.credential;
    return signInAs(
      settings.identity,
      settings.authorityHost,
      tenants.map(({ id }) => id),
      limitMs,
    );
  });
  const credential = async (tenant?: string): Promise<TokenCredential> => inTenant(await home(), tenant);
  const tenantOf = (subscription: string): string | undefined =>
    tenants.find(({ subscriptions }) => subscriptions.includes(subscription.toLowerCase()))?.id;
  const security = perSubscription(async (id) => {
    const { SecurityCenter } = await import('@azure/arm-security');
    return new SecurityCenter(await credential(tenantOf(id)), id, { ...common, credentialScopes: [scope] });
  });
  const network = perSubscription(async (id) => {
    const { NetworkManagementClient } = await import('@azure/arm-network');
    return new NetworkManagementClient(await credential(tenantOf(id)), id, {
      ...common,
      credentials: { scopes: [scope] },
    });
  });
  const graphs = perSubscription(async (tenant) => {
    const { ResourceGraphClient } = await import('@azure/arm-resourcegraph');
    return new ResourceGraphClient(await credential(tenant || undefined), {
      ...common,
      credentials: { scopes: [scope] },
    });
  });
  const plains = new Map<string | undefined, ReturnType<typeof createPlain>>();
  /** Of the tenant whose subscription the path is in. */
  const plainFor = (path: string): ReturnType<typeof createPlain> => {
    const tenant = tenantOf(/^\/subscriptions\/([^/]+)/i.exec(path)?.[1] ?? '');
    const made =
      plains.get(tenant) ??
      createPlain(endpoint, scope, () => credential(tenant), outside.httpClient, policies);
    plains.set(tenant, made);
    return made;
  };
  const directoryEndpoint = settings.graphEndpoint ?? 'https://graph.microsoft.com';
  // Of Ajar's own tenant: who is in a group of another one is told as what cannot be told.
  const directory = createPlain(
    ...([
      directoryEndpoint,
      `${directoryEndpoint}/.default`,
      () => credential(),
      outside.httpClient,
      [watchCalls(outside, 'graph')],
    ] as const),
  );
  return {
    async load() {
      await Promise.all([
        home(),
        ...[import('@azure/arm-security'), import('@azure/arm-network'), import('@azure/arm-resourcegraph')],
        import('@azure/core-rest-pipeline'),
      ]);
    },
    settings,
    directory: { endpoint: directoryEndpoint, ...directory },
    limitMs,
    credential,
    security,
    network,
    graph: (tenant = '') => graphs(tenant),
    getPath: (path, ...rest) => plainFor(path).get(path, ...rest),
    sendPath: (method, path, ...rest) => plainFor(path).send(method, path, ...rest),
    get: (kind, id, query, options) => {
      const path = pathOf(kind, id);
      return plainFor(path).get(path, query, options);
    },
    pace: createPace(),
    doing: (what, action, subject) => ({
      what,
      action,
      subject,
      scope,
      host: new URL(endpoint).host,
      limitMs,
    }),
  };
}

function perSubscription<T>(make: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const made = new Map<string, () => Promise<T>>();
  return (id) => {
    const client = made.get(id) ?? once(() => make(id));
    made.set(id, client);
    return client();
  };
}
