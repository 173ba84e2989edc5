import { describe, expect, it } from 'vitest';
import { listed, plain } from '../../src/chat/plain.ts';

describe('plain text (H18)', () => {
  it('has no control, bidirectional or invisible characters', () => {
    expect(plain('a\u0000b\u202Ec\u2066d\u200Be\uFEFFf\u00ADg\u061Ch', 50)).toBe('a bcdefgh');
    expect(plain('tag\u{E0041}\u{E007F} half\uD800 own\uE000', 50)).toBe('tag half own');
  });

  it('is one line', () => {
    expect(plain('  a\r\n\tb\u2028c\u00A0 d ', 50)).toBe('a b c d');
  });

  it('keeps the letters of every language, and emoji whole', () => {
    for (const text of ['김하늘', 'Zoë Ångström', 'नमस्ते', 'مرحبا', '🚑 now'])
      expect(plain(text, 50)).toBe(text);
    expect(plain('🚑🚑🚑🚑', 3)).toBe('🚑🚑…');
  });

  it('does not pile marks upon a letter', () => {
    expect(plain(`e${'\u0301'.repeat(40)}`, 50)).toHaveLength(4);
  });

  it('is capped, and whatever length comes in costs no more', () => {
    expect(Array.from(plain('x'.repeat(5_000_000), 20))).toHaveLength(20);
  });
});

describe('a list of things', () => {
  it('reads as a sentence does', () => {
    expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
    expect(listed(['a', 'b', 'c', 'd'], 3)).toBe('a, b and 2 more');
  });
});
