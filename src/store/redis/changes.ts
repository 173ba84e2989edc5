import { isEnded } from '../../access/request.ts';
import type { Stored, Work } from '../../ports/store.ts';
import { encode } from '../codec.ts';
import { holdsOf } from '../rules.ts';
import type { Keys } from './keys.ts';
import { call, placed } from './parts.ts';
import { fieldsOf, REQUEST } from './rows.ts';
import type { Write } from './script.ts';

/** Sorted sets by key, with the score that an item has in each. */
type Places = ReadonlyMap<string, number>;

interface Writing {
  /** Whether its cards may show something else now. */
  readonly shows?: boolean;
  /** What `textOf` made of it, for whoever needs that too. */
  readonly text?: string;
}

/** Writes a request over the version that was read (none: a new one), with all that lists and searches need of it. */
export function requestWrites(
  keys: Keys,
  before: Stored | undefined,
  next: Stored,
  { shows = true, text = textOf(next) }: Writing = {},
): readonly Write[] {
  const { request, version } = next;
  const { id } = request;
  return [
    call('HSET', keys.kept(id), ...fieldsOf(REQUEST, version, text)),
    ...moved(id, before ? placesOf(keys, before) : new Map(), placesOf(keys, next)),
    // A request stays listed under a VM that it once was about.
    ...vmsOf(next).map((vm) => placed(keys.requestsOn(vm), -request.askedAt.getTime(), id)),
    ...(before ? [shows ? lag(keys, id) : keepUp(keys, id, version)] : []),
  ];
}

/** An ended request leaves everything that lists and searches have of it. */
export const droppedRequestWrites = (keys: Keys, stored: Stored): readonly Write[] => [
  ...moved(stored.request.id, placesOf(keys, stored), new Map()),
  ...vmsOf(stored).map((vm) => placed(keys.requestsOn(vm), undefined, stored.request.id)),
];

const vmsOf = ({ request }: Stored): readonly string[] => [
  ...new Set(request.grants.map(({ vm }) => vm.id.toLowerCase())),
];

/** A request as it is kept, for `decode`. */
export const textOf = (next: Stored): string =>
  encode({ request: next.request, home: next.home, work: keptWork(next) });

/** Nobody has to look at an ended request again, whatever was left in its bookkeeping. */
const keptWork = ({ request, work }: Stored): Work => (isEnded(request) ? { attempt: work.attempt } : work);

/** From where it stood to where it stands. */
function moved(member: string, before: Places, next: Places): readonly Write[] {
  return [
    ...[...before.keys()].filter((key) => !next.has(key)).map((key) => placed(key, undefined, member)),
    ...[...next]
      .filter(([key, score]) => before.get(key) !== score)
      .map(([key, score]) => placed(key, score, member)),
  ];
}

/** When somebody has to look: when `dueAt` and the lease have both passed. */
export const lookAt = ({ dueAt, leaseUntil }: Work): number | undefined =>
  dueAt || leaseUntil ? Math.max(dueAt?.getTime() ?? 0, leaseUntil?.getTime() ?? 0) : undefined;

/** Its copies lag behind once it has a new version, apart from those given up. */
export const lag = (keys: Keys, id: string): Write => ({
  ...{ name: 'lag', keys: [keys.shown(id), keys.behind], values: [id] },
});

/** Copies that were drawn with the version before are up to date with this one, too. */
export const keepUp = (keys: Keys, id: string, version: number): Write => ({
  ...{ name: 'keepUp', keys: [keys.copies(id)], values: [String(version - 1), String(version)] },
});

/** Where a request stands: a pure function of what is stored, so that it can be verified. */
function placesOf(keys: Keys, stored: Stored): Places {
  const { request } = stored;
  const work = keptWork(stored);
  const asked = -request.askedAt.getTime();
  const look = lookAt(work);
  const until = 'until' in request ? request.until.getTime() : 0;
  const holds = holdsOf(request);
  const { leaseUntil } = work;
  return new Map([
    [keys.requests, asked],
    [keys.requestsBy(request.requester.id), asked],
    [keys.requestsIn(request.status), asked],
    ...(look === undefined ? [] : [[keys.dueRequests, look] as const]),
    ...holds.filter(({ live }) => live).map(({ target }) => [keys.holders(target), until] as const),
    ...(leaseUntil ? holds.map(({ target }) => [keys.leases(target), leaseUntil.getTime()] as const) : []),
  ]);
}
