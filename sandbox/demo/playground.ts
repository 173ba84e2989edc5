import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Child, startChild } from './child.ts';
import { type Actor, BOT_ID, CAST, TENANT_ID } from './people.ts';

/** A Microsoft 365 Agents Playground with one person at its keyboard. */
export interface Playground {
  readonly person: Actor;
  /** What to open in a browser. */
  readonly address: string;
  /** Where the bot answers its people. */
  readonly serviceUrl: string;
  readonly child: Child;
  /** Every activity both ways, as JSON among log lines. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

export interface PlaygroundOptions {
  readonly person: Actor;
  /** The bot's address for activities, such as `http://127.0.0.1:3978/api/messages`. */
  readonly bot: string;
  /** Wished port; the Playground takes another when it is taken. 0, the default, for any. */
  readonly port?: number;
  readonly refusedLog?: string;
}

const READY_MS = 30_000;

/** The Playground's script, or undefined where the optional dependency is not installed (its licence is for evaluation). */
export function playgroundScript(): string | undefined {
  // `paths` and not `resolve`: the package has a bin, and its `main` names a file that does not exist.
  const folders = createRequire(import.meta.url).resolve.paths('@microsoft/m365agentsplayground') ?? [];
  return folders.map((folder) => join(folder, '@microsoft/m365agentsplayground/cli.js')).find(existsSync);
}

/** Starts a Playground in a temporary folder of its own; resolves when it answers, throws with its log when it does not. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const script = playgroundScript();
  if (script === undefined) throw new Error('The package @microsoft/m365agentsplayground is not installed.');
  const folder = await mkdtemp(join(tmpdir(), `ajar-playground-${options.person.nick}-`));
  await writeFile(join(folder, '.m365agentsplayground.yml'), stringify(settings(options.person)));
  const { child, address } = start(script, folder, options);
  const log = (): Promise<string> => readFile(join(folder, 'playground.log'), 'utf8');
  const stop = async (): Promise<void> => {
    await child.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const url = new URL(await address);
    // As the Playground itself writes it into every activity: the same place under another name would be another place.
    const serviceUrl = `http://localhost:${url.port}/_connector`;
    return { person: options.person, address: url.origin, serviceUrl, child, log, stop };
  } catch (error) {
    // A fault in the settings is written to its log file only, never to its streams.
    const detail = await log().catch(() => 'It wrote no log.');
    await stop();
    throw new Error(`${child.name} did not start: ${detail.slice(-2000)}`, { cause: error });
  }
}

function start(
  script: string,
  folder: string,
  options: PlaygroundOptions,
): { child: Child; address: Promise<string> } {
  const announced = Promise.withResolvers<string>();
  const port = String(options.port ?? 0);
  const child = startChild({
    name: `${options.person.name}'s Playground`,
    args: [script, 'start', '-e', options.bot, '-c', 'msteams', '-p', port, '--disable-telemetry'],
    cwd: folder,
    leftovers: [folder],
    env: {
      HOME: folder,
      USERPROFILE: folder,
      TEAMSAPPTESTER_BROWSER: 'none',
      // Without this one it looks up its telemetry host even with telemetry off.
      APPLICATION_INSIGHTS_NO_STATSBEAT: 'true',
      SEND_INSTALLATION_ACTIVITY: 'true',
      M365_AGENTS_PLAYGROUND_LOGFILE: join(folder, 'playground.log'),
    },
    ...(options.refusedLog === undefined ? {} : { refusedLog: options.refusedLog }),
    onLine: (line) => {
      const port = /^Listening on (\d+)$/.exec(line.trim())?.[1];
      if (port) announced.resolve(`http://127.0.0.1:${port}`);
    },
  });
  return { child, address: answering(child, announced.promise) };
}

/** The announced address, once it answers. */
async function answering(child: Child, announced: Promise<string>): Promise<string> {
  const limit = AbortSignal.timeout(READY_MS);
  const late = new Promise<never>((_, reject) => {
    limit.addEventListener('abort', () => reject(new Error(`${child.name} did not answer within 30 s.`)));
  });
  const died = child.ended.then((how) => Promise.reject(new Error(`${how}.`)));
  const address = await Promise.race([announced, died, late]);
  const response = await fetch(address, { signal: limit });
  if (!response.ok) throw new Error(`${child.name} answers ${response.status}.`);
  return address;
}

/**
 * The Playground's settings file, whose schema is strict: exactly five other users, one group chat, one channel beside
 * General, and the key really is spelled `userPrincipleName`. Chat ids carry the nick, so that no two people share one.
 */
function settings(person: Actor): object {
  const { nick } = person;
  return {
    version: '0.1.1',
    tenantId: TENANT_ID,
    bot: { id: BOT_ID, name: 'Ajar' },
    currentUser: user(person),
    users: CAST.filter((other) => other.id !== person.id).map(user),
    personalChat: { id: `personal-${nick}` },
    groupChat: { id: `group-${nick}`, name: 'Operations' },
    team: {
      id: `team-${nick}`,
      name: 'Cloud operations',
      aadGroupId: '44444444-4444-4444-8444-444444444444',
      channels: [{ id: `oncall-${nick}`, name: 'on-call' }],
    },
  };
}

function user({ id, name, nick, teamsId }: Actor): object {
  const [givenName, surname] = name.split(' ');
  const email = `${nick}@example.com`;
  return { id: teamsId, name, aadObjectId: id, givenName, surname, email, userPrincipleName: email };
}
