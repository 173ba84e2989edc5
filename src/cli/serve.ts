import { Command, InvalidArgumentError } from 'commander';
import { isGuid } from '../access/guid.ts';
import type { Person } from '../access/person.ts';
import { type Config, environment, readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { type Ajar, createAjar, servingFaults } from '../main.ts';
import type { ChatApp, ChatDeps } from '../wiring/chat-apps.ts';

/** `ajar serve`: the bot itself. */
export const serveCommand = (): Command =>
  new Command('serve')
    .description('run the bot; its settings come from the environment and a .env file (see .env.example)')
    .option(
      '--console <people>',
      'chat in this terminal too, as NICK=ENTRA-ID:NAME, several with commas',
      readPeople,
    )
    .action(async (options: { readonly console?: People }) => {
      const config = readConfig(environment(), (read) => servingFaults(read, options.console ? 1 : 0));
      const log = createLog();
      const ajar = await createAjar(
        config,
        log,
        options.console ? [await terminal(options.console, config.zone)] : [],
      );
      stopOnSignal((graceMs) => ajar.stop(graceMs), config.stop.graceMs);
      // At a terminal this signal says that it was closed; the file is looked at every few seconds anyway.
      if (!process.stdin.isTTY)
        process.on('SIGHUP', () => void Promise.all([ajar.reloadPolicy(), ajar.reopenFiles()]));
      const { port, internalPort } = await startOrStop(ajar);
      log.info({ ...where(config), port, internalPort }, 'Ajar listens');
      const screen = [process.stderr, process.stdout].find((stream) => stream.isTTY);
      screen?.write(`${listeningLine(config, port)}\n`);
    });

const where = ({ host, internalHost }: Config) => ({ host, internalHost });

/** For whoever looks on at a terminal: the log is for programs. */
export function listeningLine(
  { host, teams, slack }: Pick<Config, 'host' | 'teams' | 'slack'>,
  port: number,
): string {
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const doors = [
    ...(teams ? ['for Teams at /api/messages'] : []),
    ...(slack && !slack.socket ? ['for Slack at /slack/events'] : []),
  ];
  return `Ajar listens on ${[address, ...doors].join(', ')}. Its log follows; Ctrl-C ends it.`;
}

/** Whoever holds this terminal speaks for everybody named: for trying out, never for a service. */
async function terminal(people: People, zone: string): Promise<(deps: ChatDeps) => ChatApp> {
  const { createConsoleChat } = await import('../chat/console/chat.ts');
  return ({ clock, log }) =>
    createConsoleChat({
      input: process.stdin,
      output: process.stdout,
      people,
      clock,
      log,
      zone,
    });
}

/** By the short name under which they write. */
type People = Readonly<Record<string, Person>>;

function readPeople(text: string): People {
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [, nick, id, name] = /^\s*([a-z0-9]+)=([^:]+):(.+?)\s*$/i.exec(part) ?? [];
      if (!nick || !id || !name || !isGuid(id))
        throw new InvalidArgumentError(`"${part}" is no person: write NICK=ENTRA-ID:NAME.`);
      return [nick.toLowerCase(), { id: id.toLowerCase(), name }];
    }),
  );
}

/** What was begun before it failed would keep the process alive. */
async function startOrStop(ajar: Ajar): ReturnType<Ajar['start']> {
  try {
    return await ajar.start();
  } catch (error) {
    await ajar.stop();
    throw error;
  }
}

/** The first signal stops in order, the second at once. Who presses Ctrl-C has no balancer that must hear of it first. */
function stopOnSignal(stop: (graceMs: number) => Promise<void>, graceMs: number): void {
  let stopping = false;
  for (const [signal, grace] of [
    ['SIGINT', 0],
    ['SIGTERM', graceMs],
  ] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      stop(grace).then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
}
