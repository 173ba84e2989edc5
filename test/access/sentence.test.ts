import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCursor } from '../../src/access/grammar/cursor.ts';
import { findVerb } from '../../src/access/grammar/find-verb.ts';
import { withoutMarkup } from '../../src/access/grammar/markup.ts';
import { readRest } from '../../src/access/grammar/read-rest.ts';
import { createReading } from '../../src/access/grammar/reading.ts';
import { tokenize } from '../../src/access/grammar/tokens.ts';
import { createVocabulary } from '../../src/access/grammar/vocabulary.ts';
import { ENGLISH } from '../../src/access/grammar/words-en.ts';
import { type Context, readSentence, type Sentence } from '../../src/access/sentence.ts';
import { sentenceAsText } from '../../src/cli/sentence-text.ts';
import { MESSY_READ } from './messy-read.ts';
import { MESSY_REFUSED } from './messy-refused.ts';
import { READ_AROUND } from './sentences-around.ts';
import { REFUSED_AROUND } from './sentences-around-refused.ts';
import { READ } from './sentences-read.ts';
import { REFUSED } from './sentences-refused.ts';

const CONTEXT: Context = { now: new Date('2026-10-18T10:00:00Z'), zone: 'Europe/Berlin' };
const ALL_READ = [...READ, ...MESSY_READ, ...READ_AROUND];
const read = (text: string): Sentence => readSentence(text, CONTEXT);
const errorOf = (text: string): string => {
  const sentence = read(text);
  return sentence.verb === undefined ? sentence.error : `understood as ${sentence.verb}`;
};

describe('the corpus of sentences', () => {
  it.each(ALL_READ)('reads %j', (text, expected) => {
    expect(sentenceAsText(read(text), CONTEXT)).toBe(expected);
  });

  it.each([...REFUSED, ...MESSY_REFUSED, ...REFUSED_AROUND])('refuses %j', (text, column, words) => {
    expect(read(text)).toMatchObject({ column, error: expect.stringContaining(words) });
  });

  it('reads what it tells back as the same sentence', () => {
    const told = ALL_READ.map(([, text]) => text).filter((text) => !/^who has access$| until /.test(text));
    expect(told.map((text) => sentenceAsText(read(text), CONTEXT))).toEqual(told);
    expect(told.length).toBeGreaterThan(150);
  });
});

describe('what is dangerous', () => {
  it.each([
    'not open 22 on web-01 for 2h',
    'please do not open 22 on web-01 for 2h',
    "don't approve aj-7k2m9q",
    'never close web-01',
    'approve not aj-7k2m9q',
    'should I approve aj-7k2m9q',
    'cannot approve aj-7k2m9q',
  ])('does not act on "%s"', (text) => {
    expect(read(text).verb).toBeUndefined();
  });

  it('takes approve and deny by the id of one request only', () => {
    expect(read('approve web-01').verb).toBeUndefined();
    expect(read('deny').verb).toBeUndefined();
    expect(errorOf('approve aj-7k2m9q, aj-7k2m9r')).toContain('aj-7k2m9q and aj-7k2m9r');
  });

  it('names both of two answers to one question', () => {
    expect(errorOf('open 22 on web-01 for 2h for 30m')).toContain('2 h and 30 min');
    expect(errorOf('open 22 on web-01 for 2h until 18:00')).toContain(
      '2 h and until 2026-10-18 18:00 Europe/Berlin',
    );
    expect(errorOf('open 22 on web-01 for 2h for OPS-1 ticket OPS-2')).toContain('OPS-1 and OPS-2');
    expect(read('open 22 on web-01 for 2h for 120m')).toMatchObject({ verb: 'open', durationMs: 7_200_000 });
  });

  it('takes a start that comes twice in the night only in UTC, as it would open an hour early', () => {
    expect(errorOf('open 22 on web-01 2026-10-25 02:30 for 30m')).toContain('comes twice in Europe/Berlin');
    expect(read('open 22 on web-01 2026-10-25 00:30 UTC for 30m')).toMatchObject({
      ...{ verb: 'open', startsAt: new Date('2026-10-25T00:30:00Z'), durationMs: 1_800_000 },
    });
  });

  it('never gives the ports of one VM to another', () => {
    for (const text of [
      'ssh on web-01 and rdp on web-02',
      'open web-01:22, web-02:3389',
      'open 22 on a-1, 443 on a-2',
    ]) {
      expect(errorOf(text)).toMatch(/same ports on every VM/);
    }
  });

  it('suggests the nearest verb and does not guess it', () => {
    expect(read('aprove aj-7k2m9q')).toMatchObject({ column: 1, suggestion: 'approve aj-7k2m9q' });
    expect(errorOf('aprove aj-7k2m9q')).toContain('Did you mean "approve"?');
  });

  it('counts columns in code points of the text as typed', () => {
    expect(read('😀 opne 22 on web-01')).toMatchObject({ column: 3 });
    expect(read('open 22 on web-01 😀😀 frobnicate')).toMatchObject({ column: 22 });
    expect(read('open ２２ on web-01 frobnicate')).toMatchObject({ column: 19 });
    expect(read('<at>Ajar</at> open 22 on&nbsp;web-01 frobnicate')).toMatchObject({ column: 38 });
  });
});

describe('justification and names', () => {
  const reason = (text: string): string | undefined => {
    const sentence = read(`open 22 on web-01 for 2h because ${text}`);
    return sentence.verb === 'open' ? sentence.justification : undefined;
  };

  it('keeps its own words and case, without what cannot be seen (H18)', () => {
    expect(reason('the Disk  is FULL\u202e\u0007 again')).toBe('the Disk is FULL again');
    expect(reason('<!channel> [Approve](http://evil.example)')).toBe('@channel Approve');
  });

  it('is capped at 300 characters', () => {
    expect(Array.from(reason('😀x'.repeat(400)) ?? '')).toHaveLength(300);
  });

  it('must say something', () => {
    expect(reason('...')).toBeUndefined();
  });

  it.each([
    "web-01'--",
    'web-01|where',
    'web 01"',
    '../web-01',
    'web-01%00',
    'wéb',
    'a'.repeat(65),
    '٣',
  ])('H24: takes %j for no VM', (name) => {
    const sentence = read(`open 22 on ${name} for 2h`);
    const vms = sentence.verb === 'open' ? sentence.vms : [];
    for (const vm of vms) expect(vm).toMatch(/^[a-z0-9][a-z0-9_.-]{0,63}$/i);
    if (name !== 'web-01|where') expect(sentence.verb).toBeUndefined();
  });

  it('H24: takes only whole, well-formed resource ids', () => {
    const id =
      '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/RG-web/providers/Microsoft.Compute/virtualMachines/VM-a';
    expect(read(`open 22 on ${id} for 2h`)).toMatchObject({ vms: ['VM-a'], ids: [id.toLowerCase()] });
    for (const bad of [
      id.replace('1111-1111', '1111'),
      `${id}/extensions/x`,
      id.replace('Compute', 'Network'),
      `${id}'`.replace('VM-a', "VM'a"),
    ]) {
      expect(errorOf(`open 22 on ${bad} for 2h`)).toContain('not the resource id of a VM');
    }
  });
});

describe('length and cost', () => {
  it('refuses more than 2000 characters before reading any', () => {
    expect(read(`open 22 on web-01 because ${'x'.repeat(1974)}`).verb).toBe('open');
    expect(errorOf(`open 22 on web-01 because ${'x'.repeat(1975)}`)).toContain('2000 characters');
    expect(errorOf('😀'.repeat(2001))).toContain('2000 characters');
    expect(errorOf('1 '.repeat(4500))).toContain('2000 characters');
  });

  it('never throws, and every answer is an error with a column inside the text or a verb', () => {
    const words = fc.constantFrom(
      ...[...ALL_READ, ...MESSY_REFUSED, ...REFUSED_AROUND].flatMap(([text]) => text.split(' ')),
      '<',
      '>',
      '[',
      '](',
      '&',
      '@',
      '\u202e',
      '0',
      '½',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(words, { maxLength: 25 }).map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(text, (any) => {
        const sentence = read(any);
        if (sentence.verb !== undefined) return;
        expect(sentence.error).toMatch(/^[^\n!]+\.$/);
        expect(sentence.column).toBeGreaterThanOrEqual(1);
        expect(sentence.column).toBeLessThanOrEqual(Array.from(any).length + 1);
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    'and ',
    '1 ',
    '1',
    '.',
    '<',
    '[',
    '&',
    '@a ',
    'on a1 ',
    'for 1h ',
    'from 1.1.1.1 ',
    ', ',
    '(',
    ')',
    '<a>',
    '[x](y)',
    '<at>a',
    'half ',
    'the ',
    'port 22 and ',
    'a1, ',
    'a1 and ',
    'one ',
    'forty ',
    'from 1.1.1.1 and ',
    'please ',
    '22 and ',
    '1h30m ',
    ':',
    '-',
    'in rg ',
    'to fix ',
    'until 18:00 ',
    'for 2h to fix ',
    'from 1.1.1.1, for 2h ',
    'another hour ',
    'it ',
    'this ',
    'aj-7k2m9q ',
    'please aj-7k2m9q ',
    '👎 ',
    '🙏',
    ':a',
    '- ',
    '--a',
    'since yesterday ',
    'ssh 22 ',
    '22/',
    'again ',
    'again, ',
    'the usual ',
    'close everything ',
    'everything ',
    'for riley ',
    'riley ',
    '7k2m 9qxy ',
    'here ',
    'csv ',
    'only ',
  ])('looks at each character and word of "%s" repeated a bounded number of times', (piece) => {
    for (const start of STARTS) {
      const [small, large] = [500, 2000].map((length) =>
        looks((start + piece.repeat(length)).slice(0, length)),
      );
      expect(large).toBeLessThanOrEqual(5 * small! + 2000);
    }
  });
});

const STARTS = [
  '',
  'open 22 on web-01 ',
  'open ',
  'audit a1 ',
  'open 22 on a1 from ',
  'open 22 on web-01 to fix it ',
  'deny aj-7k2m9q ',
  'need ',
  'approve aj-7k2m9q ',
  'again ',
  'close everything on web-01 ',
  'close everything for riley ',
  'close ',
  'use this channel for ',
  'link ',
  'unlink slack for ',
  'notify me in ',
];
const VOCABULARY = createVocabulary(ENGLISH);

/** How often reading looks at any character or word: counted, so that the machine's speed is nothing. */
function looks(text: string): number {
  let count = 0;
  const counted = <T extends object>(items: T): T =>
    new Proxy(items, {
      get: (target, key) => {
        count += 1;
        const value: unknown = Reflect.get(target, key);
        return target instanceof String && typeof value === 'function' ? lookedInto(target, value) : value;
      },
    });
  // What a string answers counts as long as it is.
  const lookedInto =
    (target: object, method: { apply(target: object, given: unknown[]): unknown }) =>
    (...given: unknown[]): unknown => {
      const answer = method.apply(target, given);
      count += typeof answer === 'string' ? answer.length : 1;
      return answer;
    };
  const seen = withoutMarkup(counted(Array.from(text)));
  const plain = counted(new String(seen.plain)) as unknown as string;
  const { keys, lexicon } = VOCABULARY;
  const tokens = tokenize({ ...seen, plain }, lexicon, keys);
  const cursor = createCursor(counted(tokens), seen, lexicon);
  const verb = findVerb(cursor, VOCABULARY, seen);
  if (typeof verb === 'string') readRest(createReading(verb, cursor, VOCABULARY, CONTEXT));
  return count;
}
