import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import type { Grant } from '../../src/access/grant.ts';
import type { AccessRequest, Status } from '../../src/access/request.ts';
import type { Verdict } from '../../src/access/verdict.ts';
import { vmOf } from './vms.ts';

export const NOW = new Date('2026-01-15T12:00:00Z');
const HOUR_MS = 3_600_000;
const inHours = (hours: number): Date => new Date(NOW.getTime() + hours * HOUR_MS);

export const VERDICT: Verdict = {
  ...{ rules: ['production'], policy: '0'.repeat(64), freeExtensions: 0 },
  requirements: [{ count: 1, group: 'approvers', rule: 'production' }],
  ...{ maxDurationMs: 3 * HOUR_MS, pendingMs: HOUR_MS / 2, routes: { ask: ['direct'], tell: [] } },
};

export const grantOf = (state: Grant['state'], key = 'g1'): Grant => ({
  ...{
    key,
    state,
    vm: vmOf('vm-prod-01', [3389]),
    source: '203.0.113.7/32',
    provider: 'defender',
    cloud: {},
    traces: [],
  },
  ...{
    port: { number: 3389, protocol: 'tcp' },
    opens: { number: 3389, protocol: 'tcp' },
    target: 'defender|vm|3389',
  },
});

/** One well-formed request in each status, asked by Riley. */
export function requestThatIs<S extends Status>(status: S, more: Partial<AccessRequest> = {}): AccessRequest {
  const wish = {
    ...{ id: 'aj-000001', requester: RILEY, askedAt: NOW, terms: 1, durationMs: 2 * HOUR_MS },
    ...{ grants: [grantOf('planned')], verdict: VERDICT, approvals: [] },
  };
  const until = inHours(2);
  const ending = { kind: 'expired', by: RILEY } as const;
  const states: Record<Status, object> = {
    pending: { lapsesAt: inHours(0.5) },
    approved: { approvedAt: NOW, startsAt: NOW },
    opening: { approvedAt: NOW, until },
    open: { openedAt: NOW, until },
    closing: { until, ending, since: NOW },
    closed: { until, ending, endedAt: NOW },
    denied: { by: AVERY, endedAt: NOW },
    cancelled: { by: RILEY, endedAt: NOW },
    lapsed: { why: 'Nobody answered in time.', endedAt: NOW },
  };
  return { ...wish, status, ...states[status], ...more } as AccessRequest;
}
