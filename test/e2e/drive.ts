import { existsSync } from 'node:fs';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import type { Playground } from '../../sandbox/demo/playground.ts';
import { answerOf } from './card-text.ts';
import { type Desk, oneLine, type Pressing, readsOn, showsAll, until } from './desk.ts';

/**
 * A real Chromium with one page per person, each on their own Playground (0.2.28). What its page is like:
 * - it shows only what arrives while it is open, so every page is opened before anybody writes;
 * - in a personal chat every message of the bot, text or card, is a `.fai-OutputCard`, in a channel only its cards can be
 *   told apart, as `.ac-adaptiveCard`; an answered card is swapped in place, an updated one
 *   as well, in every open page, without a new message;
 * - a message answer to Action.Execute is a banner under the card that stays, and reads "Your response was sent to the
 *   app" after a card answer: so the answer is read from the response itself and the page is only looked at afterwards;
 * - an invoke that the bot answers with an error shows nothing at all;
 * - the compose box is a Lexical editor; an Input.Text of a card is a textbox too, so "the last textbox" is not enough;
 * - mentions in a card read as the bare name; RichTextBlock shows text as it is, TextBlock and FactSet read markdown;
 * - at 1200x800 the list of channels is off the screen; fonts come from outside and are refused, which costs nothing.
 */
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Chromium's path, or undefined where there is none. `CHROMIUM_PATH` names another; a path that is not there does without. */
export function chromiumPath(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  return (named === undefined ? CHROMIUM : [named]).find((path) => existsSync(path));
}

const FLAGS = [
  // Containers rarely let Chromium make its own sandbox; it only ever shows pages of ours.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
];
const MESSAGE = '.fai-OutputCard:visible, .ac-adaptiveCard:visible:not(.fai-OutputCard *)';
const COMPOSE = '[data-lexical-editor="true"]';
const INVOKE = /\/_conversation\/v1\/invoke/;

export const launchBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, headless: true, args: FLAGS });

/** Opens a Playground's page as its person, in the personal chat and ready to type, or in the channel of this name. */
export async function openDesk(browser: Browser, playground: Playground, channel?: string): Promise<Desk> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 } });
  const page = await context.newPage();
  await page.route(
    (url) => !['127.0.0.1', 'localhost'].includes(url.hostname),
    (route) => route.abort(),
  );
  await page.goto(playground.address, { waitUntil: 'load' });
  await page.locator(COMPOSE).first().waitFor();
  if (channel !== undefined) {
    await page.getByText(channel, { exact: true }).first().click();
    await page.getByText('Start a new post').waitFor();
  }
  const { person } = playground;
  const shown = async (): Promise<readonly string[]> =>
    (await page.locator(MESSAGE).allInnerTexts()).map(oneLine);
  return {
    person,
    shown,
    reads: (...parts) => readsOn({ shown, person }, parts),
    say: (text) => say(page, text),
    press: (button, on) => press(page, button, on),
    async keep(file) {
      await page.screenshot({ path: `${file}.png` });
      return `${file}.png`;
    },
    close: () => context.close(),
  };
}

async function say(page: Page, text: string): Promise<void> {
  await page.locator(COMPOSE).click();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

async function press(page: Page, button: string, { on, under, fields = {} }: Pressing): Promise<string> {
  const first = under ?? button;
  const message = await until(
    () => newestWith(page, first, on),
    async () =>
      `No message shows ${on.join(' + ')} and a button "${first}". Shown is:\n${(await page.locator(MESSAGE).allInnerTexts()).join('\n---\n')}`,
  );
  if (under !== undefined) await message.getByRole('button', { name: under, exact: true }).click();
  for (const [label, text] of Object.entries(fields)) await message.getByLabel(label).fill(text);
  const [response] = await Promise.all([
    page.waitForResponse(INVOKE),
    // The last: an unfolded part comes after the button that unfolds it, even where both have the same title.
    message.getByRole('button', { name: button, exact: true }).last().click(),
  ]);
  return answerOf(response.status(), await response.text()).told;
}

async function newestWith(page: Page, button: string, on: Pressing['on']): Promise<Locator | undefined> {
  const messages = await page.locator(MESSAGE).all();
  for (const message of messages.reverse()) {
    if (!showsAll(oneLine(await message.innerText()), on)) continue;
    if ((await message.getByRole('button', { name: button, exact: true }).count()) > 0) return message;
  }
  return undefined;
}
