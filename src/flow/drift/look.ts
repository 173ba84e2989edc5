import { type Differs, differencesOf } from '../../access/drift/compare.ts';
import { ownerOf } from '../../access/drift/owner.ts';
import { readMarker } from '../../access/marker.ts';
import { type AccessRequest, HELD } from '../../access/request.ts';
import { isOurs } from '../../access/vm-use.ts';
import type { CannotTell, CloudOpening, Survey } from '../../ports/outside.ts';
import type { Found } from '../../ports/provider.ts';
import type { Deps } from '../deps.ts';
import { MOST_HELD } from '../most-held.ts';

/** Everything in which the cloud and our record differ. */
export interface Drift {
  readonly at: Date;
  /** Ours by their marks, and no live request's: to be closed. */
  readonly unowned: readonly Unowned[];
  /** Perhaps of another installation of Ajar, until their end. */
  readonly elsewhere: readonly Found[];
  readonly differs: readonly Differs[];
  /** Open now by the cloud's own record, and by no request of ours. */
  readonly outside: readonly CloudOpening[];
  /** All of the cloud's record that is no request of ours, open or not. */
  readonly history: readonly CloudOpening[];
  /** What may be open and cannot be told, as sentences. */
  readonly doubts: readonly CannotTell[];
}

export interface Unowned {
  readonly found: Found;
  readonly why: 'ended' | 'nobody';
}

/** An end as late as this before the reading may not have been seen by it; real milliseconds. */
const GRACE_MS = 60_000;

type Needs = Pick<Deps, 'store' | 'outside' | 'clock'>;

/** Compares the whole cloud with the store; changes nothing. Throws `CloudError` where nothing can be told. */
export async function lookForDrift({ store, outside, clock }: Needs): Promise<Drift> {
  // The cloud first: a request is saved before anything of it is sent, so that what is unknown afterwards is nobody's.
  const survey = await outside.survey();
  const held = (await store.list({ statuses: HELD, limit: MOST_HELD })).map(({ request }) => request);
  const named = await namedIn(store, survey);
  const moment = { seenAt: survey.at, now: clock.now(), graceMs: clock.spanOf(GRACE_MS) };
  const owners = survey.found.map((found) => ({
    found,
    owner: ownerOf(found, named.get(found.request), held, moment),
  }));
  const foreign = survey.openings.filter((opening) => !isKnown(opening, [...held, ...named.values()]));
  return {
    at: survey.at,
    unowned: owners.flatMap(({ found, owner }) =>
      owner === 'ended' || owner === 'nobody' ? [{ found, why: owner }] : [],
    ),
    elsewhere: owners.flatMap(({ found, owner }) => (owner === 'elsewhere' ? [found] : [])),
    differs: differencesOf(held, survey),
    outside: foreign.filter(({ live, until }) => live && until > survey.at),
    history: foreign,
    doubts: [...survey.doubts, ...survey.unread.map((sentence) => ({ sentence }))],
  };
}

/** The requests that marks in the cloud name, as far as this store knows them. */
async function namedIn(
  store: Needs['store'],
  { found }: Survey,
): Promise<ReadonlyMap<string, AccessRequest>> {
  const ids = [...new Set(found.map(({ request }) => request))];
  const known = await Promise.all(ids.map((id) => store.find(id)));
  return new Map(known.flatMap((stored) => (stored ? [[stored.request.id, stored.request] as const] : [])));
}

/** By any request: one that is marked as ours is no opening from outside, whoever knows of it. What only begins like a mark is none. */
const isKnown = (opening: CloudOpening, requests: readonly AccessRequest[]): boolean =>
  isMarked(opening) || isOurs(opening, opening.vm, requests);

const isMarked = ({ justification }: CloudOpening): boolean => readMarker(justification) !== undefined;
