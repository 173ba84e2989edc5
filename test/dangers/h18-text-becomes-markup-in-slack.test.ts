import { describe, expect, it } from 'vitest';
import { denyView, formView, homeView, jitView, sayView } from '../../src/chat/slack/cards/views.ts';
import { createDraw } from '../../src/chat/slack/draw.ts';
import { CARD_NAMES, type Card } from '../../src/ports/card.ts';
import { strings } from '../chat/slack/read-blocks.ts';
import { faultsInMessage, faultsInView } from '../contracts/block-kit.ts';
import { cardsSaying, HOSTILE } from '../contracts/hostile.ts';
import { SAMPLE_CARDS } from '../contracts/sample-cards.ts';

const draw = createDraw();
const blocksOf = (card: Card): unknown => draw(card, true, () => 'U012RILEY').blocks;

/** Where Slack shows text as it is: plain text, the runs of rich text, and what is typed into an input already. */
const WORDS = /^(plain_text|text)\.text$|^plain_text_input\.initial_value$|^button\.accessibility_label$/;

/** A payload without its words: which elements, which keys, which buttons with which ids, and all that is markup. */
const skeleton = (payload: unknown): string[] =>
  [...strings(payload)].map(({ at, text }) => (WORDS.test(at) ? at : `${at}=${text}`));

/** Never a message. */
const VIEWS: readonly string[] = ['form', 'jit', 'home'];

describe('H18: what people write stays text on every Slack card', () => {
  for (const name of CARD_NAMES)
    it(name, () => {
      const plain = skeleton(blocksOf(cardsSaying('harmless')[name]));
      for (const hostile of HOSTILE)
        expect([hostile, skeleton(blocksOf(cardsSaying(hostile)[name]))]).toEqual([hostile, plain]);
    });

  it('no emoji code becomes an emoji, and no control or bidirectional character is left', () => {
    for (const hostile of HOSTILE)
      for (const card of Object.values(cardsSaying(hostile))) {
        const { text, blocks } = draw(card, true);
        expect(faultsInPlain(blocks)).toEqual([]);
        for (const { text: each } of [...strings(blocks), { text }])
          expect(each.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }
  });

  it('nothing in a notification, the only text that is markup throughout, can be acted on', () => {
    for (const hostile of HOSTILE)
      for (const card of Object.values(cardsSaying(hostile))) {
        const { text } = draw(card, true);
        expect(text).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/);
        expect(text).not.toMatch(/[*~`]|:\/\/|@\S|(^|[^\p{L}\p{N}])_|:[a-z_]+:/u);
      }
  });

  it('nor in a modal or an App Home', () => {
    for (const hostile of HOSTILE) {
      const { form, home } = cardsSaying(hostile) as typeof SAMPLE_CARDS;
      const calm = cardsSaying('harmless') as typeof SAMPLE_CARDS;
      expect(skeleton(formView(draw, form.form))).toEqual(skeleton(formView(draw, calm.form.form)));
      expect(skeleton(homeView(draw, home.home))).toEqual(skeleton(homeView(draw, calm.home.home)));
      expect(skeleton(sayView('x', hostile, hostile))).toEqual(skeleton(sayView('x', 'calm', 'calm')));
    }
    const denied = denyView({ request: 'aj-7k2m9q', terms: 1, channel: 'C1', ts: '1.2' });
    expect(skeleton(denied).filter((each) => each.startsWith('mrkdwn'))).toEqual([]);
  });

  it('links only to https, and mentions only what is a user id', () => {
    const urls = [
      'javascript:alert(1)',
      'http://evil.example',
      'https://a@evil.example',
      'https://x.example/|a>',
    ];
    const markup = (card: Card, user = 'U012RILEY') =>
      [...strings(draw(card, true, () => user).blocks)].filter(({ at }) => at === 'mrkdwn.text');
    const asked = (origin: string): Card => ({
      ...SAMPLE_CARDS.approval,
      request: { ...SAMPLE_CARDS.approval.request, origin },
    });
    for (const url of urls) expect(JSON.stringify(markup(asked(url)))).not.toContain('|The message');
    expect(JSON.stringify(markup(asked('https://ajar.slack.com/archives/C1/p1')))).toContain(
      '<https://ajar.slack.com/archives/C1/p1|Where it was asked from>',
    );
    for (const user of ['!channel', 'U1|x> <!here', 'u012riley', ''])
      expect(JSON.stringify(markup(SAMPLE_CARDS.approval, user))).not.toMatch(/<[@!]/);
    expect(JSON.stringify(markup(SAMPLE_CARDS.approval))).toContain('<@U012RILEY>');
  });

  it('stays within what Slack takes', () => {
    for (const hostile of HOSTILE) {
      const { jit } = cardsSaying(hostile) as typeof SAMPLE_CARDS;
      expect(faultsInView(jitView(draw, jit.form))).toEqual([]);
      for (const [name, card] of Object.entries(cardsSaying(hostile)))
        if (!VIEWS.includes(name)) expect(faultsInMessage(draw(card, true))).toEqual([]);
    }
  });
});

/** Plain texts in which Slack would read `:tada:` as an emoji. */
const faultsInPlain = (value: unknown): unknown[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { type, emoji } = value as { type?: unknown; emoji?: unknown };
  const own = type === 'plain_text' && emoji !== false ? [value] : [];
  return [...own, ...Object.values(value).flatMap(faultsInPlain)];
};
