import { isYetToCome } from '../../access/odd-clock.ts';
import { type AuditSink, SinkError } from '../../ports/audit-sink.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../ports/store.ts';
import { nextBatch } from './batch.ts';
import { type Cursor, keyOf, readCursor, START } from './cursor.ts';
import { MOST_ASKED_MS } from './retry-after.ts';

export interface ForwardDeps {
  readonly store: Pick<Store, 'log' | 'recall' | 'exchange'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Of this process, unlike every other's. */
  readonly me: string;
}

/** A process that died holds a sink this long, in real milliseconds; one call to a sink has half of it. */
const LEASE_MS = 60_000;
/** After a failure, doubled each time up to the most; real milliseconds. */
const FIRST_PAUSE_MS = 1_000;
const MOST_PAUSE_MS = 5 * 60_000;
/** Batches in one pass, so that a process that is told to stop need not send a year's log first. */
const BATCHES = 100;

/**
 * Sends what a sink lacks, in order, and moves its cursor after each batch that was taken: nothing is skipped, and what was sent
 * before a crash comes again. A sink that is down only lags. Of several processes one sends; where two do for a moment, one
 * moves the cursor.
 */
export async function forward(deps: ForwardDeps, sink: AuditSink): Promise<void> {
  let held = await take(deps, sink);
  for (let count = 0; held !== undefined && count < BATCHES; count += 1)
    held = await sendNext(deps, sink, held);
}

/** The cursor, once it is ours; undefined where there is nothing to do or somebody else does it. */
async function take(deps: ForwardDeps, sink: AuditSink): Promise<Cursor | undefined> {
  const { store, clock, me } = deps;
  const now = clock.now();
  const kept = await readCursor(store, sink.name, now);
  const isAhead = (until: Date | undefined, mostMs: number): boolean =>
    until !== undefined && isYetToCome(until, now, clock.spanOf(mostMs));
  const cursor = kept ?? START;
  const isOthers = cursor.by !== undefined && cursor.by !== me && isAhead(cursor.until, LEASE_MS);
  if (isOthers || isAhead(cursor.notBefore, MOST_ASKED_MS)) return undefined;
  if ((await nextBatch(store, cursor.seq, { most: ONE })).length === 0) return undefined;
  return move(deps, sink, kept, { ...withoutNotBefore(cursor), ...lease(deps) });
}

const ONE = { lines: 1, bytes: 1 };

async function sendNext(deps: ForwardDeps, sink: AuditSink, held: Cursor): Promise<Cursor | undefined> {
  const lines = await nextBatch(deps.store, held.seq, sink);
  const last = lines.at(-1);
  if (last === undefined) return undefined;
  try {
    await sink.send(lines, AbortSignal.timeout(LEASE_MS / 2));
  } catch (error) {
    await putOff(deps, sink, held, error);
    return undefined;
  }
  if (held.failures)
    deps.log.info({ sink: sink.name, failures: held.failures }, 'the audit sink takes events again');
  return move(deps, sink, held, { seq: last.seq, ...lease(deps) });
}

async function putOff(deps: ForwardDeps, sink: AuditSink, held: Cursor, error: unknown): Promise<void> {
  const { clock, log } = deps;
  const failures = (held.failures ?? 0) + 1;
  const asked = error instanceof SinkError ? (error.retryAfterMs ?? 0) : 0;
  const pause = Math.max(asked, Math.min(MOST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 20)));
  const reason = error instanceof SinkError ? { reason: error.message } : { error };
  log.warn({ sink: sink.name, after: held.seq, ...reason }, 'the audit sink took nothing; it is tried again');
  await move(deps, sink, held, {
    ...{ seq: held.seq, failures, notBefore: new Date(clock.now().getTime() + clock.spanOf(pause)) },
    why: error instanceof Error ? error.message : String(error),
  });
}

/** Undefined where somebody else moved it meanwhile: they send on from there. */
const move = async (
  { store }: ForwardDeps,
  { name }: AuditSink,
  from: Cursor | undefined,
  to: Cursor,
): Promise<Cursor | undefined> => ((await store.exchange(keyOf(name), from, to)) ? to : undefined);

const lease = ({ clock, me }: ForwardDeps): Pick<Cursor, 'by' | 'until'> => ({
  by: me,
  until: new Date(clock.now().getTime() + clock.spanOf(LEASE_MS)),
});

const withoutNotBefore = ({ notBefore: _, ...rest }: Cursor): Cursor => rest;
