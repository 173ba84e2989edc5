import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decode, encode } from '../../src/store/codec.ts';
import { closing, opening, pending } from './samples.ts';

// Keys that look like the codec's own, and those that trip naive copies.
const key = fc.oneof(fc.constantFrom('$date', '$$date', '$', '__proto__', 'until', 'toJSON'), fc.string());

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.date({ noInvalidDate: true }),
    fc.string({ unit: fc.constantFrom(...'a"\\\n\0$☃𝄞', '\ud834', '\udd1e') }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

it('JSON with dates comes back as it was, whatever the keys and texts are', () => {
  fc.assert(
    fc.property(value, (original) => {
      expect(decode(encode(original))).toEqual(original);
    }),
    { numRuns: 500 },
  );
});

it('what looks like a stored date stays text', () => {
  const lookalike = { $date: '2026-01-01T00:00:00.000Z', until: '2026-01-01T00:00:00.000Z' };
  expect(decode(encode(lookalike))).toEqual(lookalike);
});

it.each([
  pending(),
  opening(pending()),
  closing(opening(pending())),
])('a request comes back with its dates', (request) => {
  expect(decode(encode(request))).toEqual(request);
});

it('an invalid date is refused, not stored as nothing', () => {
  expect(() => encode({ until: new Date(Number.NaN) })).toThrow(RangeError);
});

it('writes and reads what is nested alike, and refuses what goes deeper than anything that is kept', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  expect(encode(decode(nested(1_000)))).toBe(nested(1_000));
  expect(() => encode(JSON.parse(nested(1_001)))).toThrow(SyntaxError);
  // The stack has room for reading it, and none for writing it again.
  for (const depth of [1_001, 11_400]) expect(() => decode(nested(depth))).toThrow(SyntaxError);
});
