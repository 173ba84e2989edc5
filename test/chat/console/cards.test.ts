import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { draw } from '../../../src/chat/console/draw.ts';
import type { Card } from '../../../src/ports/card.ts';
import { cardContract, TOLD } from '../../contracts/cards.ts';
import { SAMPLE_CARDS, sampleFacts, sampleRequest } from '../../contracts/sample-cards.ts';

const read = (card: Card): string => {
  const { lines, buttons } = draw(card);
  return [...lines, ...buttons.map(({ title }) => title)].join('\n');
};

cardContract('console', read);

it('fills every slot of every card', () => {
  for (const { name, card } of TOLD) expect(read(card), name).not.toContain('${');
});

it('has one file for every card and no other', () => {
  const files = readdirSync(new URL('../../../cards/console/', import.meta.url));
  expect(files.sort()).toEqual(
    Object.keys(SAMPLE_CARDS)
      .map((card) => `${card}.json`)
      .sort(),
  );
});

const NONE = { approve: false, cancel: false, extend: false, close: false, again: false };

it('offers only the buttons that work', () => {
  const titles = (can: object) =>
    draw({
      card: 'approval',
      request: sampleRequest('pending'),
      facts: sampleFacts({ can: { ...NONE, ...can } }),
    }).buttons.map(({ verb }) => verb);
  expect(titles({})).toEqual([]);
  expect(titles({ approve: true })).toEqual(['approve', 'deny']);
  expect(titles({ close: true })).toEqual(['close']);
});

it('gives every button the request and its terms, and an extension its minutes', () => {
  const { buttons } = draw(SAMPLE_CARDS.warning);
  expect(buttons.map(({ verb, request, terms, fields }) => ({ verb, request, terms, fields }))).toEqual([
    { verb: 'extend', request: 'aj-7k2m9q', terms: 1, fields: { extendBy: '30' } },
    { verb: 'extend', request: 'aj-7k2m9q', terms: 1, fields: { extendBy: '60' } },
    { verb: 'close', request: 'aj-7k2m9q', terms: 1, fields: {} },
  ]);
});

it('offers every shorter time that an approver may give', () => {
  const less = draw(SAMPLE_CARDS.approval).buttons.filter(({ fields }) => fields.minutes !== undefined);
  expect(less.map(({ title, verb, fields }) => [title, verb, fields.minutes])).toEqual([
    ['Approve: For 30 min', 'approve', '30'],
    ['Approve: For 1 h', 'approve', '60'],
  ]);
});

it('gives an overview the buttons of each of its requests', () => {
  expect(
    draw(SAMPLE_CARDS.home).buttons.map(({ title, request, onHome }) => [title, request, onHome]),
  ).toEqual([
    ['Approve aj-5w2n8t', 'aj-5w2n8t', true],
    ['Deny aj-5w2n8t (with the reason after the number)', 'aj-5w2n8t', true],
    ['Extend by 30 min: aj-7k2m9q', 'aj-7k2m9q', true],
    ['Close now aj-7k2m9q', 'aj-7k2m9q', true],
    ['Close now aj-9h4k7r', 'aj-9h4k7r', true],
  ]);
});

it('gives the choices of a draft its id and their index', () => {
  expect(draw(SAMPLE_CARDS.draft).buttons).toMatchObject([
    { verb: 'choose', draft: 'd-1', choice: 0, title: '203.0.113.7 (used 3 days ago)' },
    { verb: 'choose', draft: 'd-1', choice: 1, title: 'vpn' },
    { verb: 'choose', draft: 'd-1' },
  ]);
});

it('offers the input of a draft as one more button, whose value is typed after its number', () => {
  const { buttons } = draw(SAMPLE_CARDS.draft);
  expect(buttons.at(-1)).toEqual({
    title: 'Another address, such as 198.51.100.7 (write it after the number)',
    verb: 'choose',
    draft: 'd-1',
    field: 'value',
    fields: {},
  });
});
