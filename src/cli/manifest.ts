import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { zipSync } from 'fflate';
import { isGuid } from '../access/guid.ts';
import { environment } from '../config.ts';
import { ConfigError } from '../settings/settings.ts';
import { shippedBytes, shippedText } from '../shipped.ts';
import { slackCommand } from './manifest-slack.ts';

/** Icons must not change with the day: a zip of the same input has the same bytes. */
const MADE = new Date('2026-01-01T00:00:00Z');

export interface TeamsApp {
  /** The bot's app id, a GUID. */
  readonly appId: string;
  /** The host name under which people reach Ajar. */
  readonly domain: string;
}

/** The Teams app manifest for one tenant, as an object. */
export function teamsManifest({ appId, domain }: TeamsApp): unknown {
  const values: Readonly<Record<string, string>> = { TEAMS_APP_ID: appId, AJAR_DOMAIN: domain };
  const text = shippedText('manifest/teams/manifest.json');
  return JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'string' ? value.replace(/\$\{(\w+)\}/g, (whole, name) => values[name] ?? whole) : value,
  );
}

/** The zip that a Teams administrator uploads: manifest and icons, at its root. */
export function teamsPackage(app: TeamsApp): Uint8Array {
  const icon = (name: string): Uint8Array => shippedBytes(`manifest/teams/${name}`);
  const manifest = new TextEncoder().encode(`${JSON.stringify(teamsManifest(app), null, 2)}\n`);
  return zipSync(
    { 'manifest.json': manifest, 'color.png': icon('color.png'), 'outline.png': icon('outline.png') },
    { mtime: MADE },
  );
}

interface Options {
  readonly appId?: string;
  readonly domain?: string;
  readonly output: string;
}

/** Ids and hosts that nobody has: the package can be looked at, but not be used. */
const PLACEHOLDERS: TeamsApp = { appId: '00000000-0000-4000-8000-000000000000', domain: 'ajar.example.com' };

/** `ajar manifest teams [--app-id GUID] [--domain HOST] [--output FILE]`, and `ajar manifest slack`. */
export function manifestCommand(): Command {
  const teams = new Command('teams')
    .description('write the app package that a Teams administrator uploads')
    .option('--app-id <guid>', "the bot's application (client) id in Entra; TEAMS_APP_ID unless given", guid)
    .option('--domain <host>', 'the host name under which Teams reaches Ajar, for the links in the app', host)
    .option('--output <file>', 'where to write it', 'ajar-teams.zip')
    .action(write);
  return new Command('manifest')
    .description('make the app package of a chat app')
    .addCommand(teams)
    .addCommand(slackCommand());
}

function write({ domain, output, ...given }: Options): void {
  const appId = given.appId ?? configuredAppId();
  const file = path.resolve(output);
  writeFileSync(file, teamsPackage({ ...PLACEHOLDERS, ...(appId && { appId }), ...(domain && { domain }) }));
  console.log(`The Teams app package is at ${file}`);
  if (appId === undefined) console.error(NO_APP_ID);
  else console.log('Upload it in the Teams admin center, under Manage apps.');
  if (domain === undefined) console.error(NO_DOMAIN);
}

const NO_APP_ID =
  `Warning: it has the placeholder app id ${PLACEHOLDERS.appId} and will not work in Teams. ` +
  'Before uploading, set TEAMS_APP_ID or pass --app-id, and make it again.';
const NO_DOMAIN = `Note: its links lead to ${PLACEHOLDERS.domain}; pass --domain with the host name of your Ajar.`;

/** The one setting that counts here: the others may be wrong, or not there yet. Throws `ConfigError`. */
function configuredAppId(): string | undefined {
  const id = environment().TEAMS_APP_ID;
  if (!id) return undefined;
  if (isGuid(id)) return id.toLowerCase();
  throw new ConfigError([`TEAMS_APP_ID: found "${id}"; write the app id of the bot, a GUID.`]);
}

function guid(value: string): string {
  if (isGuid(value)) return value.toLowerCase();
  throw new InvalidArgumentError(`"${value}" is no GUID such as 11111111-2222-4333-8444-555555555555.`);
}

function host(value: string): string {
  if (/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i.test(value))
    return value.toLowerCase();
  throw new InvalidArgumentError(
    `"${value}" is no host name such as ajar.example.com; leave out https:// and any path.`,
  );
}
