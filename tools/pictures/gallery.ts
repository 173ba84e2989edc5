import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type App, type Exhibit, exhibits } from './exhibits.ts';
import { galleryPage } from './gallery-page.ts';

// Makes a page of every card of every app in every state, and a picture of each: node tools/pictures/gallery.ts [FOLDER]

const CHROMIUM = '/usr/bin/chromium';
const ARGS = [
  ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-lcd-text'],
];

/** Each picture is taken once with every look. */
const LOOKS = [
  { name: 'light', theme: 'light', width: 'wide' },
  { name: 'dark', theme: 'dark', width: 'wide' },
  { name: 'phone', theme: 'light', width: 'phone' },
  { name: 'phone-dark', theme: 'dark', width: 'phone' },
] as const;
export type Look = (typeof LOOKS)[number]['name'];

/** The page in a browser, to take pictures of; `html` is a page of `galleryPage`. */
export interface Gallery {
  wear(look: Look): Promise<void>;
  picture(exhibit: string, app: App, path: string): Promise<void>;
  /** The same card in Teams and in Slack, side by side. */
  pair(exhibit: string, path: string): Promise<void>;
}

/** `scale`: pixels of the picture for each of the page. */
export async function withGallery<T>(
  html: string,
  scale: number,
  work: (gallery: Gallery) => Promise<T>,
): Promise<T> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
  try {
    const page = await open(browser, html, scale);
    const room = (exhibit: string) => page.locator(`.room[data-name=${JSON.stringify(exhibit)}]`);
    return await work({
      wear: (look) => wear(page, look),
      picture: async (exhibit, app, path) => {
        await room(exhibit).locator(`[data-app=${app}] > *`).nth(1).screenshot({ path });
      },
      pair: async (exhibit, path) => {
        await page.addStyleTag({ content: PAIR });
        await room(exhibit).locator('.apps').screenshot({ path });
      },
    });
  } finally {
    await browser.close();
  }
}

const PAIR =
  '[data-app=console], .menu, body > nav { display: none } .apps { grid-template-columns: 480px 480px; width: max-content; padding: 16px }';

async function open(browser: Browser, html: string, scale: number): Promise<Page> {
  const viewport = { width: 1680, height: 1000 };
  const page = await browser.newPage({ viewport, deviceScaleFactor: scale });
  await page.route('**/*', (route) =>
    route.request().url().startsWith('about') ? route.continue() : route.abort(),
  );
  await page.setContent(html);
  return page;
}

async function wear(page: Page, look: Look): Promise<void> {
  const { theme, width } = LOOKS.find(({ name }) => name === look) ?? LOOKS[0];
  await page.locator('#dark').setChecked(theme === 'dark');
  await page.locator('#phone').setChecked(width === 'phone');
}

/** Takes a picture of everything, with every look; answers how many there are. */
async function pictures(html: string, all: readonly Exhibit[], folder: string): Promise<number> {
  let count = 0;
  await withGallery(html, 2, async ({ wear, picture }) => {
    for (const { name: look } of LOOKS) {
      await wear(look);
      mkdirSync(join(folder, look), { recursive: true });
      for (const { name, shown } of all)
        for (const { app } of shown) {
          await picture(name, app, join(folder, look, `${name.replaceAll(/\W+/g, '-')}.${app}.png`));
          count += 1;
        }
    }
  });
  return count;
}

async function make(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const all = await exhibits();
  const html = galleryPage(all);
  const page = join(folder, 'index.html');
  writeFileSync(page, html);
  console.log(`Every card is at ${page}`);
  if (!existsSync(CHROMIUM)) console.error(`No pictures were taken: there is no ${CHROMIUM}.`);
  else console.log(`${await pictures(html, all, folder)} pictures of them are in its folder.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await make(resolve(process.argv[2] ?? resolve(import.meta.dirname, '../../test-results/cards')));
