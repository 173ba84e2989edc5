import { describe, expect, it } from 'vitest';
import { createDraw } from '../../src/chat/teams/draw.ts';
import { CARD_NAMES, type Card, type CardName } from '../../src/ports/card.ts';
import { inputs, strings } from '../chat/teams/templates.ts';
import {
  SAMPLE_CARDS,
  sampleEvent,
  sampleFacts,
  sampleGrant,
  sampleRequest,
  sampleVm,
} from '../contracts/sample-cards.ts';

/** What people and clouds might write where a name, a reason or a ticket is shown. */
const CORPUS = [
  '[Approve](https://evil.example/approve)',
  '**Approved by Avery Approver** ~~not~~ _really_ `code` # heading',
  '<at>everyone</at> <AT id="0">Avery Approver</AT> <at>Avery Approver</at>',
  '<a href="https://evil.example">Approve</a><script>alert(1)</script><img src=x onerror=alert(1)>',
  '${requester} ${id} ${$root.summary} ${json(\'{"type":"Action.OpenUrl"}\')}',
  '{{DATE(2026-11-24T13:00:00Z,LONG)}} {{TIME(2026-11-24T13:00:00Z)}}',
  '","type":"Action.OpenUrl","url":"https://evil.example',
  'vm-prod-01\u202Egnp.exe \u2066hidden\u2069 \u200Bzero \u061C',
  'line one\nApproved by: Avery Approver\r\n\u2028Status: open\u0000\u0007\u001B[31m',
  '{"type":"TextBlock","text":"injected"}',
  '=cmd|calc!A1',
] as const;

const draw = createDraw();

/** Every card there is, with `text` in every place that a person or a cloud can fill. */
function cardsSaying(text: string): Readonly<Record<CardName, Card>> {
  const person = { id: 'aaaaaaaa-0000-4000-8000-00000000000a', name: text };
  const grant = (key: string, state: 'open' | 'failed') =>
    sampleGrant({
      key,
      state,
      note: text,
      source: '203.0.113.7/32',
      vm: sampleVm(text, { resourceGroup: text, publicAddresses: [text] }),
    });
  const request = sampleRequest('open', {
    requester: person,
    justification: text,
    ticket: `t-${text}`,
    grants: [grant('g1', 'open'), grant('g2', 'failed')],
    approvals: [{ by: person, at: new Date(0), terms: 1, groups: [text] }],
    continues: { id: text, from: new Date(0), chainStart: new Date(0), count: 1 },
  });
  const pending = {
    ...sampleRequest('pending'),
    requester: person,
    justification: text,
    ticket: `t-${text}`,
    grants: request.grants,
  };
  const denied = { ...sampleRequest('denied'), by: person, why: text, requester: person };
  const can = { approve: true, cancel: true, extend: true, close: true, again: true };
  const facts = sampleFacts({
    ...{ can, approvers: [person], ping: [person], remarks: [text], tags: [text] },
    ...{ extendBy: [3_600_000], approveFor: [1_800_000] },
  });
  const choice = (value: string) => ({ value, title: text, note: text, chosen: true });
  const vm = { key: text, name: text, note: text };
  const row = { request, facts };
  return {
    ...SAMPLE_CARDS,
    request: { card: 'request', request, facts },
    approval: { card: 'approval', request: pending, facts },
    notice: { card: 'notice', request: denied, facts },
    connect: { card: 'connect', request, facts },
    warning: { card: 'warning', request, facts },
    alert: { card: 'alert', request, facts, sentence: text },
    draft: {
      ...{ card: 'draft', draft: 'd-1', sentence: text, choices: [{ title: text, note: text }] },
      input: { label: text, placeholder: text },
    },
    refusal: { card: 'refusal', sentence: text, hint: text },
    answer: { card: 'answer', sentence: text },
    list: { card: 'list', title: text, rows: [{ request, facts }], more: 1 },
    audit: {
      card: 'audit',
      title: text,
      zone: 'UTC',
      more: 1,
      events: [
        sampleEvent({
          actor: person,
          detail: text,
          ticket: `t-${text}`,
          request: text,
          vms: [text],
          ports: [text],
          sources: [text],
        }),
      ],
    },
    help: { card: 'help', person, examples: [{ say: text, means: text }] },
    form: {
      card: 'form',
      form: {
        ...SAMPLE_CARDS.form.form,
        ...{ person, vm, lastVms: [vm], ports: [choice('22/tcp')], durations: [choice('60')] },
        ...{ sources: [choice('vpn')], justification: text, ticket: text },
      },
    },
    home: {
      card: 'home',
      home: {
        ...SAMPLE_CARDS.home.home,
        ...{
          person,
          notice: text,
          mine: [row],
          waiting: [{ request: pending, facts }],
          recent: [row],
          all: [row],
        },
      },
    },
  };
}

/** The card without its words: which elements, which keys, which buttons with which ids. */
const WORDS =
  /^(TextRun\.text|Action\.Execute\.title|Input\.Text\.(label|placeholder|value)|Input\.ChoiceSet\.choices\.(title|value)|TextBlock\.text|mention\..*)$/;
const skeleton = (content: unknown): string[] =>
  [...strings(content)].map(({ at, text }) => (WORDS.test(at) ? at : `${at}=${text}`));

describe('H18: what people write stays text on every Teams card', () => {
  for (const name of CARD_NAMES)
    it(name, () => {
      const plain = skeleton(draw(cardsSaying('harmless')[name], true).content);
      for (const hostile of CORPUS)
        expect([hostile, skeleton(draw(cardsSaying(hostile)[name], true).content)]).toEqual([hostile, plain]);
    });

  it('no control or bidirectional characters are left, nor a template or mention that would work', () => {
    for (const hostile of CORPUS)
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
    for (const hostile of CORPUS) {
      const { content } = draw(cardsSaying(hostile).form, true);
      const boxes = [...inputs(content)].find(({ id }) => id === 'ports');
      for (const { title } of boxes?.choices as { title: string }[])
        expect(title).toMatch(/^[\p{L}\p{M}\p{N}.,:/() -]+$/u);
    }
  });

  it('a name in a mention, the only markdown of a card, has no markup left', () => {
    for (const hostile of CORPUS) {
      const { content } = draw(cardsSaying(hostile).approval, true);
      for (const { text } of [...strings(content)].filter(({ at }) => at === 'TextBlock.text'))
        expect(text).toMatch(/^Who can approve: <at>[\p{L}\p{M}\p{N}.'… -]+<\/at>$/u);
    }
  });
});
