import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClockSpec, createClock } from '../../src/clock.ts';
import { createSandbox, THIS_MACHINE } from '../azure/sandbox.ts';
import { startEntra } from '../entra/sign-in.ts';
import { demo } from '../scenarios/demo.ts';
import { startBot } from './bot.ts';
import type { Child } from './child.ts';
import { openFrontDoor } from './front-door.ts';
import { watchDoors } from './live.ts';
import { addToOnCall, ON_CALL } from './on-call.ts';
import { type Actor, AVERY, BLAKE, CAST, RILEY, SIGN_IN_ID, TENANT_ID } from './people.ts';
import { playgroundScript, startPlayground } from './playground.ts';
import { type DemoPolicyOptions, demoPolicy } from './policy.ts';
import { canOpenSlack, openSlack, type SlackSide } from './slack.ts';
import { consoleWelcome, NO_PLAYGROUND, pagesWelcome, type TimeLapse } from './welcome.ts';

export interface DemoOptions extends TimeLapse {
  /** Chat in this terminal, not in pages. */
  readonly terminal: boolean;
}

type Stop = () => Promise<void> | void;

const print = (text: string): void => console.log(text);

/** Runs until Ctrl-C, or until a part of it ends by itself; answers the exit code. Everything it started is gone by then. */
export async function runDemo(options: DemoOptions): Promise<number> {
  if (!options.terminal && playgroundScript() === undefined) {
    print(NO_PLAYGROUND);
    if (!canOpenSlack()) return 1;
  }
  const stops: Stop[] = [];
  const interrupted = untilSignal();
  const starting = start(options, stops);
  try {
    const children = await Promise.race([starting, interrupted]);
    if (children === 'signal') return 0;
    return ending(await Promise.race([interrupted, ...children.map(died)]));
  } finally {
    // Whoever gives up while it starts must not leave behind what was only about to be started. A second Ctrl-C does not wait.
    await starting.then(ignore, ignore);
    await stopAll(stops.reverse());
  }
}

/** One that cannot be stopped keeps none of the others running. */
async function stopAll(stops: readonly Stop[]): Promise<void> {
  for (const stop of stops) {
    try {
      await stop();
    } catch (error) {
      print(`Something could not be stopped: ${(error as Error).message}`);
    }
  }
}

async function start(options: DemoOptions, stops: Stop[]): Promise<readonly Child[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ajar-demo-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  const policyFile = join(folder, 'policy.yaml');
  const time: ClockSpec = { epoch: options.begin.getTime(), factor: options.speed, realStart: Date.now() };
  const clock = createClock(time);
  const azure = await createSandbox({ clock });
  stops.push(azure.close);
  const side = options.terminal || !canOpenSlack() ? undefined : await openSlack();
  if (side) stops.push(side.close);
  await writeFile(policyFile, demoPolicy({ ...routesOf(options, side), whole: true }));
  const pagesOf = await openPagesOfBot(stops);
  const bot = await startBot({
    ...{ azure, folder, policyFile, time, pages: { address: pagesOf.door.address, signIn: pagesOf.signIn } },
    ...(options.terminal ? { terminal: [RILEY, AVERY, BLAKE] } : {}),
    ...(side ? { slack: side.slack } : {}),
  });
  stops.push(bot.child.stop);
  pagesOf.door.connect(bot.port);
  side?.slack.connect(bot.events);
  // Whoever has spoken in Slack is asked there: of Teams there is no page of theirs, and a Playground takes a card for anybody.
  await side?.slack.client('blake').say('help');
  // On Slack's page there is room for the third person; a third Teams is only worth it without.
  const inTeams = side ? [RILEY, AVERY] : [RILEY, AVERY, BLAKE];
  const pages = await (options.terminal ? [] : openPages(inTeams, bot.messages, stops));
  print(options.terminal ? consoleWelcome(options) : pagesWelcome(options, pages, side?.page.address));
  const view = watchDoors(azure.doors, clock.now, print);
  stops.push(view.stop);
  return [bot.child, ...pages.map(({ child }) => child)];
}

/** Approvers are asked in their own chats and in Slack's channel; on-call reads along wherever it can. */
const routesOf = ({ terminal }: DemoOptions, side: SlackSide | undefined): DemoPolicyOptions => ({
  tell: [
    ...(terminal ? ['console:oncall'] : []),
    ...(terminal || playgroundScript() === undefined ? [] : [`teams:${ON_CALL}`]),
    ...(side ? [side.onCall] : []),
  ],
  ...(side ? { ask: [side.approvals], slack: side.accounts } : {}),
});

/** After those of the Playgrounds and of Slack. */
const DOOR = 56_153;

/** The proxy before the bot's own pages, and the sign-in of the company. */
async function openPagesOfBot(stops: Stop[]) {
  const { sources = {} } = demo;
  const door = await openFrontDoor((loopback) => sources[loopback] ?? THIS_MACHINE, DOOR);
  stops.push(door.close);
  const entra = await startEntra({
    ...{ tenant: TENANT_ID, clientId: SIGN_IN_ID, clientSecret: randomUUID() },
    people: CAST.map(({ id, name }) => ({ oid: id, name })),
  });
  stops.push(entra.close);
  return { door, signIn: entra.settings };
}

async function openPages(people: readonly Actor[], bot: string, stops: Stop[]) {
  if (playgroundScript() === undefined) return [];
  // The Playground takes another port where its own is taken.
  const pages = people.map((person, index) => startPlayground({ person, bot, port: 56_150 + index }));
  // Each is to be stopped, even where another could not be started.
  for (const page of pages) stops.push(() => page.then(({ stop }) => stop(), ignore));
  const opened = await Promise.all(pages);
  for (const { person, serviceUrl } of opened) if (person.id === AVERY.id) await addToOnCall(bot, serviceUrl);
  return opened;
}

const ignore = (): void => {};

const untilSignal = (): Promise<'signal'> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => resolve('signal'));
    }
    // Whoever read along (a pager, `| head`) has seen enough; that is an end like Ctrl-C, not a crash.
    process.stdout.on('error', () => resolve('signal'));
  });

const died = async (child: Child): Promise<{ readonly how: string; readonly child: Child }> => ({
  how: await child.ended,
  child,
});

/** The last lines that a child wrote say why it ended. */
const LAST_LINES = 15;

function ending(end: 'signal' | { readonly how: string; readonly child: Child }): number {
  if (end === 'signal') return 0;
  const last = end.child.output().trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  print(`\n${end.how}, so the demo ends. The last that it wrote:\n${last}`);
  return 1;
}
