import type { Grant } from '../../access/grant.ts';
import { AJAR } from '../../access/person.ts';
import { formatPort } from '../../access/port.ts';
import type { RequestIn } from '../../access/request.ts';
import type { Sighting } from '../../ports/provider.ts';
import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { eventOf } from '../step/event.ts';
import { seeVms } from '../step/judge-again.ts';
import { nextLook } from './due.ts';
import { keptByOthers } from './kept-by-others.ts';
import { endLease, ifStill, type Led, underLease } from './lease.ts';
import { askProviders, orderOf, withSightings } from './order.ts';

/** Compares an open request with the cloud: the same VM, and every open grant still there (HOLES H19). */
export const checkOpen = (deps: Deps, stored: Stored): Promise<Led | undefined> =>
  underLease(deps, stored, stored.request.grants, (leased) => look(deps, leased));

async function look(deps: Deps, leased: Stored): Promise<Led | undefined> {
  const request = leased.request as RequestIn<'open'>;
  const seen = await seeVms(deps, request);
  if ('refused' in seen && seen.final)
    return ifStill(leased, { step: 'gone', grants: request.grants, why: seen.refused });
  const open = request.grants.filter((grant) => grant.state === 'open');
  const { sightings, error } = await askProviders(deps, open, (provider, own) =>
    provider.read(orderOf(deps, request, own)),
  );
  if (error) deps.log.warn({ request: request.id, reason: error.message }, 'the cloud could not be compared'); // not "closed"
  const lost = sightings.filter((each) => each.state === 'closed');
  const changed = sightings.filter((each) => each.changed);
  const undone = await undoDoubtful(deps, request);
  return compare(deps, leased, withSightings(request.grants, [...lost, ...changed, ...undone]));
}

/** What did not open in time may open late: it is taken back, as the requester was told that it is not open. */
async function undoDoubtful(deps: Deps, request: RequestIn<'open'>): Promise<readonly Sighting[]> {
  const doubtful = request.grants.filter((grant) => grant.state === 'doubtful');
  if (doubtful.length === 0) return [];
  const { keep, undecided } = await keptByOthers(deps, request);
  if (undecided) return [];
  const { sightings, error } = await askProviders(deps, doubtful, (provider, own) =>
    provider.close(orderOf(deps, request, own), keep),
  );
  if (error)
    deps.log.warn({ request: request.id, reason: error.message }, 'a doubtful one could not be undone');
  return sightings.filter((each) => each.state === 'closed');
}

async function compare(deps: Deps, leased: Stored, grants: readonly Grant[]): Promise<Led | undefined> {
  const now = deps.clock.now();
  const lost = grants.filter(
    (grant, index) => grant.state === 'closed' && leased.request.grants[index]?.state === 'open',
  );
  if (lost.length > 0 && !grants.some((grant) => grant.state === 'open')) {
    return ifStill(leased, { step: 'gone', grants, why: sentenceOf(lost) });
  }
  const saved = await endLease(deps, leased, grants, nextLook(deps, leased.request, now));
  const changed = grants.filter(
    ({ state, note }, index) => state === 'open' && note !== leased.request.grants[index]?.note,
  );
  const told = [...(lost.length > 0 ? [sentenceOf(lost)] : []), ...changed.map(({ note }) => note ?? '')];
  if (told.length === 0 || !saved) return undefined;
  const said = { actor: AJAR, app: 'ajar', detail: [...new Set(told)].join(' ') };
  await deps.store.record(eventOf(saved.request, 'drift', now, said));
  return undefined;
}

function sentenceOf(lost: readonly Grant[]): string {
  const what = lost.map((grant) => `${formatPort(grant.opens)} on ${grant.vm.name}`).join(', ');
  const why = [...new Set(lost.map((grant) => grant.note))].filter(Boolean).join(' ');
  return `${what} was closed by somebody else before its end.${why ? ` ${why}` : ''}`;
}
