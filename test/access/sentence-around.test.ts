import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { list } from '../../src/access/grammar/phrase-list.ts';
import { type Context, readSentence, type Sentence } from '../../src/access/sentence.ts';

const CONTEXT: Context = { now: new Date('2026-10-18T10:00:00Z'), zone: 'Europe/Berlin' };
const read = (text: string): Sentence => readSentence(text, CONTEXT);

describe('words of Ajar itself', () => {
  const NAMES = list(
    'home | link | unlink | form | usual | the-usual | same | new | ask | request | route | prefer | notify | ping | code' +
      ' | overview | dashboard | repeat | csv | export | account | channel | user | everything-01 | all-01 | summary | vms-01' +
      ' | configured | unsupported | unknown | page | tag | tags | subscription | machines | inventory',
  );

  it.each(NAMES)('leave "%s" to VMs, after a preposition', (name) => {
    expect(read(`open 22 on ${name}`)).toMatchObject({ verb: 'open', vms: [name] });
    expect(read(`ssh to ${name} for 2h`)).toMatchObject({ verb: 'open', vms: [name] });
    expect(read(`audit on ${name}`)).toMatchObject({ verb: 'audit', vm: name, csv: false });
    expect(read(`close everything on ${name}`)).toMatchObject({ verb: 'closeAll', vm: name });
  });

  it.each([
    'home',
    'link',
    'unlink',
    'usual',
    'same',
    'route',
    'prefer',
    'notify',
    'code',
    'overview',
    'examine',
    'dashboard',
  ])('leave "%s" to VMs, without one', (name) => {
    expect(read(`open ${name} 22 2h`)).toMatchObject({ verb: 'open', vms: [name] });
    expect(read(`open ${name}`)).toMatchObject({ verb: 'open', vms: [name] });
    expect(read(`i need ${name}`)).toMatchObject({ verb: 'open', vms: [name] });
    expect(read(`i need access to ${name}`)).toMatchObject({ verb: 'open', vms: [name] });
    expect(read(`close ${name}`)).toMatchObject({ verb: 'close', vm: name });
    expect(read(`extend ${name} by 1h`)).toMatchObject({ verb: 'extend', vm: name });
    expect(read(`who has ${name}`)).toMatchObject({ verb: 'who', vm: name });
  });

  it('reads a link code in any writing as one', () => {
    for (const code of ['7K2M-9QXY', '7k2m-9qxy', '7K2M9QXY', '7k2m9qxy', '7k2m 9qxy', '<b>7K2M-9QXY</b>'])
      expect(read(`link ${code}`)).toEqual({ verb: 'link', code: '7K2M9QXY' });
    expect(read('link KWQM-RTXZ')).toEqual({ verb: 'link', code: 'KWQMRTXZ' });
    expect(read('link kwqmrtxz')).toEqual({ verb: 'link', code: 'KWQMRTXZ' });
    expect(read('link OI0L-9QXY')).toEqual({ verb: 'link', code: '01019QXY' });
  });

  it("never takes one's own for everybody's", () => {
    for (const text of [
      'close all my access on web-01',
      'close my access, all of it',
      'close everything of mine on web-01',
      'close all for me on web-01',
      "I'm done with everything on web-01",
      'finished with everything',
    ])
      expect(read(text).verb).not.toBe('closeAll');
  });

  it('never closes for half a name', () => {
    expect(read('close everything for Ada Max')).toMatchObject({ person: 'Ada Max' });
    expect(read('close everything for Hugh Grant')).toMatchObject({ person: 'Hugh Grant' });
    expect(read('close everything for An Nguyen please')).toMatchObject({ person: 'An Nguyen' });
    expect(read('close everything for <@U123|riley>')).toMatchObject({ person: 'U123' });
  });

  it('takes no approval from whoever asks another for it', () => {
    for (const text of [
      '<@U2> can you approve aj-7k2m9q?',
      '@Ajar <@U2> can you approve aj-7k2m9q?',
      '@Ajar approve aj-7k2m9q please <@U2>',
      '<at>Blake Approver</at> please approve aj-7k2m9q',
      '@Ajar <at>Blake Approver</at> please approve aj-7k2m9q',
      '<@U9|ajar> approve aj-7k2m9q',
    ])
      expect(read(text)).toMatchObject({ error: expect.stringContaining('may be somebody else') });
    expect(read('@Ajar approve aj-7k2m9q, thanks @Ajar').verb).toBe('approve');
    expect(read('@Ajar approve aj-7k2m9q because <@U2> asked').verb).toBe('approve');
  });

  it('asks for nothing in passing', () => {
    for (const text of ['thanks again', 'hi again!', 'thanks, once again', 'many thanks, as always'])
      expect(['again', 'form']).not.toContain(read(text).verb);
  });

  it('approves for less only by a length that was read whole', () => {
    expect(read('approve aj-7k2m9q for 1h')).toEqual({
      verb: 'approve',
      id: 'aj-7k2m9q',
      durationMs: 3_600_000,
    });
    for (const rest of ['for 1h not 2h', 'for 1h if needed', 'until 18:00', 'for 1', 'for less', 'but only'])
      expect(read(`approve aj-7k2m9q ${rest}`).verb).toBeUndefined();
  });
});

it('reads every sentence of the page that lists them', () => {
  const page = readFileSync(new URL('../../docs/sentences.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| [a-z]/.test(line) && !line.startsWith('| to '));
  const written = rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, text]) => text!));
  const whole = written.map((text) => text.replaceAll('aj-…', 'aj-7k2m9q').replaceAll('…', 'it is needed'));
  expect(whole.length).toBeGreaterThan(35);
  for (const text of whole) expect([text, read(text).verb]).toEqual([text, expect.any(String)]);
});
