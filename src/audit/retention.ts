import { setImmediate as turn } from 'node:timers/promises';
import { apart } from '../access/odd-clock.ts';
import { isEnded } from '../access/request.ts';
import { DAY_MS } from '../access/unit-ms.ts';
import type { Clock } from '../ports/clock.ts';
import type { LogLine, Store } from '../ports/store.ts';
import { bare, installationOf } from './checkpoints.ts';
import { eventFromBytes } from './event-bytes.ts';
import type { Signer } from './keys.ts';
import { readCursor, START } from './sinks/cursor.ts';
import { writeStatement } from './statement.ts';

export interface RetentionDeps {
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
  /** The names of every sink that is configured: what one of them lacks is never dropped. */
  readonly sinks: readonly string[];
  readonly signer?: Signer | undefined;
  /** The hash of the policy in force. */
  readonly policy: () => string;
}

/** What can be dropped of what happened before a day. */
export interface Plan {
  /** The last event that goes; 0 when none does. */
  readonly upTo: number;
  readonly seal: string;
  /** Ended requests and records of which no later event tells, and messages of before. */
  readonly ids: readonly string[];
  /** The sink for whose sake less goes than could, and the last event that it has. */
  readonly waitsFor?: { readonly sink: string; readonly seq: number };
  /** Set where there is more than may go at once. */
  readonly more?: true;
}

/** Bulletins belong to no request; this many are looked through. */
const MOST = 100_000;

/** Looks through the log: nothing that is not sealed goes, nothing that a sink lacks, and never the last sealed event; so many at most. */
export async function planPrune(
  { store, clock, sinks }: RetentionDeps,
  before: Date,
  most = Number.POSITIVE_INFINITY,
): Promise<Plan> {
  const waiting = await slowest(store, sinks, clock.now());
  const old = new Set<string>();
  const later = new Set<string>();
  let cut: LogLine | undefined;
  let held: Plan['waitsFor'];
  let ends = false;
  let goes = 0;
  let more = false;
  for await (const line of store.log()) {
    const event = eventFromBytes(line.bytes);
    const isOld = line.seal !== undefined && event.at < before;
    const isLacked = waiting !== undefined && line.seq > waiting.seq;
    if (!ends && isOld && isLacked) held = waiting;
    more ||= !ends && isOld && !isLacked && goes === most;
    ends ||= !isOld || isLacked || more;
    if (!ends) {
      cut = line;
      goes += 1;
    }
    if (event.request !== undefined) (ends ? later : old).add(event.request);
  }
  // Without another sealed line after it the last one stays.
  if (cut !== undefined && !(await isSealedAfter(store, cut.seq))) return NOTHING;
  return {
    ...{ upTo: cut?.seq ?? 0, seal: cut?.seal ?? '' },
    ids:
      cut === undefined
        ? []
        : [
            ...(await endedOf(
              store,
              [...old].filter((id) => !later.has(id)),
            )),
            ...(await toldBefore(store, before)),
          ],
    ...(held && { waitsFor: held }),
    ...(more && { more }),
  };
}

const NOTHING: Plan = { upTo: 0, seal: '', ids: [] };

async function isSealedAfter(store: Store, seq: number): Promise<boolean> {
  for await (const line of store.log(seq)) return line.seal !== undefined;
  return false;
}

async function slowest(store: Store, sinks: readonly string[], now: Date): Promise<Plan['waitsFor']> {
  const each = sinks.map(async (sink) => ({
    sink,
    seq: ((await readCursor(store, sink, now)) ?? START).seq,
  }));
  return (await Promise.all(each)).sort((a, b) => a.seq - b.seq)[0];
}

const PRUNED = 'audit/pruned';

/** So many at once in a process that serves: dropping them is one step, which over the embedded store keeps it from all else for half a second. */
const AT_ONCE = 20_000;

interface Pruned {
  readonly at: Date;
  readonly more?: true;
}

/** Once a day, whichever process comes first: what is older than so many days goes. What is too much for once goes with the next pass. */
export async function pruneDaily(deps: RetentionDeps, keepDays: number, most = AT_ONCE): Promise<void> {
  const { store, clock } = deps;
  const at = clock.now();
  const last = (await store.recall(PRUNED, at)) as Pruned | undefined;
  if (last !== undefined && !last.more && apart(last.at, at) < DAY_MS) return;
  const mine: Pruned = { at };
  if (!(await store.exchange(PRUNED, last, mine))) return;
  const plan = await planPrune(deps, new Date(at.getTime() - keepDays * DAY_MS), most);
  await prune(deps, plan);
  if (plan.more) await store.exchange(PRUNED, mine, { at, more: true });
}

/** A request without its end stays, however old its events are (HOLES H8). */
async function endedOf(store: Store, ids: readonly string[]): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const id of ids) {
    const stored = await store.find(id);
    if (stored ? isEnded(stored.request) : await store.findRecord(id)) ended.push(id, `review/${id}`);
    // Of what was done while Ajar was away there is a review and no request.
    else if (!stored && (await store.findRecord(`review/${id}`))) ended.push(`review/${id}`);
    // They may be thousands, and a store on this machine makes nobody wait: others have their turn.
    await turn();
  }
  return ended;
}

const toldBefore = async (store: Store, before: Date): Promise<readonly string[]> =>
  (await store.listRecords({ kind: 'bulletin', limit: MOST }))
    .filter(({ body }) => body.at < before)
    .map(({ id }) => id);

/**
 * Carries the plan out: first what the lines tell of, then the lines, in one step with the event that says up to where and over
 * which seal the log goes on. Broken off in between, the rest is found again.
 */
export async function prune(deps: RetentionDeps, plan: Plan): Promise<{ readonly dropped: number }> {
  const { store, clock, signer, policy } = deps;
  if (plan.upTo === 0) return { dropped: 0 };
  let dropped = 0;
  for (const id of plan.ids) if (await store.drop(id)) dropped += 1;
  const at = clock.now();
  const installation = await installationOf(store, at);
  const statement = writeStatement(
    { what: 'cut', installation, at, seq: plan.upTo, seal: plan.seal },
    signer,
  );
  const detail = `Events up to ${plan.upTo} were dropped, and ${dropped} ended requests and messages with their cards: ${statement}`;
  await store.prune(plan.upTo, { ...bare(at, policy()), kind: 'pruned', detail });
  await store.seal();
  return { dropped };
}
