import { z } from 'zod';
import { readSource } from '../access/address.ts';
import { isGuid } from '../access/guid.ts';
import { isZone } from '../access/wall-time.ts';
import { Complaint, type Fault } from '../complaint.ts';
import { isHidden, SECRETS } from '../secrets/names.ts';
import { AUDIT_SHAPE } from './audit.ts';
import { unknownNames } from './names.ts';
import { CLOUDS } from './national-clouds.ts';
import { NETWORK_SHAPE } from './network.ts';
import { TRACES_SHAPE } from './traces.ts';
import {
  guid,
  idsOf,
  isHttps,
  isHttpsOrHere,
  isIssuer,
  isListenAddress,
  isPort,
  isPublicUrl,
  isRedisUrl,
  isSignIn,
  listOf,
  onOrOff,
  SIGN_INS,
  spanBetween,
  toClock,
  words,
} from './values.ts';

/** Faults of the settings: each with its key, what was found and what to write instead. */
export class ConfigError extends Complaint {
  override name = 'ConfigError';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    const heading = faults.length === 1 ? 'One thing needs mending' : `${faults.length} things need mending`;
    super([`${heading}:`, ...faults].join('\n  '));
    this.faults = faults;
  }
}

/** The environment, or any part of it. */
export type Env = Readonly<Record<string, string | undefined>>;

const guids = idsOf('Entra object ids such as 3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b');

const listenAddress = z
  .string()
  .default('127.0.0.1')
  .refine(isListenAddress, 'write an address to listen on, such as 127.0.0.1 or 0.0.0.0');

const SETTINGS = z.object({
  AJAR_DATA: z.string().default('data'),
  REDIS_URL: z
    .string()
    .refine(
      isRedisUrl,
      'write the address of a Redis such as rediss://USER:PASSWORD@redis.contoso.com:6380/0, with what is special in a password as %40',
    )
    .optional(),
  AJAR_REDIS_PREFIX: z
    .string()
    .default('ajar')
    .refine((text) => /^[a-z0-9-]{1,40}$/i.test(text), 'write letters, digits and dashes, such as ajar'),
  AJAR_REDIS_UNSAFE: z.enum(['refuse', 'warn'], 'write refuse or warn').default('refuse'),
  AJAR_POLICY: z.string().optional(),
  AJAR_REQUESTERS: guids,
  AJAR_APPROVERS: guids,
  AJAR_ADMINS: guids,
  AJAR_TIME_ZONE: z.string().default('UTC').refine(isZone, 'write an IANA time zone such as Europe/Berlin'),
  AJAR_HOST: listenAddress,
  AJAR_INTERNAL_HOST: listenAddress,
  AJAR_INTERNAL_PORT: z.string().refine(isPort, 'write a port from 0 to 65535').transform(Number).optional(),
  AJAR_STOP_GRACE: z
    .string()
    .default('3s')
    .transform(spanBetween(0, 300_000, '0 to 5m, such as 3s')),
  AJAR_STOP_LIMIT: z
    .string()
    .default('25s')
    .transform(spanBetween(1_000, 600_000, '1s to 10m, such as 25s')),
  AJAR_PUBLIC_URL: z
    .string()
    .refine(
      isPublicUrl,
      'write the https address under which people reach Ajar, without a path, such as https://ajar.contoso.com',
    )
    .optional(),
  AJAR_OIDC_CLIENT_ID: guid('the client id of the app that approvers sign in to'),
  AJAR_OIDC_CLIENT_SECRET: z.string().optional(),
  AJAR_OIDC_TENANT_ID: guid('the tenant that approvers sign in to'),
  AJAR_OIDC_ISSUER: z
    .string()
    .refine(isIssuer, 'write an https address such as https://login.microsoftonline.com/TENANT-ID/v2.0')
    .optional(),
  AJAR_OIDC_AUTH_CONTEXT: z
    .string()
    .regex(/^c[1-9]\d?$/, 'write an authentication context of Conditional Access, from c1 to c99')
    .optional(),
  AJAR_TRUSTED_PROXIES: listOf(
    (word) => typeof readSource(word) === 'string',
    'addresses and ranges such as 10.0.0.0/24',
  ).transform((all) => all.map((word) => String(readSource(word)))),
  PORT: z.string().default('3978').refine(isPort, 'write a port from 0 to 65535').transform(Number),
  AJAR_CLOCK: z.string().optional().transform(toClock),
  AJAR_CLOUD: z.enum(CLOUDS, `write one of ${CLOUDS.join(', ')}`).default('public'),
  AJAR_AZURE_ENDPOINT: z
    .string()
    .refine(isHttps, 'write an https address such as https://management.azure.com')
    .optional(),
  AJAR_AZURE_SCOPE: z
    .string()
    .refine(
      (scope) => isHttps(scope) && scope.endsWith('/.default'),
      'write an https address that ends in /.default, such as https://management.azure.com/.default',
    )
    .optional(),
  AJAR_AZURE_TENANTS: listOf(
    (word) => word.split('/').length === 2 && word.split('/').every(isGuid),
    'a tenant and a subscription of it, as TENANT-ID/SUBSCRIPTION-ID',
  ),
  AJAR_AZURE_SUBSCRIPTIONS: listOf(isGuid, 'subscription ids'),
  AJAR_AZURE_IDENTITIES: idsOf('object ids or client ids of identities'),
  AJAR_GRAPH_ENDPOINT: z
    .string()
    .refine(isHttps, 'write an https address such as https://graph.microsoft.com')
    .optional(),
  AJAR_GRAPH: onOrOff('off'),
  AJAR_PAGERDUTY_TOKEN: z.string().optional(),
  AJAR_PAGERDUTY_URL: z
    .string()
    .default('https://api.pagerduty.com')
    .refine(isHttpsOrHere, 'write an https address such as https://api.eu.pagerduty.com'),
  // Often enough to matter, and seldom enough for Azure's limits on lists.
  AJAR_DRIFT_EVERY: z
    .string()
    .default('5m')
    .transform(spanBetween(60_000, 3_600_000, '1m to 60m, such as 5m')),
  AJAR_NSG: onOrOff('off'),
  AJAR_IP_FLOW: onOrOff('off'),
  AJAR_REQUESTER_RIGHTS: onOrOff('off'),
  AJAR_NSG_WHOLE: onOrOff('off'),
  AJAR_CONFIGURE: onOrOff('off'),
  AJAR_JIT_POLICY: z.enum(['default', 'per-vm'], 'write default or per-vm').default('default'),
  AJAR_CONFIGURE_CLIENT_ID: guid('the client id of the identity that configures'),
  AJAR_CONFIGURE_TENANT_ID: guid('the tenant of the app that configures'),
  AJAR_CONFIGURE_CLIENT_SECRET: z.string().optional(),
  AJAR_FIREWALL: onOrOff('off'),
  AJAR_FIREWALL_PRIORITY: z
    .string()
    .default('150')
    .refine(
      (text) => /^\d{3,5}$/.test(text) && Number(text) >= 100 && Number(text) <= 65_000,
      'write a priority from 100 to 65000',
    )
    .transform(Number),
  AZURE_TOKEN_CREDENTIALS: z
    .string()
    .refine(isSignIn, `write one of ${SIGN_INS.join(', ')}`)
    .optional(),
  AZURE_AUTHORITY_HOST: z
    .string()
    .refine(isHttps, 'write an https address such as https://login.microsoftonline.com')
    .optional(),
  TEAMS_APP_ID: z
    .string()
    .default('')
    .refine((id) => id === '' || isGuid(id), 'write the app id of the bot, a GUID'),
  TEAMS_APP_TYPE: z
    .enum(['SingleTenant', 'UserAssignedMSI'], 'write SingleTenant or UserAssignedMSI')
    .default('SingleTenant'),
  TEAMS_APP_PASSWORD: z.string().optional(),
  TEAMS_TENANT_ID: idsOf('tenant ids'),
  TEAMS_SERVICE_HOSTS: listOf((word) => /^(\*\.)?[a-z0-9.-]+$/i.test(word), 'host names'),
  TEAMS_AUTH: onOrOff('on'),
  TEAMS_ROSTER: z.enum(['required', 'off'], 'write required or off').default('required'),
  SLACK_BOT_TOKEN: z.string().default(''),
  SLACK_SIGNING_SECRET: words(),
  SLACK_APP_TOKEN: z.string().optional(),
  SLACK_SOCKET_MODE: onOrOff('off'),
  SLACK_API_URL: z.string().optional(),
  SLACK_TEAM_IDS: words(),
  SLACK_EMAIL_DOMAINS: words().transform((all) => all.map((one) => one.toLowerCase())),
  SLACK_HISTORY: onOrOff('off'),
  NODE_ENV: z.string().optional(),
  ...AUDIT_SHAPE,
  ...TRACES_SHAPE,
  ...NETWORK_SHAPE,
});

export type Settings = z.infer<typeof SETTINGS>;

/** The settings, as far as they are right, and every fault: a key with a fault has its default. */
export interface SettingsRead {
  readonly settings: Settings;
  readonly faults: readonly Fault[];
}

/** Checks each setting alone, and that every name of ours is one. */
export function readSettings(env: Env): SettingsRead {
  const given = Object.entries(env).filter(([, value]) => value !== undefined && value !== '');
  const read = SETTINGS.safeParse(Object.fromEntries(given));
  const known = [...Object.keys(SETTINGS.shape), ...SECRETS.map((name) => `${name}_FILE`)];
  const unknown = unknownNames(given, known);
  if (read.success) return { settings: read.data, faults: unknown };
  const faults = read.error.issues.map((issue) => faultOf(env, issue));
  const right = given.filter(([key]) => !faults.some((fault) => fault.key === key));
  return { settings: SETTINGS.parse(Object.fromEntries(right)), faults: [...faults, ...unknown] };
}

/** Secrets are named, never shown. */
function faultOf(env: Env, issue: z.core.$ZodIssue): Fault {
  const key = String(issue.path[0]);
  const found = isHidden(key) ? '(hidden)' : `"${env[key] ?? ''}"`;
  return { key, message: `found ${found}; ${issue.message}.` };
}
