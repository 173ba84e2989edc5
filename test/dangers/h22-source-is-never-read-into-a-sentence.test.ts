import { describe, expect, it } from 'vitest';
import { isAnywhere } from '../../src/access/address.ts';
import { type OpenSentence, readSentence } from '../../src/access/sentence.ts';

const read = (text: string): OpenSentence | string => {
  const sentence = readSentence(text, { now: new Date('2026-10-18T10:00:00Z'), zone: 'UTC' });
  if (sentence.verb === 'open') return sentence;
  return sentence.verb === undefined ? sentence.error : sentence.verb;
};

describe('H22: the source of a sentence is what was said, and nothing else', () => {
  it('stays empty when none was said: it is asked for, never filled in', () => {
    for (const text of [
      'open 22 on web-01 for 2h',
      'ssh web-01',
      'open 22 on web-01 because of 203.0.113.7',
    ]) {
      expect(read(text)).toMatchObject({ sources: [], networks: [] });
    }
  });

  it.each([
    'any',
    'anywhere',
    'everywhere',
    'the internet',
    '*',
    '0.0.0.0/0',
    '::/0',
    'all',
    'any ip',
    '::ffff:0:0/96',
  ])('says "from %s" as the whole Internet, for the policy to judge', (text) => {
    const sentence = read(`open 22 on web-01 for 2h from ${text}`);
    if (typeof sentence === 'string') throw new Error(sentence);
    expect(sentence.networks).toEqual([]);
    expect(sentence.sources.map(isAnywhere)).toEqual([true]);
  });

  it.each([
    '0.0.0.0',
    '::',
    '203.0.113',
    '127.1',
    '0x7f.1',
    '010.0.0.1',
    '2130706433',
    '203.0.113.7/',
    '/0',
    '0',
    '1.2.3.4/33',
    'my house',
    'us',
  ])('refuses "from %s": no half of an address passes as an address or as a named network', (text) => {
    expect(read(`open 22 on web-01 for 2h from ${text}`)).toMatch(
      /\(from 203\.0\.113\.7\)|such as 203\.0\.113\.7/,
    );
  });

  it.each(['here', 'my ip', 'me'])('reads "from %s" as no source at all: a page has to see it', (text) => {
    const sentence = read(`open 22 on web-01 for 2h from ${text}`);
    expect(sentence).toMatchObject({ verb: 'open', sources: [], networks: [], mine: true });
  });
});
