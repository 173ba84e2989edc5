import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createDraw } from '../../src/chat/teams/draw.ts';
import { TOLD } from '../../test/contracts/cards.ts';
import { SAMPLE_CARDS } from '../../test/contracts/sample-cards.ts';
import { TEAMS_LIGHT, TEAMS_STYLE } from './teams-look.ts';

// Draws cards as Teams would, in Chromium, with the vendor's own renderer:
//   node tools/pictures/render-cards.ts FOLDER      every card of the contract
//   node tools/pictures/render-cards.ts --readme    docs/pictures/approval.png

// Their pages' bundles are not among what the packages export, so they are read as files.
const file = (name: string): string =>
  readFileSync(new URL(`../../node_modules/${name}`, import.meta.url), 'utf8');
const RENDERER = file('adaptivecards/dist/adaptivecards.min.js');
const MARKDOWN = file('markdown-it/dist/browser/markdown-it.umd.min.js');

async function openPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 600, height: 900 }, deviceScaleFactor: 2 });
  await page.route('**/*', (route) =>
    route.request().url().startsWith('about') ? route.continue() : route.abort(),
  );
  await page.setContent('<body><div id="card"></div></body>');
  await page.addStyleTag({ content: TEAMS_STYLE });
  await page.addScriptTag({ content: RENDERER });
  await page.addScriptTag({ content: MARKDOWN });
  return page;
}

// Runs in the page, so it is text: the page's types are none of the project's.
const RENDER = `({ card, look, name }) => {
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdownit().render(text).replace(/&lt;at&gt;(.*?)&lt;\\/at&gt;/g, '<span class="mention">$1</span>');
    result.didProcess = true;
  };
  const drawn = new AdaptiveCards.AdaptiveCard();
  drawn.hostConfig = new AdaptiveCards.HostConfig(look);
  drawn.parse(card);
  const box = document.getElementById('card');
  box.replaceChildren(drawn.render());
  document.title = name;
}`;

async function picture(page: Page, name: string, content: unknown, path: string): Promise<void> {
  await page.evaluate(`(${RENDER})(${JSON.stringify({ card: content, look: TEAMS_LIGHT, name })})`);
  await page.locator('#card').screenshot({ path });
}

/** Writes a picture of every card of the contract into `folder`, or the README's own. */
export async function renderCards(folder: string, only?: 'approval'): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const draw = createDraw();
  const cards = only ? [{ name: only, card: SAMPLE_CARDS[only] }] : TOLD;
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-sync',
  ];
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
  try {
    const page = await openPage(browser);
    for (const { name, card } of cards)
      await picture(
        page,
        name,
        draw(card, true).content,
        join(folder, `${name.replaceAll(/\W+/g, '-')}.png`),
      );
  } finally {
    await browser.close();
  }
  return cards.length;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const readme = process.argv[2] === '--readme';
  const folder = readme
    ? resolve(import.meta.dirname, '../../docs/pictures')
    : (process.argv[2] ?? 'test-results/cards');
  console.log(`${await renderCards(folder, readme ? 'approval' : undefined)} pictures in ${folder}`);
}
