import type { AccessRequest, Status } from '../src/access/request.ts';
import { HOUR_MS } from '../src/access/unit-ms.ts';
import type { Vm } from '../src/access/vm.ts';
import type { Place } from '../src/ports/chat.ts';
import type { Along, Store, Stored } from '../src/ports/store.ts';
import { grantOf, VERDICT } from '../test/fakes/requests.ts';
import { ASKER, vmAt } from './people.ts';

const AT_ONCE = 200;

export const idAt = (at: number): string => `aj-${String(at).padStart(6, '0')}`;

/** Where a card of such a request stands, and the message that it is there. */
export interface Shown {
  readonly place: Place;
  readonly messageAt: (at: number) => string;
}

/** So many VMs each have requests of so many people at the same time. */
const REQUESTS_A_VM = 4;

/** The VMs of so many requests, the first of which has this number. */
export const vmsOf = (requests: number, from = 0): readonly Vm[] => {
  const first = Math.floor(from / REQUESTS_A_VM);
  return Array.from({ length: Math.ceil((from + requests) / REQUESTS_A_VM) - first }, (_, at) =>
    vmAt(first + at),
  );
};

export const pendingAt = (at: number, now: Date): Extract<AccessRequest, { readonly status: 'pending' }> => {
  const vm = vmAt(Math.floor(at / REQUESTS_A_VM));
  const grant = {
    ...grantOf('planned'),
    ...{ vm, source: `203.0.${at % 250}.7/32`, cloud: { jitPolicyId: vm.jit[0]?.policyId ?? '' } },
    target: `defender|${vm.id}|3389`,
  };
  return {
    ...{ id: idAt(at), requester: ASKER, askedAt: now, terms: 1, durationMs: HOUR_MS, grants: [grant] },
    ...{ verdict: VERDICT, approvals: [], status: 'pending', justification: 'INC-4711: the disk is full' },
    lapsesAt: new Date(now.getTime() + HOUR_MS / 2),
  };
};

export const eventOf = (request: AccessRequest, kind: Along['event']['kind'], at: Date): Along['event'] => ({
  ...{ at, kind, actor: ASKER, app: 'bench', request: request.id, status: request.status },
  ...{
    vms: request.grants.map(({ vm }) => vm.id),
    ports: ['3389/tcp'],
    sources: [request.grants[0]?.source ?? ''],
  },
  ...{ rules: VERDICT.rules, policy: VERDICT.policy, traces: [], detail: '' },
});

export const freshOf = (request: AccessRequest, dueAt: Date): Omit<Stored, 'version'> => ({
  ...{ request, work: { dueAt, attempt: 0 } },
  home: { place: { app: 'bench', service: 'here', conversation: 'dm' }, zone: 'UTC' },
});

/**
 * Requests that wait to be approved, each with a card where it can be clicked. Its card is there only once it is drawn: a running
 * Ajar draws what lags behind, and would take the click on the message that is named here for one on a forwarded copy.
 */
export async function waiting(store: Store, from: number, count: number, shown: Shown): Promise<void> {
  await inParts(count, async (at) => {
    const now = new Date();
    const request = pendingAt(from + at, now);
    const slot = { slot: 'approval', card: 'approval', place: shown.place } as const;
    await store.create(freshOf(request, request.lapsesAt), { event: eventOf(request, 'asked', now) });
    const message = shown.messageAt(from + at);
    await store.drew({ ...slot, request: request.id, drawn: 1, attempt: 0, message });
  });
}

/** Opened an hour before it ends, by a rule in a security group: nothing closes that by itself. */
export function openAt(at: number, until: Date): Extract<AccessRequest, { readonly status: 'open' }> {
  const openedAt = new Date(until.getTime() - HOUR_MS);
  const { lapsesAt: _, grants, ...asked } = pendingAt(at, openedAt);
  const held = grants.map((grant) => ({
    ...grant,
    state: 'open' as const,
    provider: 'nsg' as const,
    target: `nsg|${at}`,
  }));
  return { ...asked, grants: held, status: 'open', openedAt, until, warnedAt: openedAt };
}

/** Saved as it is, to be looked at when it ends unless something else is said. */
export async function saved(
  store: Store,
  request: Extract<AccessRequest, { readonly status: 'open' }>,
  lookAt = request.until,
): Promise<void> {
  await store.create(freshOf(request, lookAt), { event: eventOf(request, 'opened', request.askedAt) });
}

/** How many of these are stored as approved. */
export const approvedOf = (store: Store, from: number, count: number): Promise<number> =>
  statedOf(store, 'opening', from, count);

/** How many of these are in this status. */
export async function statedOf(store: Store, status: Status, from: number, count: number): Promise<number> {
  const found = await Promise.all(Array.from({ length: count }, (_, at) => store.find(idAt(from + at))));
  return found.filter((stored) => stored?.request.status === status).length;
}

/** Does it for each number, so many at a time: they share a transaction. */
export async function inParts(count: number, work: (at: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, at) => work(from + at)));
}
