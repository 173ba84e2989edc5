import { isDeepStrictEqual } from 'node:util';
import { AJAR } from '../../../src/access/person.ts';
import type { AccessRequest } from '../../../src/access/request.ts';
import type { Stored } from '../../../src/ports/store.ts';
import { APPROVERS, ASKS, ENGINEERS, MOST_MS } from '../town.ts';
import type { Saved } from '../watched-store.ts';
import type { World } from '../world.ts';

type Violated = (sentence: string) => void;

/** What was asked is what is saved, and it opens only once enough of the right people have really said so. */
export function checkApproved(
  world: World,
  saved: Saved,
  before: Stored | undefined,
  violated: Violated,
): void {
  const { request } = saved.stored;
  const { records } = world.watch;
  checkAsked(world, saved, violated);
  checkInTime(request, before, violated);
  for (const { by } of request.approvals) {
    if (by.id === request.requester.id || by.id === request.askedBy?.id)
      violated(`${by.name} approved ${request.id}, which is their own`);
    if (by.id === AJAR.id) continue;
    if (!records.did.has(`${by.id} approve ${request.id}`))
      violated(`${by.name} never approved ${request.id}`);
  }
  const goes = request.status === 'opening' || request.status === 'approved';
  if (goes && before?.request.status !== request.status) checkEnough(world, request, violated);
  if (saved.once !== undefined) {
    const other = records.acted.get(saved.once);
    if (other !== undefined)
      violated(`${saved.once} acted twice: ${other}, ${request.id} v${saved.stored.version}`);
    records.acted.set(saved.once, `${request.id} v${saved.stored.version}`);
  }
}

/** Nobody answers what has lapsed, whether or not anybody has noticed yet that it has. */
function checkInTime(request: AccessRequest, before: Stored | undefined, violated: Violated): void {
  if (before?.request.status !== 'pending') return;
  const { approvals, lapsesAt } = before.request;
  for (const { by, at } of request.approvals.slice(approvals.length))
    if (at >= lapsesAt) violated(`${by.name} approved ${request.id}, which had lapsed`);
}

function checkAsked({ watch: { records } }: World, { stored, how }: Saved, violated: Violated): void {
  const { request, home } = stored;
  const asked = records.asked.get(home.place.thread ?? '');
  if (how !== 'create' || !asked || request.continues) return;
  const same =
    request.requester.id === asked.person &&
    isDeepStrictEqual(
      request.grants.map(({ vm, port, source }) => `${vm.name} ${port.number} ${source}`).sort(),
      asked.vms.flatMap((vm) => asked.ports.map((port) => `${vm} ${port} ${asked.source}/32`)).sort(),
    ) &&
    request.durationMs <= asked.durationMs;
  if (!same) violated(`${request.id} is not what was asked: ${JSON.stringify(asked)}`);
}

function checkEnough(world: World, request: AccessRequest, violated: Violated): void {
  const mayAsk = [...ENGINEERS, APPROVERS[0]].some((person) => person?.id === request.requester.id);
  if (!mayAsk) violated(`${request.requester.name} may not ask for ${request.id}`);
  for (const env of new Set(request.grants.map(({ vm }) => vm.name.split('-')[0] ?? '')))
    checkRule(world, request, env, violated);
}

function checkRule(world: World, request: AccessRequest, env: string, violated: Violated): void {
  if (request.durationMs > (MOST_MS[env] ?? 0)) violated(`${request.id} is for longer than its rule lets be`);
  if (request.breakGlass && env === 'prod') return;
  for (const { count, from } of ASKS[env] ?? []) {
    const given = new Set(
      request.approvals
        .filter(({ by }) => from.some((group) => world.wasIn(by.id, group)))
        .map(({ by }) => by.id),
    );
    if (given.size < count)
      violated(`${request.id} opens with ${given.size} of ${count} approvals of ${from.join(' or ')}`);
  }
}
