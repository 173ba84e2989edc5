import { describe, expect, it } from 'vitest';
import { CARD_NAMES } from '../src/ports/card.ts';
import { everyApp, exhibits, type Shown } from '../tools/pictures/exhibits.ts';
import { galleryPage, htmlOf } from '../tools/pictures/gallery-page.ts';
import { faultsIn } from './chat/teams/card-check.ts';
import { renderedText } from './chat/teams/little-page.ts';
import { actions } from './chat/teams/templates.ts';
import { faultsInMessage, faultsInView } from './contracts/block-kit.ts';
import { cardsSaying, HOSTILE } from './contracts/hostile.ts';

// The pictures need a browser (npm run cards); what is in them is looked at here without one.

const ALL = await exhibits();
const EVERY = ALL.flatMap(({ name, must, shown }) =>
  shown.map((one) => ({ name: `${one.app}: ${name}`, must, one })),
);

/** What a person reads, as the renderer of each app draws it; what a button folds out included. */
function textOf(shown: Shown): string {
  if (shown.app !== 'teams') return readable(htmlOf(shown));
  const folded = [...actions(shown.card)].filter(({ type }) => type === 'Action.ShowCard');
  return [shown.card, ...folded.map(({ card }) => card)].map(renderedText).join('\n');
}

/** HTML as it is read: what stands in inputs included, a mention and the words beside it on one line. */
const readable = (html: string): string =>
  html
    .replace(/<[^>]*\b(?:value|placeholder)="([^"]*)"[^>]*>/g, '\n$1\n')
    .replace(/<\/(div|p|h3|pre|label|button)>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&#(?:x(\w+)|(\d+));/g, (_, hex, code) =>
      String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(code)),
    )
    .replace(/&(lt|gt|amp|quot);/g, (_, name: 'lt' | 'gt' | 'amp' | 'quot') => MARKS[name]);

const MARKS = { lt: '<', gt: '>', amp: '&', quot: '"' };

describe('the gallery', () => {
  it('has every card of every app, in every state that the contract tells of', () => {
    expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
    for (const { must, shown } of ALL)
      if (must.length > 0) expect(shown.map(({ app }) => app)).toEqual(['teams', 'slack', 'console']);
    for (const card of CARD_NAMES) expect(ALL.filter((each) => each.card === card)).not.toEqual([]);
  });

  it.each(EVERY)('$name: is drawn by its renderer, with every fact of the contract', ({ must, one }) => {
    const text = textOf(one);
    expect(text.trim()).not.toBe('');
    expect(must.filter((fact) => !text.includes(fact))).toEqual([]);
  });

  it.each(EVERY)('$name: is as the vendor takes it', ({ one }) => {
    expect(faultsOf(one)).toEqual([]);
  });

  it('is one page that asks the network for nothing', () => {
    const page = galleryPage(ALL);
    expect(page.match(/<(?:script|link|img)\b[^>]*\b(?:src|href)="(?!data:)/g)).toBeNull();
    expect(page).toContain("default-src 'none'");
    for (const { name } of ALL) expect(page).toContain(`data-name="${name.replaceAll("'", '&#39;')}"`);
  });
});

function faultsOf(shown: Shown): readonly string[] {
  switch (shown.app) {
    case 'teams':
      return faultsIn(shown.card);
    case 'slack':
      return 'view' in shown ? faultsInView(shown.view) : faultsInMessage(shown.message);
    case 'console':
      return [];
  }
  shown satisfies never;
}

describe('H18: what people write is no markup of the page', () => {
  /** The elements of the page, without its words. */
  const skeleton = (shown: Shown): string =>
    htmlOf(shown)
      .replace(/(<script[^>]*>).*?(<\/script>)/gs, '$1$2')
      .replace(/\b(?:title|value|placeholder|for|id|aria-label)="[^"]*"/g, '')
      .replace(/>[^<]+/g, '>')
      .replace(/\s+/g, ' ');

  const calm = Object.values(cardsSaying('harmless')).map(everyApp);
  it.each(HOSTILE.map((text) => ({ name: JSON.stringify(text), text })))('$name', ({ text }) => {
    Object.values(cardsSaying(text)).forEach((card, at) => {
      expect(everyApp(card).map(skeleton)).toEqual(calm[at]?.map(skeleton));
    });
  });
});
