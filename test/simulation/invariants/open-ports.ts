import { holdOf } from '../../../src/access/grant.ts';
import { HELD, isEnded } from '../../../src/access/request.ts';
import type { Stored } from '../../../src/ports/store.ts';
import { type Entry, sayEntry } from '../cloud.ts';
import type { World } from '../world.ts';

export interface Overruns {
  /** The worst time that a port stayed open past its end while nothing hindered anybody. */
  worstMs: number;
  /** The same whatever hindered: the cloud down or locked, the store full, every process dead. */
  worstAtAllMs: number;
  /** The worst time after its end at which a request began to be closed. */
  worstLateMs: number;
  /** Since when each open one could have been closed. */
  readonly since: Map<string, number>;
}

/** The bound of the issue: a lease that somebody died with, one sweep, and the closing itself. */
export const BOUND_MS = 60_000;
/** After a call that the cloud spoilt, the next try is this far away at most, and has a minute then. */
const SPOILT_MS = 5 * 60_000 + BOUND_MS;

/** Two rounds of the patrol, with the closing. */
export const ROUND_MS = 11 * 60_000;

/** Every open port belongs to a saved request that names exactly it, and none is open past its end by more than the bound. */
export function checkOpenPorts(world: World, overruns: Overruns, violated: (sentence: string) => void): void {
  for (const entry of world.cloud.open()) {
    checkOwner(world, entry, violated);
    checkEnd(world, overruns, entry, violated);
  }
}

function checkOwner(world: World, entry: Entry, violated: (sentence: string) => void): void {
  const stored = world.watch.records.last.get(entry.request);
  // What a clock that jumped called closed, or a store has lost, is found by the next round over the whole cloud.
  const { lastClock, lastLoss } = world.watch.records;
  const isFound = world.timeline.now() - Math.max(lastClock, lastLoss) > ROUND_MS;
  if (!stored) {
    if (isFound) violated(`${sayEntry(entry)} is open and no request was saved`);
    return;
  }
  const { request } = stored;
  const grant = request.grants.find(({ key }) => key === entry.grant.key);
  const exact =
    grant &&
    'until' in request &&
    request.until.getTime() === entry.until &&
    holdOf(grant) === holdOf(entry.grant) &&
    grant.vm.id === entry.grant.vm.id;
  if (!exact) {
    if (isFound) violated(`${sayEntry(entry)} is open and its request names something else`);
    return;
  }
  if (HELD.includes(request.status) || isHeldByOthers(world, entry)) return;
  if (isFound) violated(`${sayEntry(entry)} is open and its request is ${request.status}`);
}

/** One rule of Defender's serves everybody who holds it. */
function isHeldByOthers({ cloud, watch: { records } }: World, { id, grant }: Entry): boolean {
  return cloud.sharing(grant).some((other) => other.id !== id && isHolding(records.last.get(other.request)));
}

const isHolding = (stored: Stored | undefined): boolean => stored !== undefined && !isEnded(stored.request);

function checkEnd(
  world: World,
  overruns: Overruns,
  entry: Entry,
  violated: (sentence: string) => void,
): void {
  const { since } = overruns;
  const { records } = world.watch;
  const now = world.timeline.now();
  const isShared = isHeldByOthers(world, entry);
  if (!isShared) overruns.worstAtAllMs = Math.max(overruns.worstAtAllMs, world.epoch + now - entry.until);
  const passed = world.instances.some(
    ({ life }) => life.alive && world.epoch + now + life.skewMs >= entry.until,
  );
  if (!passed || isShared || isHindered(world)) {
    since.delete(entry.id);
    return;
  }
  const from = Math.max(since.get(entry.id) ?? now, records.lastHindered);
  since.set(entry.id, from);
  const spoilt = records.spoilt.get(entry.request);
  const isSpoilt = spoilt !== undefined && now - spoilt < SPOILT_MS;
  const over = now - from;
  if (!isSpoilt) overruns.worstMs = Math.max(overruns.worstMs, over);
  if (over > (isSpoilt ? SPOILT_MS : BOUND_MS)) {
    violated(`${sayEntry(entry)} is open ${Math.round(over / 1_000)} s past its end`);
    since.set(entry.id, now);
  }
}

/** Nothing can be closed while the cloud or the store does not let it be. */
const isHindered = ({ weather: { cloud, store } }: World): boolean =>
  cloud.down || cloud.locked || store.full || store.readOnly || store.away;
