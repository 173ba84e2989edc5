import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { shippedText } from '../shipped.ts';

/** An address that nobody has: the manifest can be looked at, but not be used. */
const PLACEHOLDER = 'https://ajar.example.com';
const HISTORY = ['channels:history', 'groups:history'];

export interface SlackApp {
  /** The address under which Slack reaches Ajar; without one, Ajar reaches Slack by Socket Mode. */
  readonly url?: string;
  /** Whether it may read channels, to look a card up whose posting was not answered. */
  readonly history?: boolean;
}

/** The Slack app manifest, as an object: https://docs.slack.dev/reference/app-manifest */
export function slackManifest({ url, history = false }: SlackApp): unknown {
  return JSON.parse(shippedText('manifest/slack/manifest.json'), (key, value: unknown) => {
    if (typeof value === 'string' && value.startsWith(PLACEHOLDER))
      return url === undefined ? undefined : value.replace(PLACEHOLDER, url);
    if (key === 'socket_mode_enabled') return url === undefined;
    return key === 'bot' && history ? [...(value as readonly string[]), ...HISTORY] : value;
  });
}

interface Options {
  readonly url?: string;
  readonly socket?: true;
  readonly history?: true;
  readonly output: string;
}

/** `ajar manifest slack [--url URL | --socket] [--history] [--output FILE]` */
export const slackCommand = (): Command =>
  new Command('slack')
    .description('write the app manifest from which a Slack app is made')
    .option('--url <url>', 'the https address under which Slack reaches Ajar', origin)
    .option('--socket', 'for Socket Mode: Ajar has no address of its own')
    .option('--history', 'with the right to read channels, for SLACK_HISTORY=on')
    .option('--output <file>', 'where to write it', 'ajar-slack.json')
    .action(write);

function write({ url, socket, history, output }: Options, command: Command): void {
  if (socket && url !== undefined)
    command.error('error: write --url or --socket, not both: with Socket Mode Slack calls no address.');
  const file = path.resolve(output);
  const app = socket ? {} : { url: url ?? PLACEHOLDER };
  writeFileSync(file, `${JSON.stringify(slackManifest({ ...app, history: history === true }), null, 2)}\n`);
  console.log(`The Slack app manifest is at ${file}`);
  if (!socket && url === undefined) console.error(NO_URL);
  else console.log('At api.slack.com/apps choose Create New App, From a manifest, and paste it.');
}

const NO_URL =
  `Warning: it has the placeholder address ${PLACEHOLDER}, at which Slack finds nobody. ` +
  'Pass --url with the address of your Ajar, or --socket, and make it again.';

function origin(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === 'https:' && url.pathname === '/' && !url.search && !url.hash && !url.username)
    return url.origin;
  throw new InvalidArgumentError(
    `"${value}" is no address such as https://ajar.example.com; begin with https:// and leave out any path.`,
  );
}
