import { isUninspected } from '../../access/grant.ts';
import { nextRung, unmet } from '../../access/policy/approvals.ts';
import type { AccessRequest, RequestIn, Status } from '../../access/request.ts';
import { endOf } from '../../access/span.ts';
import type { Deps } from '../deps.ts';
import { warnAt } from './due.ts';

/** Something the world must do, or a step that time itself takes. Here it is only named; `carry-out` does it. */
export type Deed =
  | 'lapse'
  | 'climb'
  | 'approve'
  | 'start'
  | 'open'
  | 'expire'
  | 'warn'
  | 'inspect'
  | 'check'
  | 'close'
  | 'nothing';

/** The status is the to-do list: what follows from each, read again after every crash. */
export const FOLLOWS: { readonly [S in Status]: (deps: Deps, request: RequestIn<S>, now: Date) => Deed } = {
  pending: (_deps, request, now) => {
    if (now >= request.lapsesAt) return 'lapse';
    if (unmet(request).length === 0) return 'approve';
    const rung = nextRung(request);
    return rung && now >= rung.dueAt ? 'climb' : 'nothing';
  },
  approved: (_deps, request, now) => {
    if (now >= endOf(request, now)) return 'lapse';
    return now >= request.startsAt ? 'start' : 'nothing';
  },
  opening: (_deps, request, now) => (now >= request.until ? 'expire' : 'open'),
  open: (deps, request, now) => {
    if (now >= request.until) return 'expire';
    const warn = warnAt(deps, request);
    if (warn && now >= warn) return 'warn';
    return request.grants.some(isUninspected) ? 'inspect' : 'check';
  },
  closing: () => 'close',
  denied: () => 'nothing',
  cancelled: () => 'nothing',
  lapsed: () => 'nothing',
  closed: () => 'nothing',
};

/** What has to be done for this request now. */
export const deedOf = (deps: Deps, request: AccessRequest, now: Date): Deed =>
  (FOLLOWS[request.status] as (deps: Deps, request: AccessRequest, now: Date) => Deed)(deps, request, now);
