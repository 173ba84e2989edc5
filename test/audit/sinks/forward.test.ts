import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCursor } from '../../../src/audit/sinks/cursor.ts';
import { type ForwardDeps, forward } from '../../../src/audit/sinks/forward.ts';
import { lagOf } from '../../../src/audit/sinks/lag.ts';
import { type AuditSink, type SealedLine, SinkError } from '../../../src/ports/audit-sink.ts';
import { createHandClock, type HandClock } from '../../fakes/clock.ts';
import { event, minute } from '../../store/samples.ts';
import { type Temporary, temporaryStore } from '../../store/temporary.ts';

let here: Temporary;
let clock: HandClock;
beforeEach(async () => {
  here = await temporaryStore();
  clock = createHandClock();
});
afterEach(() => here.remove());

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

const depsOf = (me = 'one', store: ForwardDeps['store'] = here.store): ForwardDeps => ({
  ...{ store, clock, log: quiet, me },
});

/** A sink that keeps what it takes, and fails while `trouble` is set. */
function listening(most = { lines: 2, bytes: 100_000 }) {
  const taken: SealedLine[][] = [];
  const state: { trouble?: Error; during?: () => Promise<unknown> } = {};
  const sink: AuditSink = {
    ...{ name: 'test', most, everyMs: 1_000 },
    async send(lines) {
      await state.during?.();
      if (state.trouble) throw state.trouble;
      taken.push([...lines]);
    },
  };
  return { sink, state, batches: () => taken.map((lines) => lines.map(({ seq }) => seq)) };
}

async function record(count: number, seal = true): Promise<void> {
  for (let n = 0; n < count; n++) await here.store.record(event('refused', { at: minute(n) }));
  if (seal) await here.store.seal();
}

const cursor = () => readCursor(here.store, 'test', clock.now());

describe('a sink', () => {
  it('gets every sealed event in order, in batches that it can take, and each once', async () => {
    const { sink, batches } = listening();
    await record(5);
    await forward(depsOf(), sink);
    await forward(depsOf(), sink);
    await record(1);
    await forward(depsOf(), sink);
    expect(batches()).toEqual([[1, 2], [3, 4], [5], [6]]);
    expect(await lagOf(here.store, 'test', clock.now())).toEqual({ sink: 'test', seq: 6 });
  });

  it('gets batches by size too, and a line that is longer than that alone', async () => {
    const { sink, batches } = listening({ lines: 99, bytes: 10 });
    await record(3);
    await forward(depsOf(), sink);
    expect(batches()).toEqual([[1], [2], [3]]);
  });

  it('gets nothing that is not sealed', async () => {
    const { sink, batches } = listening();
    await record(2, false);
    await forward(depsOf(), sink);
    expect(batches()).toEqual([]);
    await here.store.seal();
    await record(1, false);
    await forward(depsOf(), sink);
    expect(batches()).toEqual([[1, 2]]);
    expect(await lagOf(here.store, 'test', clock.now())).toEqual({ sink: 'test', seq: 2, since: minute(0) });
  });

  it('that is down only lags, says why, and gets everything when it is back', async () => {
    const { sink, batches, state } = listening();
    await record(3);
    state.trouble = new SinkError('It is down.');
    await forward(depsOf(), sink);
    expect(await lagOf(here.store, 'test', clock.now())).toEqual({
      ...{ sink: 'test', seq: 0, since: minute(0), why: 'It is down.' },
    });
    delete state.trouble;
    await forward(depsOf(), sink);
    expect(batches()).toEqual([]);
    clock.pass(1_000);
    await forward(depsOf(), sink);
    expect(batches()).toEqual([[1, 2], [3]]);
    expect(await cursor()).not.toHaveProperty('failures');
  });

  it('is left alone for longer after each failure, and as long as it asks', async () => {
    const { sink, state } = listening();
    await record(1);
    const waits: number[] = [];
    for (const retryAfterMs of [undefined, undefined, undefined, 90_000]) {
      state.trouble = new SinkError('Busy.', { retryAfterMs });
      await forward(depsOf(), sink);
      const wait = ((await cursor())?.notBefore?.getTime() ?? 0) - clock.now().getTime();
      waits.push(wait);
      clock.pass(wait);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 90_000]);
  });

  it.each([
    ['held', { by: 'another process', until: minute(60 * 24) }],
    ['left alone', { failures: 1, notBefore: minute(60 * 24) }],
  ])('is not %s for longer than ever happens, as by a clock that ran ahead', async (_, kept) => {
    const { sink, batches } = listening();
    await record(1);
    await here.store.exchange('audit/sink/test', undefined, { seq: 0, ...kept });
    await forward(depsOf(), sink);
    expect(batches()).toEqual([[1]]);
  });

  it('gets the rest when some of it was taken before it failed', async () => {
    const { sink, batches, state } = listening();
    await record(4);
    let sent = 0;
    state.during = async () => {
      sent += 1;
      if (sent === 2) throw new SinkError('Down.');
    };
    await forward(depsOf(), sink);
    clock.pass(1_000);
    await forward(depsOf(), sink);
    expect(batches()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('gets again what was sent by a process that died before it moved the cursor', async () => {
    const { sink, batches } = listening();
    await record(2);
    const dying = {
      ...here.store,
      exchange: async (_: string, from: unknown, to: unknown) =>
        isTaking(to) && here.store.exchange('audit/sink/test', from, to),
    };
    const isTaking = (to: unknown): boolean => (to as { seq: number }).seq === 0;
    await forward(depsOf('one', dying), sink);
    await forward(depsOf('two'), sink);
    expect(batches()).toEqual([[1, 2]]);
    clock.pass(60_000);
    await forward(depsOf('two'), sink);
    expect(batches()).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('gets everything once from several processes that pass at the same time', async () => {
    const { sink, batches } = listening();
    await record(9);
    const stores = [here.store, await here.again(), await here.again()];
    for (let round = 0; round < 3; round++) {
      await Promise.all(stores.map((store, n) => forward(depsOf(`p${n}`, store), sink)));
      clock.pass(61_000);
    }
    expect(batches().flat()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('whose lease ran out while it was sent to is moved by one of the two', async () => {
    const { sink, batches, state } = listening();
    await record(2);
    const other = listening();
    state.during = async () => {
      delete state.during;
      clock.pass(61_000);
      await forward(depsOf('two'), other.sink);
    };
    await forward(depsOf('one'), sink);
    expect([batches(), other.batches()]).toEqual([[[1, 2]], [[1, 2]]]);
    expect(await cursor()).toMatchObject({ seq: 2, by: 'two' });
    await record(1);
    await forward(depsOf('one'), sink);
    expect(batches().flat()).toEqual([1, 2]);
  });
});
