import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClockSpec } from '../../src/clock.ts';
import type { Sandbox } from '../azure/sandbox.ts';
import type { Entra } from '../entra/sign-in.ts';
import type { Slack } from '../slack/workspace.ts';
import { type Child, startChild } from './child.ts';
import { type Actor, BOT_ID, TENANT_ID } from './people.ts';

export interface BotOptions {
  /** Where it finds its Azure, and its identity there. */
  readonly azure: Pick<Sandbox, 'arm' | 'env' | 'certificate'>;
  /** A folder of the bot's own: its store, and its working folder, so that no .env of the user's is read. */
  readonly folder: string;
  readonly policyFile: string;
  /** The same as the sandbox's; the world's own time without. */
  readonly time?: ClockSpec;
  readonly zone?: string;
  /** Who chats in this process's terminal instead of in Teams. */
  readonly terminal?: readonly Actor[];
  readonly refusedLog?: string;
  /** Where people reach its pages, and where approvers sign in. */
  readonly pages?: { readonly address: string; readonly signIn: Entra['settings'] };
  /** A Slack workspace that it is in as well. */
  readonly slack?: Pick<Slack, 'settings'>;
  /** Address of the Redis that its store is on, with others beside it; its own folder without. */
  readonly redis?: string;
  /** Options of Node's own, such as `--inspect=127.0.0.1:0`. */
  readonly node?: readonly string[];
  /** A file that is run in place of the checkout: Ajar as it is packaged. */
  readonly program?: string;
  /** Settings beside those of the sandbox. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Bot {
  readonly child: Child;
  readonly port: number;
  /** Where it takes activities. */
  readonly messages: string;
  /** Where it takes what Slack posts. */
  readonly events: string;
}

const AJAR = fileURLToPath(new URL('../../bin/ajar.mjs', import.meta.url));
const READY_MS = 60_000;

/** Starts `ajar serve` as anybody would, against the sandbox; resolves when it listens, throws with its log when it ends before. */
export async function startBot(options: BotOptions): Promise<Bot> {
  const listening = Promise.withResolvers<number>();
  const { terminal, refusedLog, node = [], program = AJAR } = options;
  const child = startChild({
    name: 'The bot',
    args: [...node, program, 'serve', ...(terminal ? ['--console', terminal.map(speaker).join(',')] : [])],
    cwd: options.folder,
    leftovers: [options.folder, dirname(options.azure.certificate)],
    env: { ...settings(options), ...options.env },
    ...(terminal ? { terminal: true } : {}),
    ...(refusedLog === undefined ? {} : { refusedLog }),
    onLine: (line) => {
      const port = portIn(line);
      if (port !== undefined) listening.resolve(port);
    },
  });
  const late = AbortSignal.timeout(READY_MS);
  const failed = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () => reject(new Error('The bot did not listen within 60 s.')));
    void child.ended.then((how) => reject(new Error(`${how} before it listened:\n${child.output()}`)));
  });
  try {
    const port = await Promise.race([listening.promise, failed]);
    const origin = `http://127.0.0.1:${port}`;
    return { child, port, messages: `${origin}/api/messages`, events: `${origin}/slack/events` };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

const speaker = ({ nick, id, name }: Actor): string => `${nick}=${id}:${name}`;

/** Nothing of the user's environment gets here: neither another Azure, nor another identity. */
const settings = ({
  azure,
  folder,
  policyFile,
  time,
  zone,
  slack,
  pages,
  redis,
}: BotOptions): Record<string, string> => ({
  AJAR_DATA: folder,
  AJAR_POLICY: policyFile,
  AJAR_HOST: '127.0.0.1',
  PORT: '0',
  AJAR_STOP_GRACE: '0',
  ...(time === undefined ? {} : { AJAR_CLOCK: `${time.epoch},${time.factor},${time.realStart}` }),
  ...(zone === undefined ? {} : { AJAR_TIME_ZONE: zone }),
  AJAR_AZURE_ENDPOINT: azure.arm,
  AJAR_CONFIGURE: 'on',
  ...azure.env,
  TEAMS_AUTH: 'off',
  TEAMS_ROSTER: 'off',
  TEAMS_APP_ID: BOT_ID,
  TEAMS_TENANT_ID: TENANT_ID,
  ...(slack ? slackSettings(slack) : {}),
  ...(pages ? pageSettings(pages) : {}),
  ...(redis === undefined ? {} : { REDIS_URL: redis }),
});

const pageSettings = ({ address, signIn }: NonNullable<BotOptions['pages']>) => ({
  ...{ AJAR_PUBLIC_URL: address, AJAR_TRUSTED_PROXIES: '127.0.0.1', AJAR_OIDC_ISSUER: signIn.issuer },
  ...{ AJAR_OIDC_CLIENT_ID: signIn.clientId, AJAR_OIDC_CLIENT_SECRET: signIn.clientSecret },
});

const slackSettings = ({ settings: { apiUrl, botToken, signingSecret, team } }: Pick<Slack, 'settings'>) => ({
  ...{ SLACK_API_URL: apiUrl, SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret },
  ...{ SLACK_TEAM_IDS: team, SLACK_HISTORY: 'on' },
});

/** The port in the log line that says that the bot listens; other lines, and those that are not JSON, have none. */
function portIn(line: string): number | undefined {
  if (!line.startsWith('{') || !line.includes('"port"')) return undefined;
  const { port }: { port?: unknown } = JSON.parse(line);
  return typeof port === 'number' ? port : undefined;
}
