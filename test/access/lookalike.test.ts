import { expect, it } from 'vitest';
import { looksLike } from '../../src/access/lookalike.ts';

it.each([
  ['vm-prod-01', 'vm-prod-0l'],
  ['vm-prod-01', 'vm-prod-O1'],
  ['vm-prod-01', 'vm_prod.01'],
  ['modern', 'modem'],
  ['Avery', 'Аvеry'],
  ['Ada', 'Ada'.replace('A', '\uff21')],
])('"%s" looks like "%s"', (one, other) => {
  expect(looksLike(one, other)).toBe(true);
  expect(looksLike(other, one)).toBe(true);
});

it.each([
  ['vm-prod-01', 'vm-prod-02'],
  ['vm-prod-01', 'VM-PROD-01'],
  ['web-01', 'web-10'],
  ['Avery', 'Avary'],
])('"%s" does not look like "%s"', (one, other) => {
  expect(looksLike(one, other)).toBe(false);
});
