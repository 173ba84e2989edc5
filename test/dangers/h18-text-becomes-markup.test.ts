import { describe, expect, it } from 'vitest';
import { createDraw } from '../../src/chat/teams/draw.ts';
import { CARD_NAMES } from '../../src/ports/card.ts';
import { inputs, strings } from '../chat/teams/templates.ts';
import { cardsSaying, HOSTILE } from '../contracts/hostile.ts';

const draw = createDraw();

/** The card without its words: which elements, which keys, which buttons with which ids. */
const WORDS =
  /^(TextRun\.text|Action\.Execute\.title|Input\.Text\.(label|placeholder|value)|Input\.ChoiceSet\.choices\.(title|value)|TextBlock\.text|mention\..*)$/;
const skeleton = (content: unknown): string[] =>
  [...strings(content)].map(({ at, text }) => (WORDS.test(at) ? at : `${at}=${text}`));

describe('H18: what people write stays text on every Teams card', () => {
  for (const name of CARD_NAMES)
    it(name, () => {
      const plain = skeleton(draw(cardsSaying('harmless')[name], true).content);
      for (const hostile of HOSTILE)
        expect([hostile, skeleton(draw(cardsSaying(hostile)[name], true).content)]).toEqual([hostile, plain]);
    });

  it('no control or bidirectional characters are left, nor a template or mention that would work', () => {
    for (const hostile of HOSTILE)
      for (const card of Object.values(cardsSaying(hostile))) {
        const { content, summary } = draw(card, true);
        for (const { at, text } of [...strings(content), { at: 'summary', text: summary }]) {
          expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          expect(text).not.toContain('{{');
          if (at !== 'TextBlock.text' && at !== 'mention.text') expect(text).not.toMatch(/<\/?at\b/i);
        }
      }
  });

  it('the titles of check boxes, which some clients read as markdown, have no markup left', () => {
    for (const hostile of HOSTILE) {
      const { content } = draw(cardsSaying(hostile).form, true);
      const boxes = [...inputs(content)].find(({ id }) => id === 'ports');
      for (const { title } of boxes?.choices as { title: string }[])
        expect(title).toMatch(/^[\p{L}\p{M}\p{N}.,:/() -]+$/u);
    }
  });

  it('a name in a mention, the only markdown of a card, has no markup left', () => {
    for (const hostile of HOSTILE) {
      const { content } = draw(cardsSaying(hostile).approval, true);
      for (const { text } of [...strings(content)].filter(({ at }) => at === 'TextBlock.text'))
        expect(text).toMatch(/^Who can approve: <at>[\p{L}\p{M}\p{N}.'… -]+<\/at>$/u);
    }
  });
});
