import { readFileSync } from 'node:fs';
import { escaped } from '../../sandbox/gallery/literal.ts';
import { slackMessage, slackView } from '../../sandbox/gallery/slack-html.ts';
import { slackStyle } from '../../sandbox/gallery/slack-look.ts';
import { type Exhibit, NAMES, type Shown } from './exhibits.ts';
import { GALLERY_STYLE } from './gallery-look.ts';
import { TEAMS_LOOKS, TEAMS_STYLE } from './teams-look.ts';

// The packages' bundles for pages are not among what they export, so they are read as files.
const file = (name: string): string =>
  readFileSync(new URL(`../../node_modules/${name}`, import.meta.url), 'utf8');

/** When the samples were "sent", so that two pages of the same cards are the same. */
const AT = new Date('2026-11-24T13:05:00Z');

/** The whole gallery in one file that needs no network. */
export function galleryPage(all: readonly Exhibit[]): string {
  const cards = [...new Set(all.map(({ card }) => card))];
  const chapters = cards.map((card) => {
    const rooms = all.filter((exhibit) => exhibit.card === card).map(room);
    return `<section id="${card}"><h2>${card}</h2>${rooms.join('\n')}</section>`;
  });
  return `<!doctype html>
<html lang="en" data-look="light" data-width="wide">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>Every card of Ajar</title>
<style>${slackStyle()}${TEAMS_STYLE}${GALLERY_STYLE}</style>
<nav><b>Every card of Ajar</b>
<label><input type="checkbox" id="dark"> dark</label> <label><input type="checkbox" id="phone"> phone</label>
${cards.map((card) => `<a href="#${card}">${card}</a>`).join(' ')}</nav>
<main>${chapters.join('\n')}</main>
<script>${inScript(file('adaptivecards/dist/adaptivecards.min.js'))}</script>
<script>${inScript(file('markdown-it/dist/browser/markdown-it.umd.min.js'))}</script>
<script>const LOOKS = ${inScript(JSON.stringify(TEAMS_LOOKS))};
${BEHAVIOUR}</script>
</html>
`;
}

const room = ({
  name,
  note,
  must,
  shown,
}: Exhibit): string => `<article class="room" data-name="${escaped(name)}">
<h3>${escaped(name)}</h3>${note === undefined ? '' : `<p class="note">${escaped(note)}</p>`}
<div class="apps">${shown.map(frame).join('\n')}</div>${
  must.length === 0
    ? ''
    : `<details><summary>what it must tell</summary>${escaped(must.join(' · '))}</details>`
}</article>`;

const frame = (shown: Shown): string =>
  `<figure data-app="${shown.app}"><figcaption>${TITLES[shown.app]}</figcaption>${htmlOf(shown)}</figure>`;

const TITLES: Record<Shown['app'], string> = { teams: 'Teams', slack: 'Slack', console: 'Console' };

/** A card as HTML; an Adaptive Card is drawn in the page, by the vendor's own renderer. */
export function htmlOf(shown: Shown): string {
  switch (shown.app) {
    case 'teams':
      return `<div class="teams" title="${escaped(shown.summary)}"></div><script type="application/json">${inScript(JSON.stringify(shown.card))}</script>`;
    case 'slack':
      return 'view' in shown
        ? slackView(shown.view, NAMES, 'light') + menusOf(shown.view)
        : slackMessage({ ...shown.message, at: AT }, NAMES, 'light') + menusOf(shown.message);
    case 'console':
      return `<pre class="console">${escaped(shown.lines.join('\n'))}</pre>`;
  }
  shown satisfies never;
}

/** What is in the menus, which stay shut in a picture. */
function menusOf(payload: unknown): string {
  const menus = [...menusIn(payload)].map((options) => `<p class="menu">${escaped(options.join(' · '))}</p>`);
  return menus.join('');
}

function* menusIn(value: unknown): Generator<readonly string[]> {
  if (typeof value !== 'object' || value === null) return;
  const { type, options } = value as { readonly type?: unknown; readonly options?: unknown };
  if (type === 'static_select' || type === 'overflow')
    yield (options as readonly { readonly text: { readonly text: string } }[]).map(({ text }) => text.text);
  for (const inner of Object.values(value)) yield* menusIn(inner);
}

/** No text of a card can end the script that it stands in. */
const inScript = (text: string): string => text.replaceAll('</', '<\\/');

// Runs in the page, so it is text: the page's types are none of the project's.
const BEHAVIOUR = `
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdownit().render(text).replace(/&lt;at&gt;(.*?)&lt;\\/at&gt;/g, '<span class="mention">$1</span>');
  result.didProcess = true;
};
function look(theme) {
  document.documentElement.dataset.look = theme;
  for (const each of document.querySelectorAll('.slack')) {
    each.classList.toggle('dark', theme === 'dark');
    for (const inner of each.querySelectorAll('[data-theme]')) inner.dataset.theme = theme;
  }
  for (const each of document.querySelectorAll('.teams')) {
    const card = new AdaptiveCards.AdaptiveCard();
    card.hostConfig = new AdaptiveCards.HostConfig(LOOKS[theme]);
    card.parse(JSON.parse(each.nextElementSibling.textContent));
    each.replaceChildren(card.render());
  }
}
const box = (id, change) => { const it = document.getElementById(id); it.onchange = () => change(it.checked); };
box('dark', (on) => look(on ? 'dark' : 'light'));
box('phone', (on) => { document.documentElement.dataset.width = on ? 'phone' : 'wide'; look(document.documentElement.dataset.look); });
look('light');
`;
