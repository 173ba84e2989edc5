import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyLog } from '../../src/audit/verify.ts';
import type { LogLine } from '../../src/ports/store.ts';
import { eventBytes, eventFromBytes } from '../../src/audit/event-bytes.ts';
import { GENESIS, sealOf } from '../../src/audit/seal.ts';
import { event, minute } from '../store/samples.ts';

/** A whole log: so many sealed events, then so many without a seal. */
function logOf(sealed: number, unsealed = 0): LogLine[] {
  let previous = GENESIS;
  return Array.from({ length: sealed + unsealed }, (_, n) => {
    const bytes = eventBytes(event('refused', { detail: `event ${n + 1}`, at: minute(n) }));
    previous = sealOf(previous, bytes);
    return { seq: n + 1, bytes, ...(n < sealed ? { seal: previous } : {}) };
  });
}

const changed = (line: LogLine): LogLine => ({ ...line, bytes: line.bytes.replace('event', 'evenT') });

/** The same line without its seal. */
const bare = ({ seq, bytes }: LogLine): LogLine => ({ seq, bytes });

describe('a log', () => {
  it('is whole with and without an unsealed end', async () => {
    expect(await verifyLog(logOf(5))).toEqual({ ok: true, sealed: 5, unsealed: 0 });
    expect(await verifyLog(logOf(3, 2))).toEqual({ ok: true, sealed: 3, unsealed: 2 });
    expect(await verifyLog([])).toEqual({ ok: true, sealed: 0, unsealed: 0 });
  });

  it.each<[string, number, string, (log: LogLine[]) => LogLine[]]>([
    ['changed text', 3, 'was changed', (log) => log.with(2, changed(log[2]!))],
    ['a changed last text', 5, 'does not match', (log) => log.with(4, changed(log[4]!))],
    [
      'a changed seal',
      3,
      'seal that was changed',
      (log) => log.with(2, { ...log[2]!, seal: 'f'.repeat(64) }),
    ],
    ['a missing event', 3, 'is missing', (log) => log.toSpliced(2, 1)],
    ['a missing first event', 1, 'is missing', (log) => log.toSpliced(0, 1)],
    [
      'a missing event whose number was given on',
      3,
      'one before it',
      (log) => log.toSpliced(2, 1).map((line, n) => ({ ...line, seq: n + 1 })),
    ],
    ['two events out of order', 3, 'is missing', (log) => log.with(2, log[3]!).with(3, log[2]!)],
    ['an event twice', 3, 'not in its place', (log) => log.toSpliced(2, 0, log[1]!)],
    ['a seal taken away', 2, 'has no seal', (log) => log.with(1, bare(log[1]!))],
  ])('with %s is broken at event %i, which %s', async (_, seq, why, harm) => {
    expect(await verifyLog(harm(logOf(5)))).toEqual({ ok: false, seq, why: expect.stringContaining(why) });
  });

  it('never passes once any character of a sealed line was changed', async () => {
    const log = logOf(6);
    const place = fc.record({
      line: fc.nat(5),
      at: fc.nat(),
      to: fc.integer({ min: 32, max: 126 }),
      seal: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(place, async ({ line, at, to, seal }) => {
        const victim = log[line]!;
        const text = seal ? victim.seal! : victim.bytes;
        const index = at % text.length;
        const other = text.slice(0, index) + String.fromCharCode(to) + text.slice(index + 1);
        fc.pre(other !== text);
        const harmed = log.with(line, seal ? { ...victim, seal: other } : { ...victim, bytes: other });
        expect(await verifyLog(harmed)).toMatchObject({ ok: false, seq: line + 1 });
      }),
    );
  });
});

describe('the bytes of an event', () => {
  it('are the documented order of fields, on one line whatever people wrote', () => {
    const bytes = eventBytes(
      event('asked', { ticket: 'INC-1', until: minute(1), detail: 'a\u2028b\nc\u0000' }),
    );
    expect(Object.keys(JSON.parse(bytes))).toEqual([
      'at',
      'kind',
      'actor',
      'app',
      'vms',
      'ports',
      'sources',
      'until',
      'detail',
      'ticket',
      'rules',
      'traces',
    ]);
    expect(bytes).not.toMatch(/[\n\r\u2028\u2029]/);
  });

  it('read back as the same event', () => {
    // Includes halves of pairs, line ends and NUL.
    const texts = fc.string({ unit: fc.constantFrom(...'a"\\\n\0\u2028☃𝄞', '\ud834', '\udd1e', '\u007f') });
    fc.assert(
      fc.property(texts, texts, fc.date({ noInvalidDate: true }), (detail, ticket, until) => {
        const told = event('drift', { detail, ticket, until, request: 'aj-000001', status: 'open' });
        expect(eventFromBytes(eventBytes(told))).toEqual(told);
      }),
    );
  });

  it('do not depend on the order in which the event was made', () => {
    const one = event('asked', { ticket: 'INC-1' });
    const turned = Object.fromEntries(Object.entries(one).reverse()) as unknown as typeof one;
    expect(eventBytes(turned)).toBe(eventBytes(one));
  });
});
