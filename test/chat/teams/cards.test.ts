import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../src/chat/facts.ts';
import { parseTemplate } from '../../../src/chat/fill.ts';
import { createDraw, slotsOf } from '../../../src/chat/teams/draw.ts';
import { CARD_NAMES } from '../../../src/ports/card.ts';
import { CLICK_VERBS } from '../../../src/ports/chat.ts';
import { cardContract, TOLD } from '../../contracts/cards.ts';
import {
  SAMPLE_CARDS,
  sampleEvent,
  sampleFacts,
  sampleGrant,
  sampleRequest,
  sampleVm,
} from '../../contracts/sample-cards.ts';
import { everything, nothing } from '../extremes.ts';
import { faultsIn } from './card-check.ts';
import { readCard } from './read-card.ts';
import { actions, sample, strings, template } from './templates.ts';

const draw = createDraw();

cardContract('teams', (card) => readCard(draw(card, true).content));

describe('every drawn card', () => {
  it('is an Adaptive Card 1.5 with nothing in it that Teams does not know', () => {
    for (const { name, card } of TOLD)
      for (const mention of [true, false])
        expect([name, faultsIn(draw(card, mention).content)]).toEqual([name, []]);
  });

  it('the check notices what is wrong', () => {
    const card = {
      type: 'AdaptiveCard',
      version: '1.5',
      body: [{ type: 'TextBlok' }, { type: 'TextBlock', colour: 'x' }],
    };
    expect(faultsIn(card).length).toBeGreaterThan(2);
  });

  it('has six buttons at most in a row, each an Action.Execute with a verb of ours', () => {
    const all = { approve: true, cancel: true, extend: true, close: true, again: true };
    const facts = sampleFacts({ can: all, extendBy: [30, 60, 120, 240, 480].map((m) => m * 60_000) });
    for (const card of ['request', 'approval', 'connect', 'warning'] as const) {
      const { content } = draw({ card, request: sampleRequest('open'), facts }, false);
      expect((content.actions as unknown[]).length).toBeLessThanOrEqual(6);
    }
    for (const card of CARD_NAMES)
      for (const action of actions(draw(SAMPLE_CARDS[card], true).content))
        if (action.type === 'Action.Execute') expect([...CLICK_VERBS, ...SHOWING]).toContain(action.verb);
        else expect(['Action.ShowCard', 'Action.OpenUrl']).toContain(action.type);
  });

  it('offers only the buttons that work now', () => {
    const verbs = (can: object) => {
      const facts = sampleFacts({ can: { ...NONE, ...can }, extendBy: [3_600_000] });
      const { content } = draw({ card: 'request', request: sampleRequest('open'), facts }, false);
      return [...actions(content)].map(({ verb }) => verb);
    };
    expect(verbs({})).toEqual([]);
    expect(verbs({ cancel: true })).toEqual(['cancel']);
    expect(verbs({ extend: true, close: true })).toEqual(['extend', 'close']);
  });
});

/** Buttons that change no request, and the client's own look at a card. */
const SHOWING = ['form', 'pick', 'submit', 'jit', 'again', 'listed', 'home', 'refresh'];
const NONE = { approve: false, cancel: false, extend: false, close: false, again: false };

/** Where a slot may stand: places that Teams shows as plain text, or never shows. */
const PLAIN = /^(TextRun\.text|Action\.Execute\.title|Action\.Execute\.data\.\w+|.*\.\$(data|when))$/;
/** Slots that are ours alone: looks out of a table, what an input is for, and mentions, reduced to letters. */
const OURS: Readonly<Record<string, readonly string[]>> = {
  'Container.style': ['style'],
  'TextRun.color': ['color'],
  'Action.ShowCard.title': ['denyTitle'],
  'TextBlock.text': ['mentions'],
  // Of our own making, with the address of our own page.
  'Action.OpenUrl.title': ['linkTitle'],
  'Input.Text.label': ['inputLabel', 'n'],
  'Input.Text.placeholder': ['inputPlaceholder'],
  // Inputs show what they hold as it is, and our own ids have no markup.
  'Input.Text.id': ['id', 'n'],
  'Input.Text.value': [
    ...['otherPortTyped', 'otherSourceTyped', 'justification', 'ticket', 'whom', 'start'],
    ...['port', 'from', 'why'],
  ],
  'Input.ChoiceSet.id': ['n'],
  'Input.ChoiceSet.value': ['allOfIt', 'portsChosen', 'minutesChosen', 'sourceChosen', 'max'],
  // A list shows them as they are; those of the check boxes are reduced to letters.
  'Input.ChoiceSet.choices.title': ['label', 'title'],
  'Input.ChoiceSet.choices.value': ['key', 'value', 'minutes'],
  // Only https is let through.
  'Action.OpenUrl.url': ['originUrl', 'linkUrl'],
  'mention.text': ['name'],
  'mention.mentioned.id': ['person'],
  'mention.mentioned.name': ['name'],
};

describe('every template', () => {
  const slotsIn = (text: string): string[] =>
    [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, slot]) => slot ?? '');

  for (const card of CARD_NAMES)
    it(`${card}: has slots only where text stays plain (H18)`, () => {
      const misplaced = [...strings(template(card))].filter(
        ({ at, text }) =>
          slotsIn(text).length > 0 &&
          !PLAIN.test(at) &&
          !slotsIn(text).every((slot) => OURS[at]?.includes(slot)),
      );
      expect(misplaced).toEqual([]);
    });

  for (const card of CARD_NAMES)
    it(`${card}: is filled completely, with as much as there is and with as little`, () => {
      const fill = parseTemplate(template(card));
      const full = slotsOf(SAMPLE_CARDS[card], factsOf(SAMPLE_CARDS[card]), true);
      for (const slots of [full, everything(full), nothing(full)]) {
        const left = [...strings(fill(slots))].filter(({ text }) => text.includes('${'));
        expect(left).toEqual([]);
      }
    });

  for (const card of CARD_NAMES)
    it(`${card}: has its sample data beside it`, () => {
      expect(sample(card), 'run: node test/pictures/write-samples.ts').toEqual(
        slotsOf(SAMPLE_CARDS[card], factsOf(SAMPLE_CARDS[card]), true),
      );
    });
});

describe('the size of a card', () => {
  const bytes = (content: unknown) => JSON.stringify(content).length * 2;
  const long = (length: number) => 'W'.repeat(length);
  const many = <T>(count: number, make: (at: number) => T): T[] =>
    Array.from({ length: count }, (_, at) => make(at));

  it('is small for what people ask every day', () => {
    for (const { name, card } of TOLD)
      expect([name, bytes(draw(card, true).content) < 14_000]).toEqual([name, true]);
  });

  it('stays under 28 KB for a large request: 20 VMs, 3 ports, long words', () => {
    const grants = many(60, (at) =>
      sampleGrant({
        key: `g${at}`,
        vm: sampleVm(`vm-prod-${at % 20}`, { resourceGroup: long(60) }),
        port: { number: 20 + (at % 3), protocol: 'tcp' },
      }),
    );
    const request = sampleRequest('pending', { grants, justification: long(500), ticket: long(60) });
    const { content } = draw(
      { card: 'approval', request, facts: sampleFacts({ can: { ...NONE, approve: true } }) },
      true,
    );
    expect(bytes(content)).toBeLessThan(28_000);
    expect(readCard(content)).toContain('vm-prod-19');
  });

  it('never passes 80 KB, whatever comes: rows are left out and counted', () => {
    const request = sampleRequest('open', {
      grants: many(400, (at) =>
        sampleGrant({
          key: `g${at}`,
          vm: sampleVm(`${long(80)}${at}`, { resourceGroup: long(100) }),
          state: at % 2 ? 'open' : 'failed',
          note: long(5_000),
        }),
      ),
      justification: long(100_000),
    });
    const facts = sampleFacts({
      remarks: many(100, () => long(5_000)),
      approvers: many(500, (at) => ({ id: `id-${at}`, name: long(200) })),
    });
    const cards = [
      { card: 'request', request, facts },
      { card: 'connect', request, facts },
      { card: 'alert', request, facts, sentence: long(50_000) },
      { card: 'list', title: long(5_000), rows: many(300, () => ({ request, facts })), more: 7 },
      {
        card: 'audit',
        title: '',
        events: many(500, () => sampleEvent({ detail: long(9_000) })),
        more: 0,
        zone: 'UTC',
      },
      {
        card: 'home',
        home: {
          ...SAMPLE_CARDS.home.home,
          mine: many(200, () => ({ request, facts })),
          all: many(200, () => ({ request, facts })),
        },
      },
      {
        card: 'draft',
        draft: 'd',
        sentence: long(9_000),
        choices: many(300, () => ({ title: long(300), note: long(900) })),
      },
    ] as const;
    for (const card of cards) {
      const { content, summary } = draw(card, true);
      expect([card.card, bytes(content) <= 80_000, summary.length <= 1_100]).toEqual([card.card, true, true]);
      expect(readCard(content)).toMatch(/\d+ more/);
    }
  });
});
