import type { Bot } from '../../sandbox/demo/bot.ts';
import { addToOnCall } from '../../sandbox/demo/on-call.ts';
import { type Actor, AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { type Playground, playgroundScript, startPlayground } from '../../sandbox/demo/playground.ts';
import type { Desk } from './desk.ts';
import { chromiumPath, launchBrowser, openDesk } from './drive.ts';
import { openStubDesk } from './stub.ts';

const canDrive = chromiumPath() !== undefined && playgroundScript() !== undefined;

/** How the people's chats are shown, for the names of the tests. */
export const HOW = canDrive
  ? 'in two Playgrounds in Chromium'
  : `through a connector stub, since ${chromiumPath() === undefined ? 'there is no Chromium' : 'the Playground is not installed'}`;

/** Two people's chats, and the channel in which on-call reads along. */
export interface Desks {
  readonly riley: Desk;
  readonly avery: Desk;
  readonly onCall: Desk;
}

/** In Chromium where it can be, otherwise through stubs; `stops` gets what ends them. */
export async function openDesks(
  bot: Bot,
  refusedLog: string,
  stops: (() => Promise<void>)[],
): Promise<Desks> {
  const executable = chromiumPath();
  if (!canDrive || executable === undefined) return openStubDesks(bot, stops);
  const browser = await launchBrowser(executable);
  stops.push(() => browser.close());
  const start = async (person: Actor): Promise<Playground> => {
    const playground = await startPlayground({ person, bot: bot.messages, refusedLog });
    stops.push(playground.stop);
    return playground;
  };
  const [mine, theirs] = [await start(RILEY), await start(AVERY)];
  await addToOnCall(bot.messages, theirs.serviceUrl);
  return {
    riley: await openDesk(browser, mine),
    avery: await openDesk(browser, theirs),
    onCall: await openDesk(browser, theirs, 'on-call'),
  };
}

async function openStubDesks({ messages }: Bot, stops: (() => Promise<void>)[]): Promise<Desks> {
  const desks = {
    riley: await openStubDesk(RILEY, messages),
    avery: await openStubDesk(AVERY, messages),
    onCall: await openStubDesk(AVERY, messages, { channel: true }),
  };
  for (const { close } of Object.values(desks)) stops.push(close);
  return desks;
}
