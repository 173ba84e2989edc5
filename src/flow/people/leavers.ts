import { AJAR, type Person } from '../../access/person.ts';
import { unanswerable } from '../../access/policy/lost-groups.ts';
import { type AccessRequest, LIVE } from '../../access/request.ts';
import type { Step } from '../../access/step.ts';
import { Unknown } from '../../ports/people.ts';
import type { Stored } from '../../ports/store.ts';
import { adminPlaces } from '../cards/alarms.ts';
import { tell } from '../cards/tell.ts';
import type { Deps } from '../deps.ts';
import { createRounds, type Rounds } from '../rounds.ts';
import { advance } from '../step/advance.ts';
import { within } from '../within.ts';

/** As often as a good answer of the directory lasts, so that who has left is found within two of them. Real milliseconds. */
const EVERY_MS = 60_000;
const FIRST_MS = 5_000;
const MOST = 5_000;
/** How long a directory may say nothing before the admins hear of it, of the world's time. */
const TELL_AFTER_MS = 15 * 60_000;

/**
 * Ends what people have whose account is disabled or deleted: what waits lapses, what is open is closed. Where the directory
 * cannot say, everything stays as it is, and who should know is told. Without a directory nobody ever leaves.
 */
export function createLeavers(deps: Deps): Rounds {
  let silentSince: Date | undefined;
  return createRounds(deps, { firstMs: FIRST_MS, everyMs: EVERY_MS }, async () => {
    try {
      const unknown = await endLeavers(deps);
      silentSince = unknown.length === 0 ? undefined : (silentSince ?? deps.clock.now());
      if (silentSince) await tellSilence(deps, silentSince, unknown);
    } catch (error) {
      deps.log.error(
        { error },
        'it could not be looked whether somebody has left; the next pass tries again',
      );
    }
  });
}

/** Answers of whom it could not be told. */
async function endLeavers(deps: Deps): Promise<readonly Person[]> {
  const live = await deps.store.list({ statuses: LIVE, limit: MOST });
  for (const { request } of live) await endUnanswerable(deps, request);
  const people = new Map(live.map(({ request }) => [request.requester.id, request.requester]));
  const unknown: Person[] = [];
  for (const person of people.values()) {
    const gone = await hasLeft(deps, person);
    if (gone === 'unknown') unknown.push(person);
    if (gone !== true) continue;
    for (const { request } of live.filter((each) => each.request.requester.id === person.id))
      await end(deps, request.id, person);
  }
  return unknown;
}

/** A group can leave as people can: what waits for it lapses at once, and says so, instead of at its end. */
async function endUnanswerable(deps: Deps, request: AccessRequest): Promise<void> {
  if (unanswerable(deps.policy(), request) === undefined) return;
  await endBy(deps, request.id, ({ request: now }) => {
    const why = unanswerable(deps.policy(), now);
    return why === undefined ? { refused: 'It can be answered.' } : { step: 'lapse', why };
  });
}

/** One that fails must not keep what the others have (HOLES H8). */
async function endBy(
  deps: Deps,
  id: string,
  stepFor: (stored: Stored) => Step | { readonly refused: string },
): Promise<void> {
  try {
    const outcome = await advance(deps, id, async (stored) => stepFor(stored), { app: 'ajar' });
    if ('refused' in outcome) deps.log.info({ request: id, refused: outcome.refused }, 'not ended');
  } catch (error) {
    deps.log.error({ request: id, error }, 'a request could not be ended; the next pass tries again');
  }
}

async function hasLeft(deps: Deps, { id }: Person): Promise<boolean | 'unknown'> {
  try {
    const asking = deps.people.standing(id);
    return (await within(deps.limits.lookUpMs, 'Looking up an account', asking)) === 'gone';
  } catch (error) {
    const why = error instanceof Unknown ? { reason: error.message } : { error };
    deps.log.warn({ person: id, ...why }, 'it could not be told whether somebody has left');
    return 'unknown';
  }
}

function end(deps: Deps, id: string, { name }: Person): Promise<void> {
  const why = `${name} has left: the account is disabled or deleted in the directory.`;
  return endBy(deps, id, () => ({ step: 'left', why }));
}

/** Once a day. */
async function tellSilence(deps: Deps, since: Date, people: readonly Person[]): Promise<void> {
  const at = deps.clock.now();
  if (at.getTime() - since.getTime() < TELL_AFTER_MS) return;
  const whose = people.length === 1 ? "one person's" : `${people.length} people's`;
  const sentences = [
    `Since ${since.toISOString()} the directory has not told whether ${whose} accounts are still there. What they asked for and have open stays as it is.`,
    '"ajar doctor" tells why.',
  ];
  await tell(deps, {
    id: `leavers/${at.toISOString().slice(0, 10)}`,
    bulletin: { status: 'told', at, loud: false, title: 'Ajar cannot tell who has left', sentences },
    places: await adminPlaces(deps),
    event: {
      ...{ at, kind: 'drift', actor: AJAR, app: 'ajar', detail: sentences.join(' '), rules: [] },
      ...{ policy: deps.policy().hash, vms: [], ports: [], sources: [], traces: [] },
    },
  });
}
