import { expect, test } from 'vitest';
import { readMarker, writeMarker } from '../../src/access/marker.ts';

test('what is written is read back, also where it was cut', () => {
  expect(readMarker(writeMarker('aj-7k2m9q', 'for Mina Kim'))).toBe('aj-7k2m9q');
  const long = writeMarker('aj-7k2m9q', 'x'.repeat(1000));
  expect(long).toHaveLength(400);
  expect(readMarker(long)).toBe('aj-7k2m9q');
});

test.each([
  ['ajar aj-7k2m9q for Mina Kim', 'aj-7k2m9q'],
  ['AJAR AJ-7K2M9Q', 'aj-7k2m9q'],
  ['ajar aj-7k2m9q: INC-1', 'aj-7k2m9q'],
  ['see ajar aj-7k2m9q', undefined],
  ['ajar aj-7k2m9qq', undefined],
  ['ajar aj-7k2m9q-2', undefined],
  ['ajar aj-7k2m9u', undefined],
  ['ajaraj-7k2m9q', undefined],
  ['ajar', undefined],
  ['', undefined],
  [undefined, undefined],
])('%j names %j', (text, request) => {
  expect(readMarker(text)).toBe(request);
});
