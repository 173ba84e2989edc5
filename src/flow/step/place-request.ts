import type { AccessRequest, Continuation } from '../../access/request.ts';
import type { Verdict } from '../../access/verdict.ts';
import { Conflict, type Stored } from '../../ports/store.ts';
import { copiesFor } from '../cards/copies.ts';
import { touch } from '../cards/stale.ts';
import { zoneOf } from '../cards/zone.ts';
import { dueAfter } from '../deeds/due.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import { rememberAddresses } from '../say/addresses.ts';
import type { Asking } from '../say/verbs.ts';
import type { FullWish } from '../say/wish.ts';
import { endReplaced } from '../source/replace.ts';
import { eventOf, planOf } from './event.ts';
import type { Extension } from './plan-grants.ts';
import { type NotPlaced, type Weighed, weigh } from './weigh.ts';

/** Tries for an id that nobody has: one in a thousand million is taken at a million requests. */
const ID_TRIES = 5;

export type Placed = { readonly stored: Stored } | NotPlaced;

/** Judges a complete wish, plans its grants and saves the request; its cards are drawn from what is saved. */
export async function place(
  deps: Deps,
  said: Asking,
  wish: FullWish,
  extension?: Extension,
): Promise<Placed> {
  const weighed = await weigh(deps, said, wish, extension);
  if ('refused' in weighed) return weighed;
  const stored = await create(deps, said, requestOf(deps, said, wish, weighed, extension?.continues));
  // An address that somebody else wrote, or perhaps did (HOLES H3), is none of theirs to be offered.
  if (!weighed.askedBy && said.askOnly !== true) await rememberAddresses(deps, said.person.id, wish.sources);
  await endReplaced(deps, stored.request);
  return { stored };
}

function requestOf(
  deps: Deps,
  said: Asking,
  wish: FullWish,
  { verdict, grants, now, askedBy }: Weighed,
  continues: Continuation | undefined,
): AccessRequest {
  const { justification, ticket, notAfter, startsAt, origin, proven, replaces } = wish;
  return {
    id: deps.newId(),
    requester: wish.requester ?? said.person,
    ...(askedBy ? { askedBy } : {}),
    askedAt: now,
    terms: 1,
    durationMs: wish.durationMs,
    grants,
    verdict,
    approvals: [],
    status: 'pending',
    lapsesAt: lapseOf(now, verdict, wish),
    ...(notAfter ? { notAfter } : {}),
    ...(startsAt ? { startsAt } : {}),
    ...(wish.durationDefaulted ? { durationDefaulted: true } : {}),
    ...(justification !== undefined ? { justification } : {}),
    ...(ticket !== undefined ? { ticket } : {}),
    ...(origin !== undefined ? { origin } : {}),
    ...(proven !== undefined ? { proven } : {}),
    ...(replaces !== undefined ? { replaces } : {}),
    ...(continues ? { continues } : {}),
    ...(wish.breakGlass ? { breakGlass: true } : {}),
    ...(said.askOnly === true ? { byAddress: true } : {}),
  };
}

/** Nobody can usefully approve what would be over. What starts later waits for its answer until then, however soon others lapse. */
const lapseOf = (now: Date, verdict: Verdict, { notAfter, startsAt }: FullWish): Date => {
  if (startsAt) return startsAt;
  const usual = later(now, verdict.pendingMs);
  return notAfter && notAfter < usual ? notAfter : usual;
};

const detailOf = (request: AccessRequest): string =>
  [forOf(request), planOf(request), request.justification].filter(Boolean).join(': ');

const forOf = ({ requester, askedBy }: AccessRequest): string =>
  askedBy ? `for ${requester.name} (${requester.id})` : '';

async function create(deps: Deps, said: Asking, first: AccessRequest): Promise<Stored> {
  const home = { place: said.place, zone: await zoneOf(deps, { ...said.place, privateTo: said.person.id }) };
  for (let attempt = 1; ; attempt += 1) {
    const request = attempt === 1 ? first : { ...first, id: deps.newId() };
    const work = dueAfter(deps, undefined, request, request.askedAt);
    const known = request.byAddress ? { entitled: 'known by an address alone' } : {};
    const told = { actor: said.person, app: said.place.app, detail: detailOf(request), ...known };
    const event = eventOf(request, request.breakGlass ? 'brokeGlass' : 'asked', request.askedAt, told);
    const once = { key: said.key, answer: { sentence: `Asked as ${request.id}.`, refused: false } };
    try {
      const saved = await deps.store.create(
        { request, home, work },
        { event, once, copies: await copiesFor(deps, request, home) },
      );
      deps.nudge();
      await touch(deps, saved.request);
      return saved;
    } catch (error) {
      if (!(error instanceof Conflict) || attempt >= ID_TRIES || (await deps.store.answered(said.key)))
        throw error;
    }
  }
}
