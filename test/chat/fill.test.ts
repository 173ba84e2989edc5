import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../src/chat/fill.ts';

describe('filling a template', () => {
  const fill = parseTemplate({
    text: '${sentence}',
    shown: [{ $when: '${loud}', text: 'loud' }],
    rows: [{ $data: '${rows}', text: '${name} of ${$root.sentence}' }],
  });

  it('puts text, booleans and rows where the slots are', () => {
    expect(fill({ sentence: 'hello', loud: false, rows: [{ name: 'a' }, { name: 'b' }] })).toEqual({
      text: 'hello',
      shown: [],
      rows: [{ text: 'a of hello' }, { text: 'b of hello' }],
    });
  });

  it('leaves template language in data as it is (H18)', () => {
    const sentence = '${rows} ${json("{}")} ${$root}';
    expect(fill({ sentence, loud: false, rows: [{ name: '${sentence}' }] })).toEqual({
      text: sentence,
      shown: [],
      rows: [{ text: `\${sentence} of ${sentence}` }],
    });
  });

  it('refuses anything that could become an element of the card', () => {
    const injected = { type: 'Action.OpenUrl', url: 'https://example.org' };
    expect(() => fill({ sentence: injected as never, loud: true, rows: [] })).toThrow(TypeError);
    expect(() => fill({ sentence: '', loud: true, rows: [{ name: injected as never }] })).toThrow(TypeError);
    expect(() => fill({ sentence: null as never, loud: true, rows: [] })).toThrow(TypeError);
  });

  it('can be used again without remembering what it was given', () => {
    fill({ sentence: 'first', loud: true, rows: [{ name: 'a' }] });
    expect(fill({ sentence: 'second', loud: false, rows: [] })).toEqual({
      text: 'second',
      shown: [],
      rows: [],
    });
  });
});
