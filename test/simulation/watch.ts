import type { Card } from '../../src/ports/card.ts';
import type { Place } from '../../src/ports/chat.ts';
import { checkApproved } from './invariants/approved.ts';
import { BOUND_MS, checkOpenPorts, type Overruns } from './invariants/open-ports.ts';
import { checkSaved } from './invariants/saved.ts';
import { checkShown } from './invariants/shown.ts';
import type { Life } from './life.ts';
import { createRecords, type Records } from './records.ts';
import type { Saved } from './watched-store.ts';
import type { World } from './world.ts';

/** What somebody looks at from the outside: the cloud as it is, what was saved, and what was said. */
export interface Watch {
  readonly records: Records;
  readonly violations: string[];
  readonly overruns: Overruns;
  violated(sentence: string): void;
  saved(saved: Saved, life: Life): void;
  shown(card: Card, place: Place): void;
  /** The weather spoilt a call to the cloud for this request. */
  readonly spoilt: (request: string) => void;
  /** After every step. */
  step(): void;
}

export function createWatch(world: World): Watch {
  const records = createRecords();
  const violations: string[] = [];
  const overruns: Overruns = { worstMs: 0, worstAtAllMs: 0, worstLateMs: 0, since: new Map() };
  const violated = (sentence: string): void => {
    world.note(`VIOLATED: ${sentence}`);
    violations.push(sentence);
  };
  const watch: Watch = {
    ...{ records, violations, overruns, violated },
    saved(saved, life) {
      const { request, version } = saved.stored;
      world.note(
        `${life.name}: ${saved.how} ${request.id} v${version} ${request.status} ${statesOf(request.grants)}`,
      );
      const before = records.last.get(request.id);
      checkSaved(world, saved, before, violated);
      if (saved.how === 'create' || saved.how === 'save') {
        checkApproved(world, saved, before, violated);
        const lateMs = latenessOf(saved, before, life, world);
        overruns.worstLateMs = Math.max(overruns.worstLateMs, lateMs);
        if (Math.min(lateMs, world.timeline.now() - records.lastHindered) > BOUND_MS)
          violated(`${request.id} began to be closed ${Math.round(lateMs / 1_000)} s late`);
      }
      records.keep(saved, world.timeline.now());
    },
    shown: (card, place) => checkShown(records, card, place, violated),
    spoilt: (request) => records.spoilt.set(request, world.timeline.now()),
    step: () => checkOpenPorts(world, overruns, violated),
  };
  return watch;
}

const statesOf = (grants: readonly { readonly key: string; readonly state: string }[]): string =>
  grants.map(({ key, state }) => `${key}=${state}`).join(' ');

/** A clock that has just jumped over an end says nothing of who is late. */
const JUMP_MS = 60_000;

/** How long after its end a request began to be closed, by the clock of who did. */
function latenessOf(
  { stored: { request } }: Saved,
  before: Saved['stored'] | undefined,
  life: Life,
  world: World,
): number {
  if (
    request.status !== 'closing' ||
    before?.request.status === 'closing' ||
    request.ending.kind !== 'expired'
  )
    return 0;
  const { timeline, watch } = world;
  if (timeline.now() - watch.records.lastJump < JUMP_MS) return 0;
  return world.epoch + world.timeline.now() + life.skewMs - request.until.getTime();
}
