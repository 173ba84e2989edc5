import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CheckpointDeps, writeCheckpoint } from '../../src/audit/checkpoints.ts';
import { makeKeys, NotAKey, signerOf, type Verifier, verifiersOf } from '../../src/audit/keys.ts';
import { GENESIS, sealOf } from '../../src/audit/seal.ts';
import { readStatements, writeStatement } from '../../src/audit/statement.ts';
import { type VerifyOptions, verifyLog } from '../../src/audit/verify.ts';
import type { LogLine, Store } from '../../src/ports/store.ts';
import { createHandClock, type HandClock } from '../fakes/clock.ts';
import { event, minute } from '../store/samples.ts';
import { type Temporary, temporaryStore } from '../store/temporary.ts';

const KEYS = makeKeys();
const OTHER = makeKeys();
const keys: readonly Verifier[] = verifiersOf(KEYS.public);

let here: Temporary;
let clock: HandClock;
beforeEach(async () => {
  here = await temporaryStore();
  clock = createHandClock();
});
afterEach(() => here.remove());

const depsOf = (store: Store = here.store, key = KEYS): CheckpointDeps => ({
  ...{ store, clock, signer: signerOf(key.private), policy: () => 'p' },
});

async function record(count: number): Promise<void> {
  for (let n = 0; n < count; n++)
    await here.store.record(event('refused', { detail: `r${n}`, at: minute(n) }));
}

async function logOf(store: Pick<Store, 'log'> = here.store): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for await (const line of store.log()) lines.push(line);
  return lines;
}

/** With seals that fit: what somebody makes who can write the store and has no key. */
function resealed(log: readonly LogLine[]): LogLine[] {
  let previous = GENESIS;
  return log.map(({ bytes, beside }, n) => {
    previous = sealOf(previous, bytes);
    return { seq: n + 1, bytes, seal: previous, ...(beside && { beside }) };
  });
}

const changed = (line: LogLine): LogLine => ({
  ...line,
  bytes: line.bytes.replace('"console"', '"Console"'),
});
const verify = (log: readonly LogLine[], more: VerifyOptions = { keys }) => verifyLog(log, more);

describe('a checkpoint', () => {
  it('vouches for the newest seal, and is an event like any other', async () => {
    await record(3);
    expect(await writeCheckpoint(depsOf())).toBe(true);
    const log = await logOf();
    const [statement] = readStatements(log[3]!.bytes);
    expect(statement).toMatchObject({ what: 'checkpoint', seq: 3, seal: log[2]!.seal });
    expect(await verify(log)).toMatchObject({ ok: true, sealed: 4, checkpoint: { seq: 3 } });
  });

  it('is not written where only checkpoints came since, or before it is time', async () => {
    expect(await writeCheckpoint(depsOf())).toBe(false);
    await record(1);
    expect(await writeCheckpoint(depsOf(), 3_600_000)).toBe(true);
    expect(await writeCheckpoint(depsOf())).toBe(false);
    await record(1);
    expect(await writeCheckpoint(depsOf(), 3_600_000)).toBe(false);
    clock.pass(3_600_000);
    expect(await writeCheckpoint(depsOf(), 3_600_000)).toBe(true);
  });

  it('is written again after a clock that ran ahead by years', async () => {
    await record(1);
    clock.pass(4_000 * 86_400_000);
    expect(await writeCheckpoint(depsOf(), 3_600_000)).toBe(true);
    clock.pass(-4_000 * 86_400_000);
    await record(1);
    expect(await writeCheckpoint(depsOf(), 3_600_000)).toBe(true);
  });

  it('is written once by several processes, which are one installation', async () => {
    await record(2);
    const stores = [here.store, await here.again(), await here.again()];
    const wrote = await Promise.all(stores.map((store) => writeCheckpoint(depsOf(store))));
    expect(wrote.filter(Boolean)).toHaveLength(1);
    await record(1);
    await writeCheckpoint(depsOf(stores[1]!));
    const found = (await logOf()).flatMap(({ bytes }) => readStatements(bytes));
    expect(new Set(found.map(({ installation }) => installation)).size).toBe(1);
    expect(found).toHaveLength(2);
  });

  it('shows a log that was rewritten from the start with fitting seals, which the bare chain cannot', async () => {
    await record(3);
    await writeCheckpoint(depsOf());
    const log = await logOf();
    const rewritten = resealed(log.with(0, changed(log[0]!)));
    expect(await verify(rewritten, {})).toMatchObject({ ok: true });
    expect(await verify(rewritten)).toEqual({ ok: false, seq: 3, why: expect.stringContaining('made anew') });
    const without = resealed([changed(log[0]!), ...log.slice(1, 3)]);
    expect(await verify(without)).not.toHaveProperty('checkpoint');
  });

  it.each<[string, (log: LogLine[]) => LogLine[]]>([
    ['by another key', (log) => log],
    [
      'not at all',
      (log) => log.map((line) => ({ ...line, bytes: line.bytes.replace(/, key .*?(?=")/, '') })),
    ],
    [
      'for another text',
      (log) => log.map((line) => ({ ...line, bytes: line.bytes.replace(/( at [^T]*)T12:/, '$1T13:') })),
    ],
  ])('that is signed %s breaks the log', async (_, harm) => {
    await record(3);
    const own = _ === 'by another key' ? OTHER : KEYS;
    await writeCheckpoint(depsOf(here.store, own));
    const harmed = resealed(harm(await logOf()));
    expect(await verify(harmed, {})).toMatchObject({ ok: true });
    expect(await verify(harmed)).toEqual({
      ok: false,
      seq: 4,
      why: expect.stringContaining('is a checkpoint '),
    });
  });

  it('is believed after a change of the key when both are given', async () => {
    await record(1);
    await writeCheckpoint(depsOf(here.store, OTHER));
    await record(1);
    await writeCheckpoint(depsOf());
    const both = verifiersOf(`${KEYS.public}\n${OTHER.public}`);
    expect(await verify(await logOf(), { keys: both })).toMatchObject({ ok: true, checkpoint: { seq: 3 } });
    expect(await verify(await logOf())).toMatchObject({ ok: false, seq: 2 });
  });

  it('of another installation with the same key breaks the log', async () => {
    await record(1);
    await writeCheckpoint(depsOf());
    const [line] = await logOf();
    const foreign = writeStatement(
      { what: 'checkpoint', installation: 'f'.repeat(16), at: clock.now(), seq: 1, seal: line!.seal! },
      signerOf(KEYS.private),
    );
    await here.store.record(event('checkpoint', { detail: foreign }));
    await here.store.seal();
    expect(await verify(await logOf())).toMatchObject({ ok: false, seq: 3 });
  });

  it('that was kept elsewhere shows a tail that was cut off', async () => {
    await record(2);
    await writeCheckpoint(depsOf());
    await record(2);
    await writeCheckpoint(depsOf());
    const log = await logOf();
    const kept = log.flatMap(({ bytes }) => readStatements(bytes));
    expect(await verify(log, { keys, kept })).toMatchObject({ ok: true });
    expect(await verify(log.slice(0, 3), { keys })).toMatchObject({ ok: true });
    expect(await verify(log.slice(0, 3), { keys, kept })).toMatchObject({ ok: false, seq: 5 });
  });
});

describe('a log whose oldest events were dropped', () => {
  /** Events 1 to 3 are gone, as event 7 says. */
  async function pruned(signer = signerOf(KEYS.private)): Promise<LogLine[]> {
    await record(5);
    await writeCheckpoint(depsOf());
    const cut = (await logOf())[2]!;
    const facts = { installation: 'a'.repeat(16), at: clock.now(), seq: 3, seal: cut.seal! };
    await here.store.prune(3, event('pruned', { detail: writeStatement({ what: 'cut', ...facts }, signer) }));
    await here.store.seal();
    return logOf();
  }

  it('is whole from there on, and says so', async () => {
    const log = await pruned();
    expect(log.map(({ seq }) => seq)).toEqual([4, 5, 6, 7]);
    for (const options of [{}, { keys }, { keys, mayBePart: true }])
      expect(await verify(log, options)).toMatchObject({ ok: true, sealed: 4, dropped: 3 });
    expect(await verify(log)).not.toHaveProperty('part');
  });

  it('is broken where no event says so, or another seal than the one before', async () => {
    const log = await pruned();
    expect(await verify(log.slice(0, 3), {})).toMatchObject({ ok: false, seq: 1 });
    expect(await verify(log.slice(1), {})).toMatchObject({ ok: false, seq: 1 });
    // The cut says another seal than the one that the first line continues.
    const lied = log[3]!.bytes.replace(/: 3:[0-9a-f]{64}/, `: 3:${'0'.repeat(64)}`);
    const harmed = log.with(3, { seq: 7, bytes: lied, seal: sealOf(log[2]!.seal!, lied) });
    expect(await verify(harmed, {})).toMatchObject({ ok: false, seq: 4 });
  });

  it('is broken where the key is given and did not sign it', async () => {
    const log = await pruned(signerOf(OTHER.private));
    expect(await verify(log, {})).toMatchObject({ ok: true });
    expect(await verify(log)).toEqual({
      ok: false,
      seq: 7,
      why: expect.stringContaining('drops events by a statement'),
    });
  });

  it('still has the seals that were kept, and needs none of those that were dropped', async () => {
    await record(3);
    const before = await logOf();
    await here.store.seal();
    const kept = (await logOf()).map(({ seq, seal }) => ({ seq, seal: seal! }));
    const log = await pruned();
    expect(before).toHaveLength(3);
    expect(await verify(log, { kept: kept.slice(0, 3) })).toMatchObject({ ok: true });
    const wrong = [{ seq: 3, seal: 'f'.repeat(64) }];
    expect(await verify(log, { kept: wrong })).toMatchObject({ ok: false, seq: 3 });
  });
});

describe('keys', () => {
  it('are read from PEM, also with line ends written out, and say the same id in both halves', () => {
    const [verifier] = keys;
    for (const text of [KEYS.private, KEYS.private.replaceAll('\n', '\\n')]) {
      const signer = signerOf(text);
      expect([signer.id, verifier!.id]).toEqual([KEYS.id, KEYS.id]);
      expect(verifier!.fits('said', signer.sign('said'))).toBe(true);
      expect(verifier!.fits('Said', signer.sign('said'))).toBe(false);
    }
  });

  it.each([
    '',
    'no key',
    KEYS.public,
    '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
  ])('that sign are not %j, and what was found is not shown', (text) => {
    expect(() => signerOf(text)).toThrow(NotAKey);
    expect(() => signerOf(text)).toThrow(/^write a private key for Ed25519 as PEM/);
  });

  it.each(['', KEYS.private])('that verify are not %j', (text) => {
    expect(() => verifiersOf(text)).toThrow(NotAKey);
  });
});
