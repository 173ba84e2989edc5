import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { howFar } from '../../src/access/how-far.ts';
import { indexNames } from '../../src/access/name-index.ts';

const NAMES = [
  'web-prod-weu-07',
  'web-prod-weu-08',
  'web-test-weu-07',
  'db-prod-neu-01',
  'vm-prod-01',
  'vm-prod-02',
];
const index = indexNames(NAMES);
const all = (): boolean => true;
const find = (typed: string, limit = 5): readonly (string | undefined)[] =>
  index.find(typed, limit, all).map((place) => NAMES[place]);

describe('names by a few of their letters', () => {
  it.each([
    ['web-prod-weu-07', 'web-prod-weu-07'],
    ['WEBPRODWEU07', 'web-prod-weu-07'],
    ['wbe-prod-weu-07', 'web-prod-weu-07'],
    ['web-prd-weu-07', 'web-prod-weu-07'],
    ['web-prood-weu-07', 'web-prod-weu-07'],
    ['web-prkd-weu-07', 'web-prod-weu-07'],
    ['prod2', 'vm-prod-02'],
    ['wt7', 'web-test-weu-07'],
    ['d', 'db-prod-neu-01'],
    ['neu', 'db-prod-neu-01'],
  ])('%s finds %s first', (typed, name) => {
    expect(find(typed)[0]).toBe(name);
  });

  it('finds nothing for what is near none, nor for no letters at all', () => {
    for (const typed of ['zzz', 'qqqqqqqqqqqq', '', '- .', '❌']) expect(find(typed), typed).toEqual([]);
  });

  it('tells of a name only whoever may be told', () => {
    const typed = ['w', 'web', 'web-prod-weu-07', 'wbe-prod', 'wt7'];
    for (const each of typed) expect(index.find(each, 5, () => false)).toEqual([]);
    for (const each of typed)
      expect(index.find(each, 5, (place) => place === 2).every((place) => place === 2)).toBe(true);
  });

  it('finds those that may be told behind any number of others', () => {
    const many = Array.from({ length: 3_000 }, (_, at) => `web-${at}`);
    expect(indexNames(many).find('web', 3, (place) => place === 2_999)).toEqual([2_999]);
  });

  it('finds a name by each part of it, and none twice', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,14}$/);
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 20 }), fc.nat(), (names, at) => {
        const meant = names[at % names.length]!;
        const found = indexNames(names).find(meant, names.length, all);
        expect(names[found[0]!]!.replaceAll('-', '')).toContain(meant.replaceAll('-', ''));
        expect(new Set(found).size).toBe(found.length);
      }),
    );
  });
});

describe('how far what was typed is from a name', () => {
  it.each([
    ['web', 'web', 0, 0],
    ['web', 'myweb1', 0, 2],
    ['wbe', 'web', 1, 0],
    ['wb', 'web', 1, 0],
    ['webb', 'web1', 1, 0],
    ['xyz', 'web', 3, 0],
  ])('%s in %s has %i slips, from letter %i', (typed, text, slips, from) => {
    expect(howFar(typed, text)).toEqual({ slips, from });
  });
});
