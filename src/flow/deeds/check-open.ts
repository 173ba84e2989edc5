import type { Grant } from '../../access/grant.ts';
import { formatPort } from '../../access/port.ts';
import type { AccessRequest, RequestIn } from '../../access/request.ts';
import type { Sighting } from '../../ports/provider.ts';
import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { tellDrift } from '../drift/tell-drift.ts';
import { seeVms } from '../step/judge-again.ts';
import { nextLook } from './due.ts';
import { keptByOthers } from './kept-by-others.ts';
import { endLease, ifStill, type Led, underLeaseUnlessAwaited } from './lease.ts';
import { askProviders, byProvider, byVm, type Learnt, orderOf, withSightings } from './order.ts';

/** Compares an open request with the cloud: the same VM, and every open grant still there (HOLES H19). */
export const checkOpen = (deps: Deps, stored: Stored): Promise<Led | undefined> =>
  underLeaseUnlessAwaited(deps, stored, (leased) => look(deps, leased));

async function look(deps: Deps, leased: Stored): Promise<Led | undefined> {
  const request = leased.request as RequestIn<'open'>;
  const seen = await seeVms(deps, request);
  if ('refused' in seen && seen.final)
    return ifStill(leased, { step: 'gone', grants: request.grants, why: seen.refused });
  const open = request.grants.filter((grant) => grant.state === 'open');
  const { sightings, error } = await askProviders(deps, open, byVm, (provider, own) =>
    provider.read(orderOf(deps, request, own)),
  );
  if (error) deps.log.warn({ request: request.id, reason: error.message }, 'the cloud could not be compared'); // not "closed"
  const lost = sightings.filter((each) => each.state === 'closed');
  const changed = sightings.filter((each) => each.changed);
  const known = sightings.filter((each) => each.state === 'open' && !each.changed && isNews(request, each));
  const wide = deps.policy().widened === 'close' ? changed.filter(({ wider }) => wider) : [];
  const grants = withSightings(request.grants, [...lost, ...known, ...changed]);
  const left = grants.filter(({ state, key }) => state === 'open' && !wide.some((each) => each.key === key));
  // Saved first: the closing that follows from it removes the rules, by the names that were kept.
  if (wide.length > 0 && left.length === 0)
    return ifStill(leased, { step: 'gone', grants, why: `${sayAll(wide)} ${CLOSES}` });
  await tellChanges(deps, leased, grants, new Set(wide.map(({ key }) => key)));
  const undone = [...(await undoDoubtful(deps, request)), ...(await closeWidened(deps, leased, wide))];
  return compare(deps, leased, withSightings(grants, undone));
}

const CLOSES = 'That is more than was approved, so Ajar closes it.';

const sayAll = (sightings: readonly Sighting[]): string =>
  [...new Set(sightings.map(({ note }) => note))].filter(Boolean).join(' ');

/** What lets in more than was approved is shut, whoever else may hold it (DESIGN.md section 4). Not proven shut: it is tried again at the next look. */
async function closeWidened(
  deps: Deps,
  { request }: Stored,
  wide: readonly Sighting[],
): Promise<readonly Learnt[]> {
  const grants = request.grants.filter(({ key }) => wide.some((each) => each.key === key));
  if (grants.length === 0) return [];
  const { sightings, error } = await askProviders(deps, grants, byProvider, (provider, own) =>
    provider.close(orderOf(deps, request, own), new Set()),
  );
  if (error)
    deps.log.error({ request: request.id, reason: error.message }, 'a widened rule could not be removed yet');
  return sightings
    .filter(({ state }) => state === 'closed')
    .map((shut) => ({ ...shut, note: `${sayAll(wide.filter(({ key }) => key === shut.key))} ${CLOSES}` }));
}

/** Where its rules stand was not known, or what was wrong with them is mended. */
const isNews = ({ grants }: RequestIn<'open'>, { key, rules, note }: Sighting): boolean =>
  rules !== undefined &&
  note === undefined &&
  grants.some((grant) => grant.key === key && (grant.cloud.rules !== rules || grant.note !== undefined));

/** What did not open in time may open late: it is taken back, as the requester was told that it is not open. */
async function undoDoubtful(deps: Deps, request: RequestIn<'open'>): Promise<readonly Sighting[]> {
  const doubtful = request.grants.filter((grant) => grant.state === 'doubtful');
  if (doubtful.length === 0) return [];
  const { keep, undecided } = await keptByOthers(deps, request);
  if (undecided) return [];
  const { sightings, error } = await askProviders(deps, doubtful, byProvider, (provider, own) =>
    provider.close(orderOf(deps, request, own), keep),
  );
  if (error)
    deps.log.warn({ request: request.id, reason: error.message }, 'a doubtful one could not be undone');
  return sightings.filter((each) => each.state === 'closed');
}

async function compare(deps: Deps, leased: Stored, grants: readonly Grant[]): Promise<Led | undefined> {
  const lost = lostOf(leased.request, grants);
  if (lost.length > 0 && !grants.some((grant) => grant.state === 'open'))
    return ifStill(leased, { step: 'gone', grants, why: sentenceOf(lost) });
  await endLease(deps, leased, grants, nextLook(deps, leased.request, deps.clock.now()));
  return undefined;
}

const lostOf = ({ grants: before }: AccessRequest, grants: readonly Grant[]): readonly Grant[] =>
  grants.filter(({ state }, index) => state === 'closed' && before[index]?.state === 'open');

/** Told before it is remembered, so that a crash in between tells it twice rather than never; of what ends it all, the alert tells. */
async function tellChanges(
  deps: Deps,
  leased: Stored,
  grants: readonly Grant[],
  wide: ReadonlySet<string>,
): Promise<void> {
  const { request } = leased;
  if (!grants.some((grant) => grant.state === 'open')) return;
  const lost = lostOf(request, grants);
  const changed = grants.filter(
    ({ state, note }, index) =>
      state === 'open' && note !== undefined && note !== request.grants[index]?.note,
  );
  const told = [
    ...(lost.length > 0 ? [sentenceOf(lost)] : []),
    ...changed.map(({ key, note }) => (wide.has(key) ? `${note} ${CLOSES}` : `${note}`)),
  ];
  if (told.length > 0) await tellDrift(deps, leased, [...new Set(told)]);
}

function sentenceOf(lost: readonly Grant[]): string {
  const what = lost.map((grant) => `${formatPort(grant.opens)} on ${grant.vm.name}`).join(', ');
  const why = [...new Set(lost.map((grant) => grant.note))].filter(Boolean).join(' ');
  return `${what} was closed by somebody else before its end.${why ? ` ${why}` : ''}`;
}
