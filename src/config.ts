import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ClockSpec } from './clock.ts';
import type { AzureSettings } from './cloud/azure/wire/clients.ts';
import { Complaint, type Fault } from './complaint.ts';
import type { ListenerSettings } from './http/listeners.ts';
import type { TraceSettings } from './observe/traces.ts';
import { readSecretFiles, type SecretsRead } from './secrets/files.ts';
import { isOfAzure, secretsIn } from './secrets/names.ts';
import { isReference, readVaultSecrets } from './secrets/vault.ts';
import { type AuditSettings, auditFaults, auditOf } from './settings/audit.ts';
import { configureFaults, configureOf } from './settings/azure.ts';
import { type ChatSettings, chatFaults, chatsOf } from './settings/chat.ts';
import { cloudFaults } from './settings/cloud-faults.ts';
import { type PeopleSettings, peopleFaults, peopleOf } from './settings/look-ups.ts';
import { type CloudName, NATIONAL_CLOUDS } from './settings/national-clouds.ts';
import { networkOf, type ProxySettings } from './settings/network.ts';
import { policyListFaults } from './settings/policy.ts';
import { type RedisSettings, redisOf } from './settings/redis.ts';
import { ConfigError, type Env, readSettings, type Settings } from './settings/settings.ts';
import { signInFaults, signInOf } from './settings/sign-in.ts';
import { tracesOf } from './settings/traces.ts';
import type { SignInSettings } from './web/sign-in.ts';
import type { StopSettings } from './wiring/drain.ts';
import { reachOut } from './wiring/reach.ts';

/** Every setting, checked. Only this file reads the environment; .env.example lists the keys. */
export interface Config extends ChatSettings, PeopleSettings, ListenerSettings {
  /** Where the embedded store lives. */
  readonly dataFolder: string;
  /** The Redis that the store is on instead, where there is one. */
  readonly redis?: RedisSettings;
  /** The policy file, or the lists that stand in for it. */
  readonly policy:
    | { readonly file: string }
    | {
        readonly requesters: readonly string[];
        readonly approvers: readonly string[];
        readonly admins: readonly string[];
      };
  readonly zone: string;
  readonly stop: StopSettings;
  /** Where people reach the pages of Ajar: an origin. Without it no page is offered. */
  readonly publicUrl?: string;
  /** CIDRs of the proxies before Ajar, whose word on where a connection came from is taken. */
  readonly trustedProxies: readonly string[];
  /** Where approvers confirm what a rule with stepUp asks; without it such a request cannot be approved. */
  readonly signIn?: SignInSettings;
  readonly clock?: ClockSpec;
  readonly cloud: CloudName;
  readonly azure: AzureSettings;
  readonly audit: AuditSettings;
  /** As which service it is known where traces of several are. */
  readonly service: string;
  /** Where traces go; without it there are none. */
  readonly traces?: TraceSettings;
  /** What calls go through, where they may not go straight. */
  readonly proxy?: ProxySettings;
  /** How often the whole cloud is compared with the store, in real milliseconds. */
  readonly driftEveryMs: number;
}

/** What the environment comes to, as far as it is right, and every fault in it. With faults it must not be worked with. */
export interface ConfigRead {
  readonly config: Config;
  readonly faults: readonly Fault[];
}

/** Checks every setting alone, and then together. */
export function examineConfig(env: Env, secrets: readonly Fault[] = elsewhere?.faults ?? []): ConfigRead {
  const { settings, faults: alone } = readSettings(env);
  // Of a secret that could not be read its reference is no value to judge.
  const faults = [...secrets, ...alone.filter(({ key }) => !secrets.some((each) => each.key === key))];
  const wrong = new Set(faults.map(({ key }) => key));
  const config = { ...configOf(settings, chatsOf(settings, wrong)), ...peopleOf(settings, env) };
  const together = [
    ...policyListFaults(settings),
    ...configureFaults(settings),
    ...peopleFaults(env),
    ...chatFaults(config),
    ...signInFaults(settings),
    ...auditFaults(settings),
    ...cloudFaults(settings, config.teams !== undefined),
  ];
  const more = together.filter(({ key }) => !wrong.has(key));
  return { config, faults: [...faults, ...more] };
}

/** Reads and checks the environment; throws one `ConfigError` that names every fault, and those that `more` finds with them. */
export function readConfig(env: Env, more: (config: Config) => readonly string[] = () => []): Config {
  const { config, faults } = examineConfig(env);
  const all = [...faults.map(({ key, message }) => `${key}: ${message}`), ...more(config)];
  if (all.length > 0) throw new ConfigError(all);
  return config;
}

function configOf(settings: Settings, chats: ChatSettings): Omit<Config, keyof PeopleSettings> {
  const clock = settings.AJAR_CLOCK;
  return {
    dataFolder: path.resolve(settings.AJAR_DATA),
    ...redisOf(settings),
    policy: settings.AJAR_POLICY
      ? { file: path.resolve(settings.AJAR_POLICY) }
      : {
          requesters: settings.AJAR_REQUESTERS,
          approvers: settings.AJAR_APPROVERS,
          admins: settings.AJAR_ADMINS,
        },
    ...{ zone: settings.AJAR_TIME_ZONE, host: settings.AJAR_HOST, port: settings.PORT },
    internalHost: settings.AJAR_INTERNAL_HOST,
    // Where any port will do, any will do for the other as well.
    internalPort: settings.AJAR_INTERNAL_PORT ?? (settings.PORT === 0 ? 0 : INTERNAL_PORT),
    stop: { graceMs: settings.AJAR_STOP_GRACE, limitMs: settings.AJAR_STOP_LIMIT },
    cloud: settings.AJAR_CLOUD,
    trustedProxies: settings.AJAR_TRUSTED_PROXIES,
    ...signInOf(settings),
    ...(settings.AJAR_PUBLIC_URL ? { publicUrl: new URL(settings.AJAR_PUBLIC_URL).origin } : {}),
    driftEveryMs: settings.AJAR_DRIFT_EVERY,
    azure: azureOf(settings),
    audit: auditOf(settings),
    ...tracesOf(settings),
    ...networkOf(settings),
    ...(clock ? { clock } : {}),
    ...chats,
  };
}

const INTERNAL_PORT = 3979;

/** `TENANT/SUBSCRIPTION`, each tenant once. */
function tenantsOf(pairs: readonly string[]): NonNullable<AzureSettings['tenants']> {
  const parts = pairs.map((pair) => pair.toLowerCase().split('/') as [string, string]);
  return [...Map.groupBy(parts, ([tenant]) => tenant)].map(([id, own]) => ({
    id,
    subscriptions: own.map(([, subscription]) => subscription),
  }));
}

function azureOf(settings: Settings): AzureSettings {
  const cloud = NATIONAL_CLOUDS[settings.AJAR_CLOUD];
  const endpoint = (settings.AJAR_AZURE_ENDPOINT ?? cloud.arm).replace(/\/+$/, '');
  return {
    cloud: settings.AJAR_CLOUD,
    endpoint,
    scope: settings.AJAR_AZURE_SCOPE ?? `${endpoint}/.default`,
    subscriptions: settings.AJAR_AZURE_SUBSCRIPTIONS,
    tenants: tenantsOf(settings.AJAR_AZURE_TENANTS),
    // Whoever configures is one of ours as well.
    identities: [...settings.AJAR_AZURE_IDENTITIES, settings.AJAR_CONFIGURE_CLIENT_ID ?? []].flat(),
    graphEndpoint: (settings.AJAR_GRAPH_ENDPOINT ?? cloud.graph).replace(/\/+$/, ''),
    nsg: settings.AJAR_NSG === 'on',
    nsgWhole: settings.AJAR_NSG === 'on' && settings.AJAR_NSG_WHOLE === 'on',
    firewall: settings.AJAR_FIREWALL === 'on',
    ipFlow: settings.AJAR_IP_FLOW === 'on',
    graph: settings.AJAR_GRAPH === 'on',
    rights: settings.AJAR_REQUESTER_RIGHTS === 'on',
    firewallPriority: settings.AJAR_FIREWALL_PRIORITY,
    ...configureOf(settings),
    authorityHost: settings.AZURE_AUTHORITY_HOST ?? cloud.logins[0],
  };
}

/** Secrets that this process was given by file or Key Vault: read once. */
let elsewhere: SecretsRead | undefined;

/** The environment of this process, with what a .env file in the working folder and files of secrets add. Throws `Complaint`. */
export function environment(): Env {
  loadDotEnv();
  reachOut(process.env);
  if (elsewhere === undefined) {
    elsewhere = readSecretFiles(process.env);
    // Azure's libraries read their own from there.
    for (const [name, value] of Object.entries(elsewhere.values))
      if (isOfAzure(name)) process.env[name] = value;
  }
  return { ...process.env, ...elsewhere.values };
}

/** Lets this process sign in as other settings say than it began with: Azure's libraries read their own from the environment. */
export function signInWith(env: Env): void {
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('AZURE_')) continue;
    if (value) process.env[name] = value;
    else delete process.env[name];
  }
}

/** Reads what is in a key vault, before a command begins; what could not be read is a fault of the settings. Asks nobody without a reference. */
export async function fetchSecrets(): Promise<void> {
  const env = environment();
  if (!Object.values(env).some(isReference)) return;
  const { settings } = readSettings(env);
  const { readVaultSecret } = await import('./cloud/azure/vault.ts');
  const { signInAs } = await import('./cloud/azure/wire/identity.ts');
  const credential = await signInAs(undefined, azureOf(settings).authorityHost);
  const { values, faults } = await readVaultSecrets(env, (secret) => readVaultSecret(secret, credential));
  elsewhere = {
    values: { ...elsewhere?.values, ...values },
    faults: [...(elsewhere?.faults ?? []), ...faults],
  };
}

/** Settings that stand for a secret in a key vault, as they were given. */
export const vaultReferences = (): readonly string[] =>
  Object.values(process.env).filter((value) => value !== undefined && isReference(value)) as string[];

/** The values that nothing may show, as far as the environment was read. */
export const ownSecrets = (): readonly string[] =>
  elsewhere === undefined ? [] : secretsIn({ ...process.env, ...elsewhere.values });

function loadDotEnv(): void {
  const file = path.resolve('.env');
  try {
    readFileSync(file);
    process.loadEnvFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT')
      throw new Complaint(`${file} cannot be read (${code ?? message}). Mend it, or move it away.`, {
        cause: error,
      });
  }
}
