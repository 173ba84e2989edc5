import { readFileSync } from 'node:fs';
import path from 'node:path';
import { faultsOf, type TeamsSettings } from './chat/teams/settings.ts';
import type { ClockSpec } from './clock.ts';
import type { AzureSettings } from './cloud/azure/wire/clients.ts';
import { ConfigError, type Env, readSettings, type Settings } from './settings.ts';

/** Every setting, checked. Only this file reads the environment; .env.example lists the keys. */
export interface Config {
  /** Where the embedded store lives. */
  readonly dataFolder: string;
  /** The policy file, or the lists that stand in for it. */
  readonly policy:
    | { readonly file: string }
    | {
        readonly requesters: readonly string[];
        readonly approvers: readonly string[];
        readonly admins: readonly string[];
      };
  readonly zone: string;
  readonly host: string;
  readonly port: number;
  readonly clock?: ClockSpec;
  readonly azure: AzureSettings;
  readonly teams?: TeamsSettings;
}

/** Reads and checks the environment; throws one `ConfigError` that names every fault. */
export const readConfig = (env: Env): Config => configOf(readSettings(env));

function configOf(settings: Settings): Config {
  const teams = teamsOf(settings);
  const clock = settings.AJAR_CLOCK;
  return {
    dataFolder: path.resolve(settings.AJAR_DATA),
    policy: settings.AJAR_POLICY
      ? { file: path.resolve(settings.AJAR_POLICY) }
      : {
          requesters: settings.AJAR_REQUESTERS,
          approvers: settings.AJAR_APPROVERS,
          admins: settings.AJAR_ADMINS,
        },
    ...{ zone: settings.AJAR_TIME_ZONE, host: settings.AJAR_HOST, port: settings.PORT },
    azure: azureOf(settings),
    ...(clock ? { clock } : {}),
    ...(teams ? { teams } : {}),
  };
}

function azureOf(settings: Settings): AzureSettings {
  const endpoint = settings.AJAR_AZURE_ENDPOINT.replace(/\/+$/, '');
  return {
    endpoint,
    scope: settings.AJAR_AZURE_SCOPE ?? `${endpoint}/.default`,
    subscriptions: settings.AJAR_AZURE_SUBSCRIPTIONS,
    ...(settings.AZURE_AUTHORITY_HOST ? { authorityHost: settings.AZURE_AUTHORITY_HOST } : {}),
  };
}

/** Teams is on once it has an app id, or the explicit switch for a bot without one on loopback. Throws `ConfigError`. */
function teamsOf(settings: Settings): TeamsSettings | undefined {
  if (settings.TEAMS_APP_ID === '' && settings.TEAMS_AUTH === 'on') return undefined;
  const hosts = settings.TEAMS_SERVICE_HOSTS;
  const teams: TeamsSettings = {
    ...{ appId: settings.TEAMS_APP_ID, appType: settings.TEAMS_APP_TYPE },
    ...{ appTenant: settings.TEAMS_TENANT_ID[0] ?? '', tenants: settings.TEAMS_TENANT_ID },
    ...{ auth: settings.TEAMS_AUTH, roster: settings.TEAMS_ROSTER },
    ...{ bind: settings.AJAR_HOST, production: settings.NODE_ENV === 'production' },
    ...(settings.TEAMS_APP_PASSWORD ? { password: settings.TEAMS_APP_PASSWORD } : {}),
    ...(hosts.length > 0 ? { serviceHosts: hosts } : {}),
  };
  // The app's tenant is the first of the tenants, of which the same is said.
  const faults = faultsOf(teams).filter((fault) => !fault.startsWith('appTenant '));
  if (faults.length > 0) throw new ConfigError(faults.map(inVariables));
  return teams;
}

/** Which variable each of Teams' keys comes from. */
const VARIABLES: Readonly<Record<string, string>> = {
  ...{ appId: 'TEAMS_APP_ID', appType: 'TEAMS_APP_TYPE', password: 'TEAMS_APP_PASSWORD' },
  ...{ appTenant: 'TEAMS_TENANT_ID', tenants: 'TEAMS_TENANT_ID', serviceHosts: 'TEAMS_SERVICE_HOSTS' },
  ...{ auth: 'TEAMS_AUTH', roster: 'TEAMS_ROSTER' },
};

/** A fault begins with its key; `auth` and `serviceHosts` are nothing but keys anywhere in it. */
const inVariables = (fault: string): string =>
  fault.replace(/^\w+|\b(?:auth|serviceHosts)\b/g, (key) => VARIABLES[key] ?? key);

/** The environment of this process, with what a .env file in the working folder adds. */
export function environment(): Env {
  const file = path.resolve('.env');
  try {
    readFileSync(file);
    process.loadEnvFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return process.env;
}
