import { type Grant, isSettled } from '../../access/grant.ts';
import type { RequestIn } from '../../access/request.ts';
import { CloudError, isLasting, type Sighting } from '../../ports/provider.ts';
import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import { seeVms, unmetOf } from '../step/judge-again.ts';
import { noLongerOpens, watchedVms } from '../step/only-watching.ts';
import { earliest, retryAt } from './due.ts';
import { endLease, ifStill, type Led, underLease } from './lease.ts';
import { askProviders, byProvider, orderOf, tracesOf, withSightings } from './order.ts';

const LOOK_AGAIN_MS = 2_000;

/** Takes an opening one look nearer to open. Grants are saved as sent before anything is sent. */
export async function openGrants(deps: Deps, stored: Stored): Promise<Led | undefined> {
  const request = stored.request as RequestIn<'opening'>;
  const now = deps.clock.now();
  const before = request.grants; // as saved: that something was sent is never forgotten
  const maySend = before.map((grant) => (isStale(deps, grant, now) ? asPlanned(grant) : grant));
  const marked = maySend.map((grant) => (grant.state === 'planned' ? sent(grant, now) : grant));
  return underLease(deps, stored, marked, (leased) => look(deps, leased, before, maySend));
}

async function look(
  deps: Deps,
  leased: Stored,
  before: readonly Grant[],
  maySend: readonly Grant[],
): Promise<Led | undefined> {
  const sends = maySend.some((grant) => grant.state === 'planned');
  // What was sent may be written once more: in watch mode nothing is, whatever was begun before.
  const looks = sends || deps.policy().mode.watch;
  const seen = looks ? await seeVms(deps, leased.request) : { vms: [] };
  if ('refused' in seen) return notTheVm(deps, leased, before, seen);
  const watched = watchedVms(deps, seen.vms);
  if (watched.length > 0)
    return notTheVm(deps, leased, before, { refused: noLongerOpens(watched), final: true });
  const unmet = sends ? await unmetOf(deps, leased.request, seen.vms) : undefined;
  if (unmet) return notTheVm(deps, leased, before, unmet);
  const waiting = maySend.filter((grant) => !isSettled(grant));
  const { sightings, errors } = await askProviders(deps, waiting, byProvider, (provider, own) =>
    provider.open(orderOf(deps, leased.request, own)),
  );
  const base = leased.request.grants.map((grant) =>
    errors.get(byProvider(grant))?.nothingSent ? asBefore(grant, before) : grant,
  );
  const careful = sightings.map((sighting) => stillSent(sighting, before));
  return weigh(deps, leased, withSightings(base, careful), (grant) => errors.get(byProvider(grant)));
}

const asBefore = (grant: Grant, before: readonly Grant[]): Grant =>
  before.find(({ key }) => key === grant.key) ?? grant;

const asPlanned = (grant: Grant): Grant => ({ ...grant, state: 'planned' });

/** Whatever a second sending came to, refused or held back: the first may still open the port. */
function stillSent(sighting: Sighting, before: readonly Grant[]): Sighting {
  const earlier = before.some(({ key, state }) => key === sighting.key && state === 'sent');
  if (!earlier || (sighting.state !== 'failed' && !sighting.unsent)) return sighting;
  const { unsent: _unsent, ...rest } = sighting;
  return { ...rest, state: 'sent' };
}

const sent = (grant: Grant, sentAt: Date): Grant => ({ ...grant, state: 'sent', sentAt });

/**
 * Sent long ago, as far as we know, and still without a trace: the process may have died between saving and sending. The
 * provider reads before it sends, so what Azure has meanwhile is found and not sent twice.
 */
const isStale = (deps: Deps, { state, sentAt }: Grant, now: Date): boolean =>
  state === 'sent' &&
  sentAt !== undefined &&
  now >= later(sentAt, deps.clock.spanOf(deps.limits.sendAgainMs));

/** Nothing was sent: a VM that is another one ends the opening, one that could not be read is looked at again. */
async function notTheVm(
  deps: Deps,
  leased: Stored,
  before: readonly Grant[],
  seen: { readonly refused: string; readonly final: boolean },
): Promise<Led | undefined> {
  if (!seen.final) {
    const busy = new CloudError('busy', seen.refused);
    return weigh(deps, leased, before, () => busy);
  }
  const grants = before.map(
    (grant): Grant => (grant.state === 'planned' ? { ...grant, state: 'failed', note: seen.refused } : grant),
  );
  return ifStill(leased, { step: 'openFailed', grants, why: seen.refused });
}

/** All settled: open, or failed. Not yet: look again until the deadline, after which what is missing counts as doubtful. */
async function weigh(
  deps: Deps,
  leased: Stored,
  seen: readonly Grant[],
  errorOf: (grant: Grant) => CloudError | undefined,
): Promise<Led | undefined> {
  const request = leased.request as RequestIn<'opening'>;
  const now = deps.clock.now();
  const overdue = ({ provider }: Grant): boolean =>
    now >= later(request.approvedAt, deps.clock.spanOf(deps.limits.openWithinMs[provider]));
  const grants = seen.map((grant) => {
    const error = errorOf(grant);
    return isHopeless(error) || overdue(grant) ? giveUp(grant, error) : grant;
  });
  if (grants.every(isSettled)) {
    if (grants.some((grant) => grant.state === 'open')) return ifStill(leased, { step: 'opened', grants });
    const why = [...new Set(grants.map((grant) => grant.note))].filter(Boolean).join(' ');
    return ifStill(leased, { step: 'openFailed', grants, why: why || 'Azure did not open it.' });
  }
  const errors = new Set(grants.flatMap((grant) => (isSettled(grant) ? [] : (errorOf(grant) ?? []))));
  for (const { kind, message } of errors)
    deps.log.warn({ request: request.id, kind, reason: message }, 'opening is tried again');
  const waits = [...errors].flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
  const next = waits.length > 0 ? retryAt(deps, now, Math.max(...waits)) : undefined;
  await endLease(deps, leased, grants, earliest(next ?? later(now, LOOK_AGAIN_MS), request.until));
  return undefined;
}

const isHopeless = (error: CloudError | undefined): boolean =>
  error !== undefined && isLasting(error) && error.nothingSent;

const unsentInTime = ({ note }: Grant): string =>
  ['It could not be sent in time.', note].filter(Boolean).join(' ');

function giveUp(grant: Grant, error: CloudError | undefined): Grant {
  if (isSettled(grant)) return grant;
  if (grant.state === 'planned')
    return {
      ...{ ...grant, state: 'failed', note: error?.message ?? unsentInTime(grant) },
      traces: [...new Set([...grant.traces, ...tracesOf(error)])],
    };
  const note = ['Azure accepted the request but the port is not open.', grant.note].filter(Boolean).join(' ');
  return { ...grant, state: 'doubtful', note };
}
