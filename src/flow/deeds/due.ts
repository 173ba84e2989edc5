import { isUninspected } from '../../access/grant.ts';
import { nextRung, unmet } from '../../access/policy/approvals.ts';
import { type AccessRequest, isEnded, type RequestIn } from '../../access/request.ts';
import type { Stored, Work } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import { keptLease } from './held-lease.ts';

/** No warning for an access shorter than this: it would come with the opening. */
const WARN_FROM_MS = 20 * 60_000;

/** When somebody has to look at the request next, once this step is saved. */
export function dueAfter(
  deps: Deps,
  before: Pick<Stored, 'request' | 'work'> | undefined,
  next: AccessRequest,
  now: Date,
  ends?: Date,
): Work {
  const moved = before?.request.status !== next.status;
  const attempt = moved ? 0 : (before?.work.attempt ?? 0);
  if (isEnded(next)) return { attempt: 0 };
  const kept = keptLease(before, now, ends);
  if (next.status === 'closing' && !moved) return { attempt, dueAt: backOff(now, attempt), ...kept };
  return { attempt, dueAt: nextLook(deps, next, now), ...kept };
}

/** The next instant at which the clock alone would change something. */
export function nextLook(deps: Deps, request: AccessRequest, now: Date): Date {
  switch (request.status) {
    case 'pending':
      return unmet(request).length === 0 ? now : earliest(request.lapsesAt, nextRung(request)?.dueAt);
    case 'open':
      if (request.grants.some(isUninspected)) return now;
      return earliest(request.until, warnAt(deps, request), nextCheck(deps, request, now));
    case 'approved':
      return request.startsAt;
    case 'opening':
    case 'closing':
      return now;
    case 'denied':
    case 'cancelled':
    case 'lapsed':
    case 'closed':
      return now;
    default:
      return request satisfies never;
  }
}

/**
 * Never later than a whole period. Those that hang on one VM are compared at the same instants, so that one reading of the
 * cloud serves all of them: the calls grow with VMs, not with grants.
 */
function nextCheck(deps: Deps, { grants }: RequestIn<'open'>, now: Date): Date {
  const every = deps.clock.spanOf(deps.limits.checkEveryMs);
  const phase = spreadOf(grants[0]?.vm.id ?? '') * every;
  return new Date(Math.ceil((Math.floor((now.getTime() - phase) / every) + 1) * every + phase));
}

/** From 0 to less than 1, the same for the same VM in every process (FNV-1a). */
const spreadOf = (id: string): number =>
  [...id].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16_777_619), 2_166_136_261) /
    2 ** 32 +
  0.5;

/** Undefined once it was given, and for short accesses. */
export function warnAt(deps: Deps, request: RequestIn<'open'>): Date | undefined {
  if (request.warnedAt || request.until.getTime() - request.openedAt.getTime() < WARN_FROM_MS)
    return undefined;
  return later(request.until, -deps.policy().defaults.warnBeforeMs);
}

const SHORTEST_MS = 2_000;
/** Nothing that is held waits for longer, in milliseconds of business time. */
export const LONGEST_MS = 5 * 60_000;

/** 2 s, 4 s, 8 s … up to 5 minutes: a closing is retried for ever. */
export const backOff = (now: Date, attempt: number): Date =>
  later(now, Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(attempt, 12)));

/** When a busy cloud or chat said to come again, within reason: nothing that must close waits for longer than 5 minutes. */
export const retryAt = (deps: Deps, now: Date, retryAfterMs: number | undefined): Date | undefined =>
  retryAfterMs !== undefined && retryAfterMs >= 0
    ? later(now, Math.min(LONGEST_MS, deps.clock.spanOf(retryAfterMs)))
    : undefined;

export const earliest = (...dates: readonly (Date | undefined)[]): Date =>
  new Date(Math.min(...dates.filter((date) => date !== undefined).map(Number)));
