import { describe, expect, it } from 'vitest';
import type { ActivityRow } from '../../../src/access/activity/join.ts';
import { formView, homeView } from '../../../src/chat/slack/cards/views.ts';
import { createDraw } from '../../../src/chat/slack/draw.ts';
import type { Card, Home, VmRow } from '../../../src/ports/card.ts';
import type { FormChoice } from '../../../src/ports/form.ts';
import { faultsInMessage, faultsInView } from '../../contracts/block-kit.ts';
import {
  RILEY,
  SAMPLE_CARDS,
  sampleEvent,
  sampleFacts,
  sampleGrant,
  sampleListedVm,
  sampleRequest,
  sampleVm,
} from '../../contracts/sample-cards.ts';
import { readBlocks } from './read-blocks.ts';

const draw = createDraw();
const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const ALL = { approve: true, cancel: true, extend: true, close: true, again: true };

/** What is long, by how Slack might count it: bytes, UTF-16, or with `&` and `<` escaped. */
const LONG: Readonly<Record<string, (length: number) => string>> = {
  'plain words': (length) => 'W'.repeat(length),
  'bytes of four': (length) => '𝓦'.repeat(length),
  Korean: (length) => '가'.repeat(length),
  'what is escaped': (length) => '&<'.repeat(length / 2),
};

const facts = (long: (length: number) => string) =>
  sampleFacts({
    ...{
      can: ALL,
      extendBy: many(9, (at) => (at + 1) * 600_000),
      approveFor: many(30, (at) => (at + 1) * 60_000),
    },
    ...{ remarks: many(12, () => long(5_000)), tags: many(12, () => long(500)) },
    approvers: many(40, (at) => ({ id: `id-${at}`, name: long(200) })),
    ping: many(40, (at) => ({ id: `id-${at}`, name: long(200) })),
  });

const vmSaying = (long: (length: number) => string): VmRow => ({
  vm: sampleListedVm(long(64), {
    ...{ resourceGroup: long(90), subscriptionName: long(64) },
    jit: many(30, (at) => ({
      policyId: '/p',
      number: at,
      protocol: 'tcp',
      maxDurationMs: 1,
      sources: [long(50)],
    })),
  }),
  use: {
    ...{ lately: 9, last: { by: long(300), at: new Date(0) } },
    now: many(9, () => ({
      by: long(300),
      ports: [long(9)],
      sources: many(9, () => long(50)),
      until: new Date(0),
    })),
  },
});

const activityRowSaying = (long: (length: number) => string): ActivityRow => ({
  ...{ at: new Date(0), origin: 'outside', claims: long(100), event: sampleEvent({ detail: long(9_000) }) },
  deed: {
    ...{ at: new Date(0), kind: 'rule-write', resource: '', name: long(90), group: long(90), trace: '' },
    ...{ outcome: 'begun', by: 'other', caller: long(300), app: long(90), justification: long(900) },
  },
});

function largest(long: (length: number) => string): readonly Card[] {
  const words = { justification: long(100_000), ticket: long(60) };
  const grants = many(30, (at) =>
    sampleGrant({
      ...{ key: `g${at}`, state: at % 2 ? 'open' : 'failed', note: long(5_000) },
      vm: sampleVm(`${long(80)}${at}`, { resourceGroup: long(100), publicAddresses: [long(90)] }),
    }),
  );
  const row = { request: sampleRequest('open', { grants, ...words }), facts: facts(long) };
  const pending = { request: sampleRequest('pending', { grants, ...words }), facts: facts(long) };
  const asked = { ...pending, request: { ...pending.request, requester: { ...RILEY, name: long(300) } } };
  return [
    { card: 'request', ...row },
    { card: 'approval', ...asked },
    { card: 'connect', ...row },
    { card: 'alert', ...row, sentence: long(50_000) },
    { card: 'list', title: long(5_000), rows: many(45, () => row), more: 7 },
    {
      ...{ card: 'activity', title: long(5_000), zone: 'UTC', most: 100 },
      activity: {
        ...{ vm: long(300), from: new Date(0), unread: many(9, () => long(900)) },
        rows: many(100, () => activityRowSaying(long)),
      },
    },
    {
      card: 'check',
      findings: {
        ...{ vm: long(300), more: 9, remarks: many(9, () => long(900)) },
        ports: many(60, () => ({
          ...{ ports: long(90), state: 'exposed', sentence: long(900), mend: long(900) },
        })),
      },
    },
    {
      card: 'vms',
      list: { ...SAMPLE_CARDS.vms.list, title: long(5_000), rows: many(10, () => vmSaying(long)) },
    },
    {
      card: 'audit',
      title: long(5_000),
      events: many(60, () => sampleEvent({ detail: long(9_000) })),
      more: 0,
      zone: 'UTC',
    },
    {
      ...SAMPLE_CARDS.draft,
      sentence: long(9_000),
      choices: many(300, () => ({ title: long(300), note: long(900) })),
    },
  ];
}

describe('the size of a message', () => {
  for (const [name, long] of Object.entries(LONG))
    it(`is what Slack takes, whatever comes: rows are left out and counted (${name})`, () => {
      for (const card of largest(long)) {
        const message = draw(card, true, (person) => `U${person.replace(/\D/g, '')}00`);
        expect([card.card, faultsInMessage(message)]).toEqual([card.card, []]);
        expect(readBlocks(message.blocks), card.card).toMatch(/\d+ more/);
      }
      for (const card of ['notice', 'warning'] as const)
        expect(faultsInMessage(draw({ ...largest(long)[0], card } as Card, true))).toEqual([]);
      for (const card of ['answer', 'refusal'] as const)
        expect(faultsInMessage(draw({ card, sentence: long(9_000), hint: long(9_000) }, true))).toEqual([]);
    });

  it('has room for a large request: 20 VMs, 12 ports, a long reason', () => {
    const grants = many(240, (at) =>
      sampleGrant({
        key: `g${at}`,
        vm: sampleVm(`vm-prod-${at % 20}`),
        port: { number: 8000 + (at % 12), protocol: 'tcp' },
        opens: { number: 8000 + (at % 12), protocol: 'tcp' },
      }),
    );
    const request = sampleRequest('pending', { grants, justification: '가'.repeat(500) });
    const message = draw({ ...SAMPLE_CARDS.approval, request }, true);
    const text = readBlocks(message.blocks);
    expect(faultsInMessage(message)).toEqual([]);
    expect(text).toContain('vm-prod-19 (rg-prod)');
    expect(text).toContain('8011/tcp');
    expect(text).toContain('가'.repeat(500));
  });

  it('has room for 20 requests in a list, and counts the others', () => {
    const row = { request: sampleRequest('open'), facts: sampleFacts() };
    const { blocks } = draw(
      { card: 'list', title: 'Your requests', rows: many(100, () => row), more: 0 },
      true,
    );
    const text = readBlocks(blocks);
    expect(text.match(/aj-7k2m9q/g)?.length).toBeGreaterThanOrEqual(20);
    expect(text).toMatch(/\d+ more/);
  });
});

describe('the size of a view', () => {
  it('is what Slack takes, whatever comes', () => {
    for (const long of Object.values(LONG)) {
      const choices: FormChoice[] = many(400, (at) => ({
        value: `v${at}`,
        title: long(300),
        note: long(900),
        chosen: true,
      }));
      const form = { ...SAMPLE_CARDS.form.form, justification: long(9_000), ticket: long(900) };
      const full = { ports: choices, sources: choices, durations: choices };
      expect(faultsInView(formView(draw, { ...form, ...full }))).toEqual([]);
      const [card] = largest(long);
      const rows = many(30, (at) => ({
        ...card,
        request: sampleRequest('open', { id: `aj-${at}` }),
        facts: facts(long),
      }));
      const others = many(30, (at) => ({
        ...card,
        request: sampleRequest('open', { id: `aj-x${at}` }),
        facts: facts(long),
      }));
      const home: Home = { ...SAMPLE_CARDS.home.home, notice: long(9_000), mine: rows, all: others };
      expect(faultsInView(homeView(draw, { ...home, waiting: [], recent: [] }))).toEqual([]);
    }
  });
});
