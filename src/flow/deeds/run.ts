import type { Copy, Stored, StoredRecord } from '../../ports/store.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import type { Watch } from '../../ports/watch.ts';
import { draw } from '../cards/draw.ts';
import { sealLog } from '../clockwork/seal-log.ts';
import type { Deps } from '../deps.ts';
import { createAlarm } from './alarm.ts';
import { carryOut } from './carry-out.ts';
import { carryOutRecord } from './carry-out-record.ts';
import { lookAtPutOff } from './put-off.ts';

/** The longest that anything due waits when every wake-up was lost, in real milliseconds. */
const SWEEP_EVERY_MS = 15_000;
/** How long what is due is left to whomever the wake-ups call, in real milliseconds: each instance a while of its own. */
const PATIENCE_MS = { least: 500, most: 2_000 };
/** So long after a deed it is asked whether it left something to be done, for all that ended meanwhile; real milliseconds. */
const REST_MS = 50;
/** How often it is looked for what a wrong clock has put off, and at once where the clock was set back; real milliseconds. */
const PUT_OFF_EVERY_MS = 60_000;
/** Two looks are never closer than this, in real milliseconds. */
const LEAST_MS = 5;
/** A look that failed, such as on a full disk, is tried again after this, and so is a deed that could not even be put off; real milliseconds. */
const AFTER_FAILURE_MS = 1_000;
const AT_ONCE = 200;
/** So many cards are begun at a look while so many deeds are under way: what a port is comes before what is shown of it. */
const CARDS_MEANWHILE = 10;
const LOOK = 'look';

export interface Runner {
  /** Looks at everything that is due now; resolves when all of it was tried once. */
  sweep(): Promise<void>;
  /** Sweeps whenever something is due, until stopped. */
  start(): void;
  /** Begins nothing more; resolves when what is under way has ended. */
  stop(): Promise<void>;
  nudge(): void;
  /** When everything due was last looked at without a failure, by the clock; undefined before that. */
  lookedAt(): Date | undefined;
  /** When it last began or ended a look by itself, whatever became of it, by the clock; undefined before that. */
  turnedAt(): Date | undefined;
}

const UNWATCHED: Watch = { during: (_doing, work) => work() };

/**
 * The clockwork: what is due is read from the store, never from a timer. One failure never delays another (HOLES H8). With
 * `wakeUps` several instances share the work, and each still finds by itself what no wake-up came for.
 */
export function createRunner(
  deps: Omit<Deps, 'nudge'>,
  wakeUps?: Pick<WakeUps, 'start' | 'stop'>,
  watch: Watch = UNWATCHED,
): Runner & { readonly deps: Deps } {
  /** Deeds and looks under way, and the cards beside them. */
  const [busy, drawing] = [new Set<string>(), new Set<string>()];
  const underWay = new Set<Promise<void>>();
  /** When deeds and cards failed a moment ago: they must not hide what is due after them. */
  const failures = new Map<string, Date>();
  let running = false;
  let stopped = false;
  let lookedAt: Date | undefined;
  let rungMeanwhile = false;
  let turnedAt: Date | undefined;

  const once = (key: string, work: () => Promise<void>, among = busy): Promise<void> => {
    // A look that was under way when it was stopped may still find what is due: that waits for the next start.
    if (among.has(key) || stopped) return Promise.resolve();
    among.add(key);
    let failed = false;
    const done = work()
      .catch((error: unknown) => {
        failed = true;
        failures.set(key, deps.clock.now());
        deps.log.error({ key, error }, 'a deed failed; it is tried again');
      })
      .finally(() => {
        among.delete(key);
        underWay.delete(done);
        // What was done may have made something due. A look arms its own next one, unless it failed before it could.
        if (key !== LOOK) arm(REST_MS);
        else if (failed) arm(AFTER_FAILURE_MS);
        else if (rungMeanwhile) arm(0);
      });
    underWay.add(done);
    return done;
  };

  const deed = (stored: Stored): Promise<void> =>
    watch.during({ what: 'deed', request: stored.request.id }, () => carryOut(full, stored));
  const deedOf = (record: StoredRecord): Promise<void> =>
    watch.during({ what: 'deed', request: record.id }, () => carryOutRecord(full, record));
  const card = (copy: Copy): Promise<void> =>
    watch.during({ what: 'card', request: copy.request }, () => draw(full, copy));

  /** What a wake-up is about: that version is due now. A later one has a wake-up of its own. */
  const lookAt = async (id: string, version: number): Promise<void> => {
    const stored = await full.store.find(id);
    if (stored?.version === version) return once(id, () => deed(stored));
    const record = stored ? undefined : await full.store.findRecord(id);
    if (record?.version === version) return once(id, () => deedOf(record));
  };

  let caughtUp: Date | undefined;
  const catchUp = async (now: Date): Promise<void> => {
    const since = caughtUp ? now.getTime() - caughtUp.getTime() : Number.POSITIVE_INFINITY;
    if (since >= 0 && since < full.clock.spanOf(PUT_OFF_EVERY_MS)) return;
    caughtUp = now;
    // What is due is looked at even when this fails, which is logged.
    await once('put off', () => lookAtPutOff(full));
  };

  const forgetFailures = (now: Date): void => {
    for (const [key, at] of failures) {
      const since = now.getTime() - at.getTime();
      if (since < 0 || since >= full.clock.spanOf(AFTER_FAILURE_MS)) failures.delete(key);
    }
  };
  const withFailures = (among: ReadonlySet<string>): ReadonlySet<string> =>
    failures.size === 0 ? among : new Set([...among, ...failures.keys()]);

  /** Begins all that is due and nobody here is at; answers whether there may be more of it. */
  const begin = async (now: Date): Promise<boolean> => {
    const due: readonly Stored[] = await full.store.due(now, AT_ONCE, withFailures(busy));
    for (const stored of due) void once(stored.request.id, () => deed(stored));
    const records = await full.store.dueRecords(now, AT_ONCE, withFailures(busy));
    for (const record of records) void once(record.id, () => deedOf(record));
    const isRush = busy.size >= AT_ONCE;
    const room = isRush ? CARDS_MEANWHILE : AT_ONCE;
    const waiting = withFailures(drawing);
    const most = room + waiting.size; // those under way are listed again
    const behind: readonly Copy[] = await full.store.behind(now, most);
    const idle = behind.filter((copy) => !waiting.has(cardKey(copy)));
    for (const copy of idle.slice(0, room)) void once(cardKey(copy), () => card(copy), drawing);
    return due.length === AT_ONCE || records.length === AT_ONCE || (!isRush && behind.length === most);
  };

  /**
   * Answers when to look next. What is under way and due all the same is asked for when it ends, so that until then nobody
   * looks at it again and again.
   */
  const look = async (): Promise<Date | undefined> => {
    const now = full.clock.now();
    forgetFailures(now);
    await catchUp(now);
    const first = await full.store.nextDue();
    const isDue = first !== undefined && first <= now;
    const more = isDue && (await begin(now));
    await sealLog(full);
    lookedAt = full.clock.now();
    if (more) return now;
    return isDue ? full.store.nextDue(now) : first;
  };

  /** Wakes after so many real milliseconds at the latest. */
  const arm = (atMostMs: number): void => {
    if (running) alarm.within(atMostMs);
  };

  const turn = async (): Promise<void> => {
    rungMeanwhile = false;
    const next = await look();
    const wait = next ? (next.getTime() - full.clock.now().getTime()) / full.clock.spanOf(1) : SWEEP_EVERY_MS;
    arm(Math.min(SWEEP_EVERY_MS, Math.max(LEAST_MS, wait + (wakeUps ? patience() : 0))));
    if (failures.size > 0) arm(AFTER_FAILURE_MS);
  };

  const turned = async (): Promise<void> => {
    turnedAt = full.clock.now();
    try {
      await turn();
    } finally {
      turnedAt = full.clock.now();
    }
  };

  const alarm = createAlarm(deps.clock, () => {
    if (busy.has(LOOK)) rungMeanwhile = true;
    else void once(LOOK, () => watch.during({ what: 'look' }, turned));
  });
  const full: Deps = { ...deps, nudge: () => arm(0) };
  return {
    deps: full,
    nudge: full.nudge,
    start() {
      running = true;
      wakeUps?.start(lookAt);
      arm(0);
    },
    async sweep() {
      await look();
      await Promise.all(underWay);
    },
    lookedAt: () => lookedAt,
    turnedAt: () => turnedAt,
    async stop() {
      running = false;
      stopped = true;
      alarm.off();
      await wakeUps?.stop();
      await Promise.all(underWay);
    },
  };
}

const cardKey = ({ request, slot }: Copy): string => `card ${request} ${slot}`;

const patience = (): number => PATIENCE_MS.least + Math.random() * (PATIENCE_MS.most - PATIENCE_MS.least);
