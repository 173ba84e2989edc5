import { describe, expect, it } from 'vitest';
import { fits, tidy } from '../../../src/chat/slack/cards/blocks.ts';
import { cut } from '../../../src/chat/slack/cards/harmless.ts';

const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
const section = (text: string) => ({ type: 'section', text: plain(text) });

describe('a filled template', () => {
  it('is left without what has nothing to say', () => {
    const blocks = [
      section(''),
      { type: 'context', elements: [plain(''), plain('one')] },
      { type: 'actions', elements: [] },
      { type: 'input', label: plain('Ports'), element: { type: 'checkboxes', action_id: 'p', options: [] } },
      { type: 'section', text: plain('two'), accessory: null },
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }],
      },
      { type: 'divider' },
    ];
    expect(tidy({ blocks })).toEqual([
      { type: 'context', elements: [plain('one')] },
      { type: 'section', text: plain('two') },
      { type: 'divider' },
    ]);
    expect(tidy({ blocks: [] })).toEqual([]);
  });

  it('has groups of blocks that were repeated together in a row', () => {
    const group = (text: string) => ({ blocks: [section(text), { type: 'divider' }] });
    expect(tidy({ blocks: [section('a'), group('b'), group('c'), { blocks: [section('')] }] })).toEqual([
      ...[section('a'), section('b'), { type: 'divider' }, section('c'), { type: 'divider' }],
    ]);
  });

  it('has texts that are cut to what their place takes', () => {
    const long = 'W'.repeat(5_000);
    const button = { type: 'button', text: plain(long), action_id: 'a', value: long };
    const [header, actions] = tidy({
      blocks: [
        { type: 'header', text: plain(long) },
        { type: 'actions', elements: [button] },
      ],
    }) as { text?: { text: string }; elements?: (typeof button)[] }[];
    expect(header?.text?.text).toBe(`${'W'.repeat(149)}…`);
    expect(actions?.elements?.[0]?.text.text).toHaveLength(75);
    expect(actions?.elements?.[0]?.value).toBe(long);
  });
});

it('cuts between characters, and counts as Slack may: with the escaped ones', () => {
  expect(cut('abc', 3)).toBe('abc');
  expect(cut('abcd', 3)).toBe('ab…');
  expect(cut('a&&&', 8)).toBe('a&…');
  expect(cut('𝓦𝓦𝓦', 4)).toBe('𝓦…');
});

it('knows how much a message holds, and that a modal holds more', () => {
  const many = Array.from({ length: 51 }, () => section('x'));
  expect([fits(many, 'message'), fits(many, 'modal')]).toEqual([false, true]);
  const large = Array.from({ length: 5 }, () => section('W'.repeat(2_900)));
  expect([fits(large, 'message'), fits(large, 'home')]).toEqual([false, true]);
});
