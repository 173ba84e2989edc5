import { readFileSync, writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { zipSync } from 'fflate';
import { isGuid } from '../access/guid.ts';

const FOLDER = new URL('../../manifest/teams/', import.meta.url);
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
  const text = readFileSync(new URL('manifest.json', FOLDER), 'utf8');
  return JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'string' ? value.replace(/\$\{(\w+)\}/g, (whole, name) => values[name] ?? whole) : value,
  );
}

/** The zip that a Teams administrator uploads: manifest and icons, at its root. */
export function teamsPackage(app: TeamsApp): Uint8Array {
  const icon = (name: string): Uint8Array => readFileSync(new URL(name, FOLDER));
  const manifest = new TextEncoder().encode(`${JSON.stringify(teamsManifest(app), null, 2)}\n`);
  return zipSync(
    { 'manifest.json': manifest, 'color.png': icon('color.png'), 'outline.png': icon('outline.png') },
    { mtime: MADE },
  );
}

/** `ajar manifest teams --app-id GUID --domain HOST [--output FILE]` */
export function manifestCommand(): Command {
  const teams = new Command('teams')
    .description('write the app package that a Teams administrator uploads')
    .requiredOption('--app-id <guid>', "the bot's application (client) id in Entra", guid)
    .requiredOption('--domain <host>', 'the host name under which Teams reaches Ajar', host)
    .option('--output <file>', 'where to write it', 'ajar-teams.zip')
    .action(({ appId, domain, output }: TeamsApp & { output: string }) => {
      writeFileSync(output, teamsPackage({ appId, domain }));
      console.log(`${output} is ready: upload it in the Teams admin center, under Manage apps.`);
    });
  return new Command('manifest').description('make the app package of a chat app').addCommand(teams);
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
