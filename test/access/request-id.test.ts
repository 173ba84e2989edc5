import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isResourceGroup, isVmName, readVmResourceId } from '../../src/access/azure-name.ts';
import { ID_ALPHABET, readRequestId } from '../../src/access/request-id.ts';

describe("a request's id", () => {
  it('is read whatever its case, with the letters that people misread', () => {
    expect(readRequestId('AJ-7K2M9Q')).toBe('aj-7k2m9q');
    expect(readRequestId('aj-ilo000')).toBe('aj-110000');
  });

  it.each([
    'aj-7k2m9',
    'aj-7k2m9qq',
    'aj-7k2m9u',
    'aj7k2m9q',
    'bj-7k2m9q',
    'aj-7k2m9-',
    '',
  ])('is not %j', (text) => {
    expect(readRequestId(text)).toBeUndefined();
  });

  it('is never the name of a VM', () => {
    const digits = fc.array(fc.constantFrom(...ID_ALPHABET, ...'iloILO'), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(digits, (six) => {
        expect(readRequestId(`aj-${six.join('')}`)).toBeDefined();
        expect(isVmName(`aj-${six.join('')}`)).toBe(false);
      }),
    );
  });
});

describe('names as Azure has them (H24)', () => {
  it('takes VM names of 1 to 64 characters', () => {
    for (const name of ['a', 'vm-prod-01', 'web_01', 'web.01', '2019-dc', 'a'.repeat(64)])
      expect(isVmName(name)).toBe(true);
    for (const name of [
      '',
      '-a',
      '_a',
      '.a',
      'a-',
      'a.',
      'a b',
      "a'",
      'a/b',
      'a$',
      '123',
      'a\n',
      'ä',
      'a'.repeat(65),
    ]) {
      expect(isVmName(name)).toBe(false);
    }
  });

  it('takes resource groups of 1 to 90 characters', () => {
    for (const name of ['rg', 'rg_(eu)', '1', 'rg.web', '운영', 'r'.repeat(90)])
      expect(isResourceGroup(name)).toBe(true);
    for (const name of ['', 'rg.', 'rg web', "rg'", 'rg/x', 'rg\n', 'r'.repeat(91)])
      expect(isResourceGroup(name)).toBe(false);
  });

  it('takes no other resource for a VM', () => {
    expect(readVmResourceId('/subscriptions/x')).toBeUndefined();
    expect(readVmResourceId('')).toBeUndefined();
  });
});
