import type { VmActivity } from '../../src/access/activity/history.ts';
import type { Findings } from '../../src/access/check/findings.ts';
import type { Person } from '../../src/access/person.ts';
import type { Setup } from '../../src/access/setup/setup.ts';
import type { Card, CardName, Home, RequestRow, VmList } from '../../src/ports/card.ts';
import type { Form } from '../../src/ports/form.ts';
import {
  LOSS,
  SAMPLE_CARDS,
  sampleEvent,
  sampleFacts,
  sampleGrant,
  sampleListedVm,
  sampleRequest,
  sampleSetup,
  sampleView,
  sampleVm,
} from './sample-cards.ts';

/** What people and clouds might write where a name, a reason or a ticket is shown (HOLES H18). */
export const HOSTILE: readonly string[] = [
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
  '<!channel> <!here> <!everyone> <!subteam^S012AB3CD> @channel @here',
  '<@U012AB3CD> <#C012AB3CD|general>',
  'x` <https://evil.example|Approve> *Approved* _by_ ~nobody~ > quoted',
  'https://evil.example evil.example mailto:a@evil.example tel:+15551234567',
  ':white_check_mark: Approved :large_green_circle:',
  '&lt;!channel&gt; &amp;lt; &#60;',
  '<!date^1392734382^{date}^https://evil.example|Approve>',
];

const WITH_ALL = { approve: true, cancel: true, extend: true, close: true, again: true };

/** Every card there is, with `text` in every place that a person or a cloud can fill. */
export function cardsSaying(text: string): Readonly<Record<CardName, Card>> {
  const person = { id: 'aaaaaaaa-0000-4000-8000-00000000000a', name: text };
  const { open, pending, denied } = requestsSaying(text, person);
  const facts = sampleFacts({
    ...{ can: WITH_ALL, approvers: [person], ping: [person], remarks: [text], tags: [text] },
    ...{ extendBy: [3_600_000], approveFor: [1_800_000] },
  });
  const row = { request: open, facts };
  const waiting = { request: pending, facts };
  return {
    request: { card: 'request', request: open, facts },
    approval: { card: 'approval', request: pending, facts },
    notice: { card: 'notice', request: denied, facts },
    connect: { card: 'connect', request: open, facts },
    warning: { card: 'warning', request: open, facts },
    alert: { card: 'alert', request: open, facts, sentence: text },
    draft: {
      ...{
        card: 'draft',
        draft: 'd-1',
        sentence: text,
        lines: [text],
        choices: [{ title: text, note: text }],
      },
      input: { label: text, placeholder: text, button: text },
      link: { title: 'Use my address', url: 'https://ajar.contoso.com/address?link=x', note: text },
    },
    refusal: { card: 'refusal', sentence: text, hint: text },
    answer: { card: 'answer', sentence: text },
    list: { card: 'list', title: text, rows: [row], more: 1 },
    audit: { card: 'audit', title: text, zone: 'UTC', more: 1, events: [eventSaying(text, person)] },
    help: { card: 'help', person, examples: [{ say: text, means: text }] },
    form: { card: 'form', form: formSaying(text, person) },
    home: { card: 'home', home: homeSaying(text, person, row, waiting) },
    vms: { card: 'vms', list: vmsSaying(text) },
    check: { card: 'check', findings: findingsSaying(text) },
    activity: { card: 'activity', title: text, zone: 'UTC', most: 9, activity: activitySaying(text, person) },
    setup: {
      card: 'setup',
      setup: setupSaying(text, person),
      view: sampleView({ full: true, approvers: [person], can: { approve: true, cancel: true } }),
    },
    jit: {
      card: 'jit',
      form: {
        ...{ ...SAMPLE_CARDS.jit.form, person, vm: { name: text, note: text }, why: text, remarks: [text] },
        rows: [{ port: text, max: '180', from: text }],
      },
      faults: { port1: text, max1: text, from1: text },
    },
    bulletin: {
      ...{ card: 'bulletin', zone: 'UTC' },
      bulletin: { ...SAMPLE_CARDS.bulletin.bulletin, title: text, sentences: [text] },
    },
  };
}

function requestsSaying(text: string, person: Person) {
  const grant = (key: string, state: 'open' | 'failed') =>
    sampleGrant({
      ...{ key, state, note: text, source: '203.0.113.7/32' },
      vm: sampleVm(text, { resourceGroup: text, publicAddresses: [text] }),
    });
  const wish = {
    ...{ requester: person, askedBy: person, justification: text, ticket: `t-${text}` },
    grants: [grant('g1', 'open'), grant('g2', 'failed')],
  };
  return {
    open: sampleRequest('open', {
      ...wish,
      approvals: [{ by: person, at: new Date(0), terms: 1, groups: [text] }],
      continues: { id: text, from: new Date(0), chainStart: new Date(0), count: 1 },
    }),
    pending: { ...sampleRequest('pending'), ...wish },
    denied: { ...sampleRequest('denied'), by: person, why: text, requester: person },
  };
}

const setupSaying = (text: string, person: Person) =>
  sampleSetup('done', {
    ...{
      requester: person,
      vm: sampleVm(text, { resourceGroup: text }),
      justification: text,
      ticket: `t-${text}`,
    },
    rules: [{ number: 22, protocol: 'tcp', maxDurationMs: 3_600_000, sources: [text] }],
    shown: { losing: [{ ...LOSS, sentence: text, mend: text }], exposing: [text] },
    approvals: [{ by: person, at: new Date(0), terms: 1 }],
    ...{ note: text, continued: { sentence: text } },
  } as Partial<Setup>);

const eventSaying = (text: string, actor: Person) =>
  sampleEvent({
    ...{ actor, detail: text, ticket: `t-${text}`, request: text },
    ...{ vms: [text], ports: [text], sources: [text] },
  });

const findingsSaying = (text: string): Findings => ({
  ...{ vm: text, more: 1, remarks: [text] },
  ports: [{ ports: text, state: 'exposed', sentence: text, mend: text }],
});

const activitySaying = (text: string, actor: Person): VmActivity => ({
  ...{ vm: text, from: new Date(0), unread: [text] },
  rows: [
    {
      ...{ at: new Date(0), origin: 'outside', claims: text, event: eventSaying(text, actor), tie: 'time' },
      deed: {
        ...{ at: new Date(0), kind: 'rule-write', resource: text, name: text, group: text, outcome: 'begun' },
        ...{ by: 'other', caller: text, app: text, trace: text, justification: text },
      },
    },
  ],
});

const vmsSaying = (text: string): VmList => ({
  ...SAMPLE_CARDS.vms.list,
  ...{ title: text, next: text },
  rows: [
    {
      vm: sampleListedVm(text, {
        ...{ resourceGroup: text, subscriptionName: text },
        jit: [{ policyId: text, number: 22, protocol: 'tcp', maxDurationMs: 3_600_000, sources: [text] }],
      }),
      use: {
        ...{ lately: 1, last: { by: text, at: new Date(0) } },
        now: [{ by: text, ports: [text], sources: [text], until: new Date(0) }],
      },
    },
  ],
});

const formSaying = (text: string, person: Person): Form => ({
  ...SAMPLE_CARDS.form.form,
  ...{ person, justification: text, ticket: text, notice: text, whom: text, start: text },
  vm: { key: 'k-1', name: text, note: text },
  lastVms: [{ key: 'k-2', name: text, note: text }],
  ports: [{ value: '22/tcp', title: text, note: text, chosen: true }],
  durations: [{ value: '60', title: text, note: text, chosen: true }],
  sources: [{ value: 'vpn', title: text, note: text, chosen: true }],
});

const homeSaying = (text: string, person: Person, row: RequestRow, waiting: RequestRow): Home => ({
  ...SAMPLE_CARDS.home.home,
  ...{ person, notice: text, mine: [row], waiting: [waiting], recent: [row], all: [row] },
});
