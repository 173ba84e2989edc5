import { sayDuration } from '../../access/duration.ts';
import { vmsOf } from '../../access/grant.ts';
import { type Person, samePerson } from '../../access/person.ts';
import { type AbuseLimits, limitsIn } from '../../access/policy/limits.ts';
import type { RequestIn } from '../../access/request.ts';
import { HOUR_MS } from '../../access/unit-ms.ts';
import type { Vm } from '../../access/vm.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import type { Asking } from '../say/verbs.ts';

/** Of one person's denials: more than anybody has in an hour. */
const LOOKED_BACK = 50;

/**
 * Why this person has to wait before they ask for these VMs, or undefined. Whoever extends is not asking for more of them. What
 * `whom` was denied is denied to them whoever asks in their place.
 */
export async function tooMany(
  deps: Deps,
  { person }: Pick<Asking, 'person'>,
  vms: readonly Vm[],
  whom: Person = person,
): Promise<string | undefined> {
  const limits = limitsIn(deps.policy());
  const other = samePerson(person, whom) ? undefined : whom.name;
  return (
    (await waiting(deps, whom.id, other, limits)) ??
    (await denied(deps, whom.id, other, vms, limits)) ??
    (await counted(deps, person.id, vms, limits))
  );
}

/** The same of whoever extends: only denials of extending that very access hold it back. */
export const deniedLonger = (
  deps: Deps,
  { person }: Pick<Asking, 'person'>,
  vms: readonly Vm[],
  extended: string,
): Promise<string | undefined> =>
  denied(
    deps,
    person.id,
    undefined,
    vms,
    limitsIn(deps.policy()),
    ({ continues }) => continues?.id === extended,
  );

/** `other`: the name of the requester, where somebody else asks. */
async function waiting(
  deps: Deps,
  requester: string,
  other: string | undefined,
  { pending }: AbuseLimits,
): Promise<string | undefined> {
  const own = await deps.store.list({ requester, statuses: ['pending'], limit: pending });
  if (own.length < pending) return undefined;
  if (other !== undefined)
    return `${other} has ${pending} requests waiting for an answer already. One has to be answered or cancelled first.`;
  const ids = own.map(({ request }) => request.id).join(', ');
  return `You have ${pending} requests waiting for an answer already (${ids}). Wait for one, or cancel it first.`;
}

/** Asking again and again until somebody gives in is no way to be approved. */
async function denied(
  deps: Deps,
  requester: string,
  other: string | undefined,
  vms: readonly Vm[],
  { coolDown: { after, waitMs } }: AbuseLimits,
  isSame: (request: RequestIn<'denied'>) => boolean = () => true,
): Promise<string | undefined> {
  const now = deps.clock.now();
  const all = await deps.store.list({ requester, statuses: ['denied'], limit: LOOKED_BACK });
  const recent = all
    .map(({ request }) => request as RequestIn<'denied'>)
    // What was approved and taken back before its start was no answer to asking too often.
    .filter(({ endedAt, approvedAt }) => !approvedAt && later(endedAt, HOUR_MS) > now);
  for (const { id, name } of vms) {
    const own = recent.filter(
      (request) => isSame(request) && vmsOf(request.grants).some((vm) => vm.id === id),
    );
    const last = own.toSorted((a, b) => b.endedAt.getTime() - a.endedAt.getTime())[0];
    if (!last || own.length < after) continue;
    const leftMs = later(last.endedAt, waitMs).getTime() - now.getTime();
    if (leftMs > 0)
      return `${name} was denied to ${other ?? 'you'} ${own.length === 1 ? 'just now' : `${own.length} times within an hour`}, last by ${last.by.name} (${last.id}). Speak with them, or ask again in ${sayDuration(Math.ceil(leftMs / 60_000) * 60_000)}.`;
  }
  return undefined;
}

async function counted(
  { rates }: Deps,
  person: string,
  vms: readonly Vm[],
  { asks, asksPerVm }: AbuseLimits,
): Promise<string | undefined> {
  const own = await rates.count(`asks/${person}`, HOUR_MS);
  if (own.count > asks)
    return `You have asked as often as the policy lets one person ask within an hour (${asks}). Ask again in ${minutes(own.endsInMs)}.`;
  for (const { id, name } of vms) {
    const here = await rates.count(`asks-of/${id}`, HOUR_MS);
    if (here.count > asksPerVm)
      return `${name} was asked for as often as the policy lets it be within an hour (${asksPerVm}). Ask again in ${minutes(here.endsInMs)}.`;
  }
  return undefined;
}

const minutes = (ms: number): string => `${Math.max(1, Math.ceil(ms / 60_000))} min`;
