import { describe, expect, it } from 'vitest';
import { faultsInMessage, faultsInView } from '../../contracts/block-kit.ts';

const long = (length: number): string => 'W'.repeat(length);
const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const section = { type: 'section', text: plain('fine') };
const option = (at: number | string) => ({ text: plain('one'), value: String(at) });
const button = (more: object = {}) => ({
  type: 'button',
  text: plain('Go'),
  action_id: 'go',
  value: 'a',
  ...more,
});
const actions = (...elements: readonly object[]) => ({ type: 'actions', elements });
const menu = (type: string, more: object = {}) => ({ type, action_id: 'm', options: [option(0)], ...more });
const input = (element: object, more: object = {}) => ({
  type: 'input',
  label: plain('Why'),
  element,
  ...more,
});
const typed = (more: object = {}) => ({ type: 'plain_text_input', action_id: 't', ...more });
const rich = (...elements: readonly object[]) => ({ type: 'rich_text', elements });
const run = { type: 'text', text: 'fine' };

/** One broken block a row, and what the checker must say of it. */
const BROKEN: readonly (readonly [string, object])[] = [
  ['blocks[0]: unknown block sektion', { type: 'sektion' }],
  ['blocks[0]: unknown property colour', { ...section, colour: 'red' }],
  ['blocks[0].block_id: 256 characters', { ...section, block_id: long(256) }],
  ['blocks[0].text.text: 151 characters', { type: 'header', text: plain(long(151)) }],
  ['blocks[0].text.type: none of plain_text', { type: 'header', text: mrkdwn('x') }],
  ['blocks[0]: text is missing', { type: 'header' }],
  ['blocks[0].text.text: 3001 characters', { type: 'section', text: plain(long(3_001)) }],
  ['blocks[0].text.text: 3004 characters', { type: 'section', text: plain(`${long(2_999)}&`) }],
  ['blocks[0].text.text: empty', { type: 'section', text: plain('') }],
  ['blocks[0]: text|fields is missing', { type: 'section' }],
  ['blocks[0].fields: 11 items', { type: 'section', fields: many(11, () => plain('x')) }],
  ['blocks[0].fields: an empty list', { type: 'section', fields: [] }],
  ['blocks[0].fields[0].text: 2001 characters', { type: 'section', fields: [plain(long(2_001))] }],
  ['blocks[0].accessory: plain_text_input cannot stand here', { ...section, accessory: typed() }],
  ['blocks[0].elements: 11 items', { type: 'context', elements: many(11, () => plain('x')) }],
  ['blocks[0].elements[0].text: 3001 characters', { type: 'context', elements: [mrkdwn(long(3_001))] }],
  ['blocks[0].elements: 26 items', actions(...many(26, (at) => button({ action_id: `go:${at}` })))],
  ['blocks[0].elements: an empty list', actions()],
  ['blocks[0].elements[0]: plain_text_input cannot stand here', actions(typed())],
  ['blocks: action_id go is there twice', actions(button(), button())],
  ['blocks[0].elements[0]: action_id is missing', actions({ type: 'button', text: plain('Go') })],
  ['blocks[0].elements[0].action_id: 256 characters', actions(button({ action_id: long(256) }))],
  ['blocks[0].elements[0].text.text: 76 characters', actions(button({ text: plain(long(76)) }))],
  ['blocks[0].elements[0].text.type: none of', actions(button({ text: mrkdwn('Go') }))],
  ['blocks[0].elements[0].value: 2001 characters', actions(button({ value: long(2_001) }))],
  ['blocks[0].elements[0].url: 3001 characters', actions(button({ url: long(3_001) }))],
  ['blocks[0].elements[0].style: none of', actions(button({ style: 'warning' }))],
  ['blocks[0].elements[0].accessibility_label: 76', actions(button({ accessibility_label: long(76) }))],
  ['blocks[0].elements[0].confirm.text.text: 301', actions(button({ confirm: { text: plain(long(301)) } }))],
  ['confirm.title.text: 101', actions(button({ confirm: { title: plain(long(101)), text: plain('x') } }))],
  ['confirm.confirm.text: 31', actions(button({ confirm: { confirm: plain(long(31)), text: plain('x') } }))],
  ['confirm.deny.text: 31', actions(button({ confirm: { deny: plain(long(31)), text: plain('x') } }))],
  [
    'blocks[0].elements[0].options: 101 items',
    actions(menu('static_select', { options: many(101, option) })),
  ],
  ['blocks[0].elements[0].options: an empty list', actions(menu('static_select', { options: [] }))],
  ['blocks[0].elements[0].options: 6 items', actions(menu('overflow', { options: many(6, option) }))],
  ['options[0].value: 76 characters', actions(menu('static_select', { options: [option(long(76))] }))],
  [
    'options[0].text.text: 76',
    actions(menu('overflow', { options: [{ text: plain(long(76)), value: 'a' }] })),
  ],
  [
    'options[0].description.text: 76',
    actions(menu('overflow', { options: [{ ...option(0), description: plain(long(76)) }] })),
  ],
  ['options[0]: value is missing', actions(menu('overflow', { options: [{ text: plain('x') }] }))],
  ['placeholder.text: 151', actions(menu('static_select', { placeholder: plain(long(151)) }))],
  ['initial_option: none of the options', actions(menu('static_select', { initial_option: option(1) }))],
  ['initial_options: none of the options', input(menu('checkboxes', { initial_options: [option(1)] }))],
  ['blocks[0].element.options: 11 items', input(menu('checkboxes', { options: many(11, option) }))],
  ['blocks[0].element.options: 11 items', input(menu('radio_buttons', { options: many(11, option) }))],
  [
    'blocks[0].element.options: 101 items',
    input(menu('multi_static_select', { options: many(101, option) })),
  ],
  ['min_query_length: no number', input({ type: 'external_select', action_id: 'v', min_query_length: -1 })],
  ['blocks[0].element: button cannot stand here', input(button())],
  ['blocks[0].label.text: 2001', input(typed(), { label: plain(long(2_001)) })],
  ['blocks[0].hint.text: 2001', input(typed(), { hint: plain(long(2_001)) })],
  ['blocks[0].optional: not yes or no', input(typed(), { optional: 'true' })],
  ['blocks[0]: element is missing', { type: 'input', label: plain('x') }],
  ['max_length: no number', input(typed({ max_length: 3_001 }))],
  ['min_length: no number', input(typed({ min_length: -1 }))],
  ['initial_value: 3 characters, the input takes 2', input(typed({ initial_value: 'abc', max_length: 2 }))],
  ['initial_value: 3001 characters, Slack takes', input(typed({ initial_value: long(3_001) }))],
  [
    'trigger_actions_on[0]: none of',
    input(typed({ dispatch_action_config: { trigger_actions_on: ['always'] } })),
  ],
  ['blocks[0].elements: an empty list', rich()],
  ['elements[0]: text cannot stand here', rich(run)],
  ['elements[0].elements: an empty list', rich({ type: 'rich_text_section', elements: [] })],
  [
    'elements[0].elements[0].text: empty',
    rich({ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }),
  ],
  [
    'elements[0].elements[0]: emoji cannot stand here',
    rich({ type: 'rich_text_preformatted', elements: [{ type: 'emoji', name: 'eyes' }] }),
  ],
  [
    'elements[0].elements[0]: unknown property url',
    rich({ type: 'rich_text_section', elements: [{ ...run, url: 'x' }] }),
  ],
  [
    'elements[0].elements[0].style: unknown property colour',
    rich({ type: 'rich_text_section', elements: [{ ...run, style: { colour: true } }] }),
  ],
  [
    'elements[0].elements[0]: url is missing',
    rich({ type: 'rich_text_section', elements: [{ type: 'link' }] }),
  ],
  [
    'elements[0].elements[0]: name is missing',
    rich({ type: 'rich_text_section', elements: [{ type: 'emoji' }] }),
  ],
  [
    'elements[0].style: none of',
    rich({
      type: 'rich_text_list',
      style: 'dash',
      elements: [{ type: 'rich_text_section', elements: [run] }],
    }),
  ],
];

describe('the checker of Block Kit', () => {
  for (const [says, block] of BROKEN)
    it(`notices: ${says}`, () => {
      const faults = faultsInMessage({ text: 'x', blocks: [block] });
      expect(faults.filter((fault) => fault.includes(says))).toHaveLength(1);
    });

  it('lets through what is right', () => {
    const blocks = [
      section,
      { type: 'divider' },
      actions(button()),
      input(typed()),
      rich({ type: 'rich_text_section', elements: [run] }),
    ];
    expect(faultsInMessage({ text: 'x', blocks })).toEqual([]);
  });

  it('knows how much a message holds', () => {
    const blocks = many(51, () => section);
    expect(faultsInMessage({ text: 'x', blocks })).toEqual(['blocks: 51 items, Slack takes 50']);
    expect(faultsInMessage({ text: long(4_001), blocks: [section] })).toEqual([
      'text: 4001 characters, Slack takes 4000',
    ]);
    expect(faultsInMessage({ text: '', blocks: [section] })).toEqual(['text: empty']);
    const large = many(5, () => ({ type: 'section', text: plain(long(2_900)) }));
    expect(faultsInMessage({ text: 'x', blocks: large })).toEqual([
      expect.stringContaining('Slack takes 13200'),
    ]);
    const twins = [
      { ...section, block_id: 'b' },
      { ...section, block_id: 'b' },
    ];
    expect(faultsInMessage({ text: 'x', blocks: twins })).toEqual(['blocks: block_id b is there twice']);
  });

  it('knows what a view takes', () => {
    const modal = { type: 'modal', title: plain('Ask'), blocks: [section] };
    const broken: readonly (readonly [string, object])[] = [
      ['title.text: 25 characters', { title: plain(long(25)) }],
      ['title: no object', { title: undefined }],
      ['submit.text: 25 characters', { submit: plain(long(25)) }],
      ['close.text: 25 characters', { close: plain(long(25)) }],
      ['callback_id: 256 characters', { callback_id: long(256) }],
      ['external_id: 256 characters', { external_id: long(256) }],
      ['private_metadata: 3001 characters', { private_metadata: long(3_001) }],
      ['blocks: 101 items', { blocks: many(101, () => section) }],
      ['submit is missing', { blocks: [input(typed())] }],
      [
        'bytes, Slack takes 250000',
        { blocks: many(90, () => ({ type: 'section', text: plain(long(2_950)) })) },
      ],
      ['unknown property color', { color: 'red' }],
    ];
    expect(faultsInView(modal)).toEqual([]);
    for (const [says, more] of broken)
      expect(faultsInView({ ...modal, ...more })).toEqual([expect.stringContaining(says)]);
    expect(faultsInView({ type: 'home', blocks: [section] })).toEqual([]);
    expect(faultsInView({ ...modal, type: 'home' })).toEqual(['view: unknown property title']);
  });
});
