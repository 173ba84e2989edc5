import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../src/chat/facts.ts';
import { parseTemplate, type Slots } from '../../../src/chat/fill.ts';
import { tidy } from '../../../src/chat/slack/cards/blocks.ts';
import { pressed } from '../../../src/chat/slack/cards/buttons.ts';
import { formView, homeView } from '../../../src/chat/slack/cards/views.ts';
import { createDraw, slotsOf, withNote } from '../../../src/chat/slack/draw.ts';
import { CARD_NAMES, type Card, type CardName } from '../../../src/ports/card.ts';
import { faultsInMessage, faultsInView } from '../../contracts/block-kit.ts';
import { cardContract, TOLD } from '../../contracts/cards.ts';
import {
  AVERY,
  SAMPLE_CARDS,
  sampleFacts,
  sampleGrant,
  sampleRequest,
  sampleVm,
} from '../../contracts/sample-cards.ts';
import { everything, nothing } from '../extremes.ts';
import { elementsOf, readBlocks, strings } from './read-blocks.ts';

const draw = createDraw();

const NONE = { approve: false, cancel: false, extend: false, close: false, again: false };
const userOf = (person: string): string | undefined => (person === AVERY.id ? 'U012AVERY' : undefined);

/** As Slack shows it: a message, a modal or an App Home. */
const shown = (card: Card): unknown => {
  if (card.card === 'form') return formView(draw, card.form);
  if (card.card === 'home') return homeView(draw, card.home);
  return draw(card, false).blocks;
};

const faultsOf = (card: Card): readonly string[] =>
  card.card === 'form' || card.card === 'home'
    ? faultsInView(shown(card) as Record<string, unknown>)
    : [false, true].flatMap((ping) => faultsInMessage(draw(card, ping, userOf)));

cardContract('Slack', (card) => readBlocks(shown(card)));

describe('every drawn card', () => {
  it('is what Slack takes', () => {
    for (const { name, card } of TOLD) expect([name, faultsOf(card)]).toEqual([name, []]);
  });

  it('begins its notification with person, port, VM, duration, source and ticket', () => {
    expect(draw(SAMPLE_CARDS.approval, true).text).toBe(
      'Riley Requester, 3389/tcp on vm-prod-01, 2 h, from 203.0.113.7, INC-123: waiting for approval',
    );
  });

  it('has buttons that this version reads, with ids and numbers alone', () => {
    for (const card of CARD_NAMES)
      for (const { action_id, value } of elementsOf(shown(SAMPLE_CARDS[card]), 'button')) {
        expect(pressed(String(action_id), String(value))).toBeDefined();
        expect(value).toMatch(/^[a-z0-9-]+( \d+)*$/);
      }
  });

  it('pings those who are to be pinged and Slack knows, and names the others', () => {
    const card: Card = {
      ...SAMPLE_CARDS.approval,
      facts: { ...SAMPLE_CARDS.approval.facts, moreApprovers: 2 },
    };
    const loud = readBlocks(draw(card, true, userOf).blocks);
    expect(loud).toContain('*Who can approve*  <@U012AVERY>');
    expect(loud).toContain('Blake Approver and 2 others');
    expect(loud).not.toContain('Avery Approver');
    for (const quiet of [draw(card, false, userOf), draw(card, true)])
      expect(readBlocks(quiet.blocks)).toContain('Avery Approver, Blake Approver and 2 others');
    const decided: Card = { ...card, request: sampleRequest('open') };
    expect(readBlocks(draw(decided, true, userOf).blocks)).not.toContain('<@');
  });

  it('has no rich text where it is edited, for Slack would refuse to edit it away', () => {
    for (const { card } of TOLD)
      if ('request' in card) expect([...elementsOf(draw(card, true).blocks, 'rich_text')]).toEqual([]);
  });

  it('shows an address as code, and what is none as plain text', () => {
    const connect = (address: string) => {
      const vm = sampleVm('vm-prod-01', { publicAddresses: [address] });
      const request = sampleRequest('open', { grants: [sampleGrant({ state: 'open', vm })] });
      return [...strings(draw({ ...SAMPLE_CARDS.connect, request }, false).blocks)];
    };
    expect(connect('2001:db8::7')).toContainEqual({ at: 'mrkdwn.text', text: '```[2001:db8::7]:3389```' });
    expect(connect('vm.example')).toContainEqual({ at: 'plain_text.text', text: 'vm.example:3389' });
  });

  it('says why a click was refused above what is true now', () => {
    const { text, blocks } = withNote(draw(SAMPLE_CARDS.approval, false), 'Somebody else did it first.');
    expect(readBlocks(blocks)).toMatch(/^Somebody else did it first\./);
    expect(faultsInMessage({ text, blocks })).toEqual([]);
  });
});

describe('the buttons', () => {
  const actionsOf = (card: 'request' | 'approval', can: object, status: 'pending' | 'open' = 'open') => {
    const facts = sampleFacts({
      ...{ can: { ...NONE, ...can }, extendBy: [1_800_000, 3_600_000], approveFor: [1_800_000] },
    });
    const { blocks } = draw({ card, request: sampleRequest(status), facts }, false);
    const elements = [...elementsOf(blocks, 'button'), ...elementsOf(blocks, 'static_select')];
    return elements.map(({ action_id }) => action_id);
  };

  it('are only those that work now', () => {
    expect(actionsOf('request', {})).toEqual([]);
    expect(actionsOf('request', { cancel: true })).toEqual(['cancel']);
    expect(actionsOf('request', { extend: true, close: true })).toEqual(['extend:30', 'extend:60', 'close']);
    expect(actionsOf('request', { again: true })).toEqual(['again']);
    expect(actionsOf('approval', {}, 'pending')).toEqual([]);
    expect(actionsOf('approval', { approve: true }, 'pending')).toEqual(['approve', 'deny', 'less']);
  });

  it('offer no menu of shorter times where there is none', () => {
    const facts = { ...SAMPLE_CARDS.approval.facts, approveFor: [] };
    const { blocks } = draw({ ...SAMPLE_CARDS.approval, facts }, false);
    expect([...elementsOf(blocks, 'static_select')]).toEqual([]);
    expect([...elementsOf(blocks, 'button')]).toHaveLength(2);
  });

  it('carry the request, its terms and how many minutes', () => {
    const blocks = draw(SAMPLE_CARDS.warning, false).blocks;
    expect([...elementsOf(blocks, 'button')].map(({ value }) => value)).toEqual([
      ...['aj-7k2m9q 1 30', 'aj-7k2m9q 1 60', 'aj-7k2m9q 1'],
    ]);
    const [less] = elementsOf(draw(SAMPLE_CARDS.approval, false).blocks, 'static_select');
    const values = (less?.options as { value: string }[]).map(({ value }) => pressed('less', value)?.parts);
    expect(values).toEqual([
      { request: 'aj-7k2m9q', terms: '1', minutes: '30' },
      { request: 'aj-7k2m9q', terms: '1', minutes: '60' },
    ]);
  });

  it('of a draft carry its id and an index, and what is typed instead its id', () => {
    const { blocks } = draw(SAMPLE_CARDS.draft, false);
    const chosen = [...elementsOf(blocks, 'button')].map(({ action_id, value }) =>
      pressed(String(action_id), String(value)),
    );
    expect(chosen).toMatchObject([
      { button: 'page', value: 'page' },
      { button: 'choose', parts: { draft: 'd-1', choice: '0' } },
      { button: 'choose', parts: { draft: 'd-1', choice: '1' } },
    ]);
    const [input] = elementsOf(blocks, 'plain_text_input');
    expect(pressed(String(input?.action_id), '198.51.100.7')).toMatchObject({
      ...{ button: 'write', rest: 'd-1', value: '198.51.100.7' },
    });
  });

  it('of another version are none of ours', () => {
    for (const [action, value] of [
      ['approve_v1', 'aj-7k2m9q 1'],
      ['approve', 'aj-7k2m9q'],
      ['approve', 'aj-7k2m9q '],
      ['approve', ''],
      ['constructor', 'aj-7k2m9q 1'],
    ] as const)
      expect(pressed(action, value)).toBeUndefined();
  });
});

const file = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../cards/slack/${name}`, import.meta.url), 'utf8'));

/** Where a slot may stand: texts that Slack shows as they are, values and ids that it never shows, and what decides. */
const PLAIN =
  /^(plain_text|text)\.text$|\.(value|action_id|block_id|accessibility_label|initial_value|optional|\$data|\$when)$/;
/** Slots that are ours alone, where Slack reads markup. */
const OURS = [
  'emoji',
  'calls',
  'code',
  'mentions',
  'origin',
  'linkUrl',
  "if(mentions == '', 'Who can approve', 'Who else can')",
];

describe('every template', () => {
  const slotsIn = (text: string): string[] =>
    [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, slot]) => slot ?? '');

  for (const card of CARD_NAMES)
    it(`${card}: has slots only where text stays plain (H18)`, () => {
      const misplaced = [...strings(file(`${card}.json`))].filter(
        ({ at, text }) => !PLAIN.test(at) && !slotsIn(text).every((slot) => OURS.includes(slot)),
      );
      expect(misplaced).toEqual([]);
    });

  for (const card of CARD_NAMES)
    it(`${card}: is filled completely, with as much as there is and with as little`, () => {
      const fill = parseTemplate(file(`${card}.json`));
      const full = slots(card);
      for (const each of [full, everything(full), nothing(full)]) {
        const blocks = tidy(fill(each));
        expect([...strings(blocks)].filter(({ text }) => text.includes('${'))).toEqual([]);
      }
    });

  for (const card of CARD_NAMES)
    it(`${card}: has its sample data beside it`, () => {
      expect(file(`${card}.sample.json`), 'run: node tools/pictures/write-samples.ts').toEqual(slots(card));
    });
});

const slots = (card: CardName): Slots => slotsOf(SAMPLE_CARDS[card], factsOf(SAMPLE_CARDS[card]));
