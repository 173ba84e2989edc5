import { ADA, BLAKE } from '../../sandbox/demo/people.ts';
import type { AuditKind, NewEvent } from '../../src/access/audit-event.ts';
import type { Grant, GrantState } from '../../src/access/grant.ts';
import type { AccessRequest, RequestIn } from '../../src/access/request.ts';
import type { Along, NewCopy, Store, Stored } from '../../src/ports/store.ts';

/** The moment at which the samples play. */
export const NOW = new Date('2026-03-02T10:00:00.000Z');

/** Minutes after `NOW`. */
export const minute = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);

const PLACE = { app: 'console', service: 'local', conversation: 'desk' };
const HOME = { place: PLACE, zone: 'Europe/Vienna' };

export const grant = (vm = 'web-01', state: GrantState = 'planned', key = 'g1'): Grant => ({
  key,
  vm: {
    id: `/subscriptions/s/resourcegroups/r/providers/microsoft.compute/virtualmachines/${vm}`,
    vmId: `id-of-${vm}`,
    nicIds: ['nic'],
    privateAddresses: ['10.0.0.4'],
    name: vm,
    resourceGroup: 'r',
    subscriptionId: 's',
    publicAddresses: [],
  },
  port: { number: 22, protocol: 'tcp' },
  opens: { number: 22, protocol: '*' },
  source: '203.0.113.7/32',
  provider: 'defender',
  cloud: { jitPolicyId: '/subscriptions/s/policy', $date: 'no date', until: 'text' },
  target: `${vm}/22`,
  state,
  traces: [],
});

/** A pending request for port 22 of a VM. */
export const pending = (id = 'aj-000001', vm = 'web-01'): RequestIn<'pending'> => ({
  id,
  requester: ADA,
  askedAt: NOW,
  terms: 1,
  durationMs: 3_600_000,
  grants: [grant(vm)],
  justification: 'because $date',
  verdict: {
    rules: ['web'],
    policy: 'a'.repeat(64),
    requirements: [{ count: 1, group: 'ops', rule: 'web' }],
    maxDurationMs: 7_200_000,
    freeExtensions: 0,
    pendingMs: 3_600_000,
    routes: { ask: ['direct'], tell: [] },
  },
  approvals: [],
  status: 'pending',
  lapsesAt: minute(60),
});

/** The same request on its way: what is common to every state, with another state's data. */
export const opening = (
  request: AccessRequest,
  states: readonly Grant[] = request.grants,
): AccessRequest => ({
  ...wish(request),
  grants: states,
  approvals: [{ by: BLAKE, at: NOW, terms: 1, groups: ['ops'] }],
  status: 'opening',
  approvedAt: NOW,
  until: minute(60),
});

export const open = (request: AccessRequest): AccessRequest => ({
  ...wish(request),
  grants: request.grants.map((held) => ({ ...held, state: 'open' })),
  status: 'open',
  openedAt: minute(1),
  until: minute(60),
});

export const closing = (request: AccessRequest): AccessRequest => ({
  ...wish(request),
  status: 'closing',
  openedAt: minute(1),
  until: minute(60),
  since: minute(60),
  ending: { kind: 'expired', by: ADA },
  trouble: { why: 'busy', toldAt: minute(61), first: minute(61) },
});

export const closed = (request: AccessRequest): AccessRequest => ({
  ...wish(request),
  grants: request.grants.map((held) => ({ ...held, state: 'closed' })),
  status: 'closed',
  until: minute(60),
  ending: { kind: 'expired', by: ADA },
  endedAt: minute(61),
});

export const cancelled = (request: AccessRequest): AccessRequest => ({
  ...wish(request),
  status: 'cancelled',
  by: ADA,
  endedAt: minute(2),
});

function wish(request: AccessRequest) {
  const { id, requester, askedAt, terms, durationMs, grants, justification, verdict, approvals } = request;
  const said = justification === undefined ? {} : { justification };
  return { id, requester, askedAt, terms, durationMs, grants, verdict, approvals, ...said };
}

/** What is written beside a change of this request. */
export const along = (request: AccessRequest, kind: AuditKind, more: Omit<Along, 'event'> = {}): Along => ({
  event: event(kind, {
    request: request.id,
    status: request.status,
    vms: request.grants.map(({ vm }) => vm.id),
  }),
  ...more,
});

export const event = (kind: AuditKind, more: Partial<NewEvent> = {}): NewEvent => ({
  at: NOW,
  kind,
  actor: { id: ADA.id, name: ADA.name },
  app: 'console',
  vms: [],
  ports: ['22/tcp'],
  sources: ['203.0.113.7/32'],
  detail: 'because of ☃, "quotes" and\na line',
  rules: ['web'],
  policy: 'c'.repeat(64),
  traces: [],
  ...more,
});

export const copy = (slot: string): NewCopy => ({ slot, card: 'approval', place: PLACE });

/** A request as `create` takes it, due at once. */
export const fresh = (request: AccessRequest, dueAt = NOW): Omit<Stored, 'version'> => ({
  request,
  home: HOME,
  work: { dueAt, attempt: 0 },
});

/** Asks for a request and approves it: stored as opening, due at once. */
export async function opened(store: Store, id: string, vm = 'web-01'): Promise<Stored> {
  const asked = await store.create(fresh(pending(id, vm)), along(pending(id, vm), 'asked'));
  const next = opening(asked.request);
  return store.save({ ...asked, request: next }, along(next, 'approve'));
}
