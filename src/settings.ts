import { isIP } from 'node:net';
import { z } from 'zod';
import { isGuid } from './access/guid.ts';
import { isZone } from './access/wall-time.ts';
import { type ClockSpec, readClockSpec } from './clock.ts';
import { Complaint } from './complaint.ts';

/** Faults of the settings: each with its key, what was found and what to write instead. */
export class ConfigError extends Complaint {
  override name = 'ConfigError';
  readonly faults: readonly string[];
  constructor(faults: readonly string[], heading?: string) {
    const usual =
      faults.length === 1 ? 'One setting needs mending' : `${faults.length} settings need mending`;
    super([`${heading ?? usual}:`, ...faults].join('\n  '));
    this.faults = faults;
  }
}

/** The environment, or any part of it. */
export type Env = Readonly<Record<string, string | undefined>>;

const guids = listOf(isGuid, 'Entra object ids such as 3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b').transform(
  (ids) => ids.map((id) => id.toLowerCase()),
);

const SETTINGS = z.object({
  AJAR_DATA: z.string().default('data'),
  AJAR_POLICY: z.string().optional(),
  AJAR_REQUESTERS: guids,
  AJAR_APPROVERS: guids,
  AJAR_ADMINS: guids,
  AJAR_TIME_ZONE: z.string().default('UTC').refine(isZone, 'write an IANA time zone such as Europe/Berlin'),
  AJAR_HOST: z
    .string()
    .default('127.0.0.1')
    .refine(
      (host) => isIP(host) > 0 || host === 'localhost',
      'write an address to listen on, such as 127.0.0.1 or 0.0.0.0',
    ),
  PORT: z.string().default('3978').refine(isPort, 'write a port from 0 to 65535').transform(Number),
  AJAR_CLOCK: z.string().optional().transform(toClock),
  AJAR_AZURE_ENDPOINT: z
    .string()
    .default('https://management.azure.com')
    .refine(isHttps, 'write an https address such as https://management.azure.com'),
  AJAR_AZURE_SCOPE: z.string().optional(),
  AJAR_AZURE_SUBSCRIPTIONS: listOf(isGuid, 'subscription ids'),
  AZURE_AUTHORITY_HOST: z
    .string()
    .optional()
    .refine(
      (url) => url === undefined || isHttps(url),
      'write an https address such as https://login.microsoftonline.com',
    ),
  TEAMS_APP_ID: z
    .string()
    .default('')
    .refine((id) => id === '' || isGuid(id), 'write the app id of the bot, a GUID'),
  TEAMS_APP_TYPE: z
    .enum(['SingleTenant', 'UserAssignedMSI'], 'write SingleTenant or UserAssignedMSI')
    .default('SingleTenant'),
  TEAMS_APP_PASSWORD: z.string().optional(),
  TEAMS_TENANT_ID: guids,
  TEAMS_SERVICE_HOSTS: listOf((word) => /^(\*\.)?[a-z0-9.-]+$/i.test(word), 'host names'),
  TEAMS_AUTH: z.enum(['on', 'off'], 'write on or off').default('on'),
  TEAMS_ROSTER: z.enum(['required', 'off'], 'write required or off').default('required'),
  NODE_ENV: z.string().optional(),
});

export type Settings = z.infer<typeof SETTINGS>;

/** The settings, each checked alone; throws one `ConfigError` that names every fault. */
export function readSettings(env: Env): Settings {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const read = SETTINGS.safeParse(given);
  if (read.success) return read.data;
  throw new ConfigError(read.error.issues.map((issue) => faultOf(given, issue)));
}

function toClock(text: string | undefined, context: z.core.$RefinementCtx): ClockSpec | undefined {
  if (text === undefined) return undefined;
  const spec = readClockSpec(text, Date.now());
  if (!('error' in spec)) return spec;
  context.issues.push({ code: 'custom', message: spec.error.replace(/\.$/, ''), input: text });
  return z.NEVER;
}

/** Secrets are named, never shown. */
function faultOf(given: Env, issue: z.core.$ZodIssue): string {
  const key = String(issue.path[0]);
  const found = /PASSWORD|SECRET|TOKEN/.test(key) ? '(hidden)' : `"${given[key] ?? ''}"`;
  return `${key}: found ${found}; ${issue.message}.`;
}

function listOf(fits: (word: string) => boolean, what: string) {
  return z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((word) => word !== ''))
    .refine((words) => words.every(fits), `write ${what}, separated by commas`);
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}
