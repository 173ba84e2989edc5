import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SELF_APPROVAL } from '../../src/access/may-step.ts';
import { AJAR } from '../../src/access/person.ts';
import { csvOf } from '../../src/audit/csv.ts';
import { writeErasure } from '../../src/audit/erasure-statement.ts';
import { eventBytes, eventFromBytes, newLine } from '../../src/audit/event-bytes.ts';
import { readJsonLines, textOf } from '../../src/audit/json-lines.ts';
import { makeKeys, signerOf, verifiersOf } from '../../src/audit/keys.ts';
import { GENESIS, sealOf } from '../../src/audit/seal.ts';
import { select } from '../../src/audit/select.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import type { LogLine } from '../../src/ports/store.ts';
import { event, NOW } from '../store/samples.ts';

const TOLD = event('refused', { detail: 'because of  "me"', request: 'aj-000001', vms: ['/vm/web-01'] });
const KEYS = makeKeys();

type Bare = Pick<LogLine, 'bytes' | 'beside'>;

/** A log of these lines with the seals that belong to them. */
function sealed(lines: readonly Bare[]): readonly LogLine[] {
  let previous = GENESIS;
  return lines.map((line, n) => {
    previous = sealOf(previous, line.bytes);
    return { ...line, seq: n + 1, seal: previous };
  });
}

const without = (
  { bytes, beside: { ...rest } = {} }: Bare,
  ...fields: ('actor' | 'sources' | 'detail')[]
): Bare => {
  for (const field of fields) delete rest[field];
  return { bytes, beside: rest };
};

const erasure = (values: Parameters<typeof writeErasure>[0]['values'], key?: string): Bare =>
  newLine(
    event('erased', {
      ...{ actor: AJAR, sources: [] },
      detail: `Erased: ${writeErasure({ installation: '5e1f5e1f5e1f5e1f', at: NOW, values }, key === undefined ? undefined : signerOf(key))}`,
    }),
  );

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('a line of the log', () => {
  it('has digests in the place of what is personal, which stands beside it with a salt of its own', () => {
    const { bytes, beside } = newLine(TOLD);
    expect(bytes.startsWith('{"v":2,"at":')).toBe(true);
    for (const value of [TOLD.actor.id, TOLD.actor.name, TOLD.sources[0]!, 'because']) {
      expect(bytes).not.toContain(value);
      expect(JSON.stringify(beside)).toContain(value);
    }
    const digest = createHash('sha256').update(beside.detail!).digest('hex');
    expect(JSON.parse(bytes).detail).toBe(`#${digest}`);
    expect(eventFromBytes(bytes, beside)).toEqual(TOLD);
    expect(newLine(TOLD).bytes).not.toBe(bytes);
  });

  it('of before is read as it always was', () => {
    expect(eventFromBytes(eventBytes(TOLD))).toEqual(TOLD);
  });

  it('of now has the shape of one of before, so that an older Ajar beside this one reads on', () => {
    const read = JSON.parse(newLine(TOLD).bytes);
    const shapeOf = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(shapeOf)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]))
          : typeof value;
    const { v, ...shape } = shapeOf(read) as Record<string, unknown>;
    expect(v).toBe('number');
    expect(shape).toEqual(shapeOf(JSON.parse(eventBytes(TOLD))));
  });

  it('keeps what is nobody’s: the deeds of Ajar, what is empty, what everybody is told, what is about the log', () => {
    const plain = [
      event('lapse', { actor: AJAR, sources: [], detail: '' }),
      event('refused', { actor: AJAR, sources: [], detail: SELF_APPROVAL[0] }),
      event('checkpoint', { actor: AJAR, sources: [], detail: 'checkpoint of …' }),
    ];
    for (const told of plain) {
      const { bytes, beside } = newLine(told);
      expect(beside).toEqual({});
      expect(eventFromBytes(bytes)).toEqual(told);
    }
  });

  it('shows where a value was erased, and where another one was put in its place', () => {
    const { bytes, beside } = newLine(TOLD);
    expect(eventFromBytes(bytes)).toEqual({
      ...TOLD,
      ...{ actor: { id: '(erased)', name: '(erased)' }, sources: ['(erased)'], detail: '(erased)' },
    });
    const forged = { ...beside, detail: `${beside.detail!.slice(0, 32)}"because of another"` };
    expect(eventFromBytes(bytes, forged)).toEqual({ ...TOLD, detail: '(changed since)' });
  });
});

describe('an export', () => {
  it('has what stands beside a line, and reads back as it was', async () => {
    const log = sealed([newLine(TOLD), { bytes: eventBytes(TOLD) }, without(newLine(TOLD), 'actor')]);
    const texts = log.map(textOf);
    for (const text of texts) expect(text.trimEnd()).not.toMatch(/[\n\u2028]/);
    expect(await all(readJsonLines(each(texts.map((text) => text.trimEnd()))))).toEqual(log);
    expect(texts[0]).toContain(`"event":${log[0]!.bytes}}\n`);
  });

  it('says in a table what was erased', async () => {
    const log = sealed([without(newLine(TOLD), 'actor', 'detail')]);
    const [, row] = await all(csvOf(select(each(log), {})));
    expect(row).toContain('(erased),(erased),console,aj-000001');
    expect(row).toContain('203.0.113.7/32');
  });
});

describe('verifying', () => {
  const one = newLine(TOLD);
  const two = newLine(event('asked'));

  it('takes what an event says that was erased', async () => {
    const log = sealed([without(one, 'actor', 'detail'), two, erasure({ actor: [1], detail: [1] })]);
    expect(await verifyLog(log)).toMatchObject({ ok: true, sealed: 3, erased: 2 });
  });

  it.each([
    ['is missing without a word', [without(one, 'actor'), two], /lost its actor, and no event says/],
    [
      'is missing besides what was erased',
      [without(one, 'actor', 'sources'), two, erasure({ actor: [1] })],
      /lost its sources/,
    ],
    ['is missing of another line', [without(one, 'actor'), two, erasure({ actor: [2] })], /lost its actor/],
    [
      'was told to be erased before it was there',
      [erasure({ actor: [2] }), without(one, 'actor')],
      /lost its actor/,
    ],
    ['is another one', [{ ...one, beside: two.beside }], /has another actor beside it/],
    [
      'stands beside a line that had none',
      [{ bytes: eventBytes(TOLD), beside: one.beside }],
      /has another actor/,
    ],
  ])('fails where a value %s', async (_, lines, why) => {
    expect(await verifyLog(sealed(lines as readonly Bare[]))).toMatchObject({
      ok: false,
      why: expect.stringMatching(why),
    });
  });

  it('cannot say of a part whether it was told what was erased, and says so', async () => {
    const log = sealed([without(one, 'actor'), two]);
    expect(await verifyLog(log, { mayBePart: true })).toMatchObject({ ok: true, unsaid: true });
  });

  it('with a key takes only what the key has signed', async () => {
    const keys = verifiersOf(KEYS.public);
    const told = { actor: [1], detail: [1] };
    const erased = without(one, 'actor', 'detail');
    expect(await verifyLog(sealed([erased, erasure(told, KEYS.private)]), { keys })).toMatchObject({
      ok: true,
    });
    for (const key of [undefined, makeKeys().private])
      expect(await verifyLog(sealed([erased, erasure(told, key)]), { keys })).toMatchObject({
        ok: false,
        why: expect.stringContaining('erases personal values by a statement'),
      });
  });

  it('names a changed text before what stands beside it', async () => {
    const log = sealed([one, two]);
    const changed = log.with(0, { ...log[0]!, bytes: two.bytes });
    expect(await verifyLog(changed)).toMatchObject({
      ok: false,
      why: expect.stringContaining('was changed after'),
    });
  });
});
