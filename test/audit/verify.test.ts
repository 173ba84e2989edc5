import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventBytes, eventFromBytes } from '../../src/audit/event-bytes.ts';
import { readSeals, writeSeal } from '../../src/audit/kept-seals.ts';
import { GENESIS, sealOf } from '../../src/audit/seal.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import type { LogLine } from '../../src/ports/store.ts';
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

/** The same events with seals that fit: what somebody who can write the file would make. */
function resealed(log: readonly LogLine[]): LogLine[] {
  let previous = GENESIS;
  return log.map(({ seq, bytes }) => {
    previous = sealOf(previous, bytes);
    return { seq, bytes, seal: previous };
  });
}

const changed = (line: LogLine): LogLine => ({ ...line, bytes: line.bytes.replace('event', 'evenT') });

/** The same line without its seal. */
const bare = ({ seq, bytes }: LogLine): LogLine => ({ seq, bytes });

describe('a log', () => {
  it('is whole with and without an unsealed end, and says which seal to keep', async () => {
    const log = logOf(5);
    const last = { seq: 5, seal: log[4]!.seal };
    expect(await verifyLog(log)).toEqual({ ok: true, sealed: 5, unsealed: 0, last });
    expect(await verifyLog(logOf(3, 2))).toMatchObject({ sealed: 3, unsealed: 2, last: { seq: 3 } });
    expect(await verifyLog([])).toEqual({ ok: true, sealed: 0, unsealed: 0 });
  });

  it('says since when events have waited for their seal', async () => {
    expect(await verifyLog(logOf(3, 2))).toMatchObject({ unsealed: 2, openSince: minute(3) });
    expect(await verifyLog(logOf(0, 2))).toEqual({ ok: true, sealed: 0, unsealed: 2, openSince: minute(0) });
  });

  it('is broken at an event without a seal that cannot be read', async () => {
    const log = logOf(2, 2);
    const harmed = log.with(3, { ...log[3]!, bytes: '{' });
    expect(await verifyLog(harmed)).toMatchObject({ ok: false, seq: 4 });
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

/** The seal of one event, as somebody keeps it. */
const kept = (log: readonly LogLine[], seq: number) => ({ seq, seal: log[seq - 1]!.seal! });

describe('a seal that was kept elsewhere', () => {
  const log = logOf(5, 1);

  it('is found, however often it was kept', async () => {
    const seals = [kept(log, 5), kept(log, 2), kept(log, 5)];
    expect(await verifyLog(log, { kept: seals })).toMatchObject({ ok: true, sealed: 5 });
  });

  it.each<[string, number, string, readonly LogLine[]]>([
    ['whose end was cut off', 5, 'log ends at event 4', logOf(4)],
    ['that is empty', 5, 'log ends at event 0', []],
    ['that was written anew', 5, 'another seal', resealed(log.slice(0, 5).with(1, changed(log[1]!)))],
    ['whose seals were taken away', 5, 'has no seal', log.map(bare)],
  ])('is missed in a log %s', async (_, seq, why, harmed) => {
    expect(await verifyLog(harmed)).toMatchObject({ ok: true });
    const found = await verifyLog(harmed, { kept: [kept(log, 5)] });
    expect(found).toEqual({ ok: false, seq, why: expect.stringContaining(why) });
  });

  it('names the first of several that do not fit', async () => {
    const harmed = resealed(log.slice(0, 4).with(1, changed(log[1]!)));
    const seals = [kept(log, 5), kept(log, 3), kept(log, 1)];
    expect(await verifyLog(harmed, { kept: seals })).toMatchObject({ ok: false, seq: 3 });
  });

  it('does not fit when another was kept for the same event', async () => {
    const seals = [kept(log, 5), { seq: 5, seal: 'f'.repeat(64) }];
    expect(await verifyLog(log, { kept: seals })).toMatchObject({ ok: false, seq: 5 });
  });

  it('is read back from any text that it was written into', () => {
    const [two, five] = [kept(log, 2), kept(log, 5)];
    const text = `2026-03-02 10:00 ${writeSeal(two)}\r\n# noted by hand: ${writeSeal(five).toUpperCase()}.\n`;
    expect(readSeals(text)).toEqual([two, five]);
    expect(readSeals('at 10:05, on 2026-03-02T10:05:00')).toEqual([]);
  });

  it('fails, and is not passed over, when it lost a digit on the way', async () => {
    const seals = readSeals(writeSeal(kept(log, 5)).slice(0, -1));
    expect(await verifyLog(log, { kept: seals })).toMatchObject({ ok: false, seq: 5 });
  });
});

describe('a part of a log', () => {
  const log = logOf(9, 2);
  const only = (...seqs: number[]) => log.filter(({ seq }) => seqs.includes(seq));
  const verifyPart = (lines: readonly LogLine[]) => verifyLog(lines, { mayBePart: true });

  it('is called one, and only links between neighbours count', async () => {
    expect(await verifyPart(only(3, 4, 7, 11))).toMatchObject({
      ...{ ok: true, sealed: 3, unsealed: 1 },
      part: { first: 3, last: 11, links: 1 },
    });
    expect(await verifyPart(only(1, 2, 9))).toMatchObject({ part: { first: 1, last: 9, links: 2 } });
  });

  it('is none when nothing is left out', async () => {
    expect(await verifyPart(log)).toEqual(await verifyLog(log));
  });

  it('is broken all the same where neighbours do not fit', async () => {
    const second = only(3, 4, 7);
    expect(await verifyPart(second.with(1, changed(second[1]!)))).toMatchObject({ ok: false, seq: 4 });
    expect(await verifyPart(second.toReversed())).toMatchObject({ ok: false });
    expect(await verifyPart([...second, second[2]!])).toMatchObject({ ok: false, seq: 8 });
    expect(await verifyPart([...only(3), bare(log[4]!), log[6]!])).toMatchObject({ ok: false, seq: 5 });
  });

  it('does not stand for an event that was left out', async () => {
    const found = await verifyLog(only(1, 2, 9), { mayBePart: true, kept: [kept(log, 5)] });
    expect(found).toEqual({ ok: false, seq: 5, why: expect.stringContaining('left out') });
  });

  it('is broken where the whole log is to be read', async () => {
    expect(await verifyLog(only(1, 2, 9))).toMatchObject({ ok: false, seq: 3 });
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
      'policy',
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
