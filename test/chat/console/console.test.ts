import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { createConsoleChat } from '../../../src/chat/console/chat.ts';
import type { Card } from '../../../src/ports/card.ts';
import type { Click, ClickAnswer, Said } from '../../../src/ports/chat.ts';
import {
  ASKED,
  AVERY,
  RILEY,
  SAMPLE_CARDS,
  sampleFacts,
  sampleRequest,
} from '../../contracts/sample-cards.ts';

function terminal(answer: Partial<ClickAnswer> = {}) {
  const input = new PassThrough();
  const output = new PassThrough();
  const said: Said[] = [];
  const clicked: Click[] = [];
  const faults: string[] = [];
  const log = { info() {}, warn() {}, error: (_: object, message: string) => void faults.push(message) };
  const clock = { now: () => ASKED, wakeAt: () => () => {}, spanOf: (ms: number) => ms };
  const chat = createConsoleChat({ input, output, people: { riley: RILEY, avery: AVERY }, clock, log });
  chat.start({
    async said(heard) {
      if (heard.text === 'break') throw new Error('broken on purpose');
      said.push(heard);
    },
    async clicked(click) {
      clicked.push(click);
      return { sentence: 'Noted.', refused: false, ...answer };
    },
    turnedAway: () => fail('a terminal turns nobody away itself'),
    ...NOT_AT_A_TERMINAL,
  });
  /** Types a line, and reads what it led to: a last line that names nobody is answered when all before it are handled. */
  const type = async (line: string): Promise<string> => {
    let text = '';
    const listen = (chunk: Buffer): void => {
      text += chunk.toString();
    };
    output.on('data', listen);
    input.write(`${line}\nnobody: x\n`);
    await expect.poll(() => text).toContain('Begin with who is speaking');
    output.off('data', listen);
    return text.slice(0, text.lastIndexOf('13:00 UTC'));
  };
  const shown = (): string => String(output.read() ?? '');
  const toAvery = async (card: Card, replaces?: string) =>
    chat.show(card, (await chat.direct(AVERY.id)) ?? fail('Avery is known'), replaces);
  return { chat, type, shown, toAvery, said, clicked, faults };
}

const fail = (message: string): never => {
  throw new Error(message);
};

const never = () => fail('a terminal asks for none of this');
const NOT_AT_A_TERMINAL = {
  ...{
    form: never,
    vms: never,
    submitted: never,
    jitForm: never,
    jitSubmitted: never,
    home: never,
    viewed: never,
    identify: never,
    linked: never,
  },
};

it('presses a button of an overview as one of no message, for it is a copy of no request', async () => {
  const { chat, type, clicked } = terminal();
  await chat.show(SAMPLE_CARDS.home, (await chat.direct(RILEY.id)) ?? fail('Riley is known'));
  await type('riley: 1');
  expect(clicked).toMatchObject([{ verb: 'approve', request: 'aj-5w2n8t', terms: 1 }]);
  expect(clicked[0]).not.toHaveProperty('message');
});

it('prints a file, with nothing in it that could move the cursor', async () => {
  const { chat, shown } = terminal();
  const file = { name: 'audit.csv', title: 'The audit', text: 'at,who\r\n1,\u001B[31mRiley\n' };
  await chat.send(file, (await chat.direct(RILEY.id)) ?? fail('Riley is known'));
  expect(shown()).toContain('  | The audit (audit.csv):\n  | at,who\n  | 1, [31mRiley\n');
});

it('hands the flow what a prefix says, as the person behind the prefix', async () => {
  const { type, said } = terminal();
  await type(' RILEY : open 3389 on vm-prod-01 from 2001:db8::1');
  expect(said).toMatchObject([
    { person: RILEY, text: 'open 3389 on vm-prod-01 from 2001:db8::1', place: { privateTo: RILEY.id } },
  ]);
});

it('gives every delivery a key of its own', async () => {
  const { type, said } = terminal();
  await type('riley: list');
  await type('riley: list');
  expect(new Set(said.map(({ key }) => key)).size).toBe(2);
});

it('asks for a name where a line begins with none that it knows', async () => {
  const { type, said } = terminal();
  for (const line of ['open 3389 on vm-prod-01', 'mallory: approve aj-7k2m9q', 'constructor: list']) {
    expect(await type(line)).toContain('"riley: help" or "avery: help"');
  }
  expect(said).toEqual([]);
});

it('presses the numbered button of a card', async () => {
  const { type, toAvery, clicked } = terminal();
  const message = await toAvery(SAMPLE_CARDS.approval);
  expect(await type('avery: 1')).toContain('Noted.');
  expect(clicked).toMatchObject([
    { person: AVERY, message, verb: 'approve', request: 'aj-7k2m9q', terms: 1, fields: {} },
  ]);
  expect(Object.keys(clicked[0] ?? {})).not.toContain('title');
});

it('takes what follows the number as the reason of a denial', async () => {
  const { type, toAvery, clicked } = terminal();
  await toAvery(SAMPLE_CARDS.approval);
  await type('avery: 2 not during the freeze');
  expect(clicked).toMatchObject([{ verb: 'deny', fields: { reason: 'not during the freeze' } }]);
});

it("H6: does not let one person press the button of another's private card", async () => {
  const { type, toAvery, clicked } = terminal();
  await toAvery(SAMPLE_CARDS.approval);
  expect(await type('riley: 1')).toContain('Button 1 was shown to avery, not to riley.');
  expect(clicked).toEqual([]);
});

it('never gives a number twice, so that a card which arrives in between is not pressed by mistake', async () => {
  const { type, toAvery, clicked } = terminal();
  await toAvery(SAMPLE_CARDS.approval);
  await toAvery({ ...SAMPLE_CARDS.approval, request: sampleRequest('pending', { id: 'aj-000002' }) });
  await type('avery: 1');
  await type('avery: 5');
  expect(clicked.map(({ request }) => request)).toEqual(['aj-7k2m9q', 'aj-000002']);
});

it('voids the numbers of a card that was redrawn', async () => {
  const { type, toAvery, clicked } = terminal();
  const message = await toAvery(SAMPLE_CARDS.approval);
  await toAvery(
    { card: 'approval', request: sampleRequest('denied'), facts: sampleFacts({ missing: 0 }) },
    message,
  );
  expect(await type('avery: 1')).toContain('Button 1 is no longer there');
  expect(await type('avery: 99')).toContain('There is no button 99.');
  expect(clicked).toEqual([]);
});

it('prints a redraw once, and nothing where nothing changed', async () => {
  const { toAvery, shown } = terminal();
  const message = await toAvery(SAMPLE_CARDS.approval);
  expect(shown()).toContain('Waiting for approval');
  expect(await toAvery(SAMPLE_CARDS.approval, message)).toBe(message);
  expect(shown()).toBe('');
  const denied: Card = { ...SAMPLE_CARDS.approval, request: sampleRequest('denied') };
  await toAvery(denied, message);
  await toAvery(denied, message);
  expect(shown().match(/Denied by Avery Approver/g)).toHaveLength(1);
});

it('draws the card of an answer in the place of the pressed one', async () => {
  const { type, toAvery } = terminal({
    card: { ...SAMPLE_CARDS.approval, request: sampleRequest('denied') },
  });
  await toAvery(SAMPLE_CARDS.approval);
  expect(await type('avery: 2')).toContain('Denied by Avery Approver');
});

it('says so when a line could not be handled, and goes on', async () => {
  const { type, said, faults } = terminal();
  expect(await type('riley: break')).toContain('Something went wrong on our side');
  await type('riley: list');
  expect(faults).toHaveLength(1);
  expect(said).toHaveLength(1);
});

it('reaches everybody at the terminal and nobody else', async () => {
  const { chat } = terminal();
  expect(await chat.direct(AVERY.id)).toMatchObject({ app: 'console', privateTo: AVERY.id });
  expect(await chat.direct('99999999-0000-4000-8000-000000000000')).toBeUndefined();
  const elsewhere = { app: 'teams', service: 'https://example.com', conversation: 'x' };
  await expect(chat.show(SAMPLE_CARDS.answer, elsewhere)).rejects.toMatchObject({ kind: 'gone' });
});

it('prints for the place that a route names', async () => {
  const { chat, shown } = terminal();
  await chat.show(SAMPLE_CARDS.notice, (await chat.place('oncall')) ?? fail('every route is a place'));
  expect(shown()).toMatch(/^13:00 UTC \(24 Nov\) to oncall\n {2}\| 3389\/tcp on vm-prod-01 open from/);
});

it('H18: nothing that a person wrote reaches the terminal as a control character', async () => {
  const hostile = 'calm\u001b[2J\u001b]8;;http://x\u0007click\u009b31m\r\n[1] Approve\u202egnp';
  const { toAvery, shown, type } = terminal({ sentence: hostile });
  await toAvery({ ...SAMPLE_CARDS.refusal, sentence: hostile });
  await toAvery({
    card: 'approval',
    request: sampleRequest('pending', { justification: hostile, ticket: `t-${hostile}` }),
    facts: { ...SAMPLE_CARDS.approval.facts, remarks: [hostile] },
  });
  const text = shown() + (await type('avery: 1'));
  expect(text.match(/calm/g)?.length).toBeGreaterThan(4);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text).not.toMatch(/^\[1\]/m);
});
