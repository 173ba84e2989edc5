import { readMinutes, sayDuration } from '../../access/duration.ts';
import { portsOf, sourcesOf } from '../../access/grant.ts';
import { samePerson } from '../../access/person.ts';
import { isNow } from '../../access/refusals.ts';
import { LIVE, type Met, type RequestIn } from '../../access/request.ts';
import type { Vm } from '../../access/vm.ts';
import type { Click, Said } from '../../ports/chat.ts';
import type { Place } from '../../ports/place.ts';
import type { Stored } from '../../ports/store.ts';

import { answer, refuse } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { seeVms } from '../step/judge-again.ts';
import { type Placed, place } from '../step/place-request.ts';
import { findRequest } from './find-request.ts';
import { type Outcome, refused } from './outcome.ts';
import type { Asking, Spoken } from './verbs.ts';

const DEFAULT_MS = 30 * 60_000;

/** "extend aj-… by 1h": a new request that continues the old one, through the same table. */
export async function extend(deps: Deps, said: Said, sentence: Spoken<'extend'>): Promise<void> {
  const found = await findRequest(deps, said.person.id, 'extend', sentence);
  if ('refused' in found) return refuse(deps, said, found.refused);
  const end = 'until' in found.stored.request ? found.stored.request.until.getTime() : 0;
  const until = sentence.until ? sentence.until.getTime() - end : undefined;
  const durationMs = sentence.durationMs ?? until ?? DEFAULT_MS;
  const placed = await extendBy(deps, said, found.stored, durationMs, sentence.until);
  const { request, home } = found.stored;
  if ('refused' in placed) return refuse(deps, said, placed.refused, { request });
  // Its card stands where the first one does: whoever wrote somewhere else is told there.
  if (!isSameThread(said.place, home.place))
    await answer(deps, said.place, askedFor(request.id, durationMs, placed));
}

const isSameThread = (a: Place, b: Place): boolean =>
  a.app === b.app && a.conversation === b.conversation && a.thread === b.thread;

const askedFor = (id: string, durationMs: number, { stored }: { readonly stored: Stored }): string =>
  `Asked to extend ${id} by ${sayDuration(durationMs)}, as ${stored.request.id}.`;

/** A button of the warning or of the request; it carries minutes, which are judged like any typed duration. */
export async function extendByClick(deps: Deps, clicked: Click, stored: Stored): Promise<Outcome> {
  const durationMs = readMinutes(clicked.fields.extendBy ?? '');
  if (durationMs === undefined) {
    return refused(`"${clicked.fields.extendBy ?? ''}" is no number of minutes.`, stored.request);
  }
  const placed = await extendBy(deps, clicked, stored, durationMs);
  if ('refused' in placed) return refused(placed.refused, stored.request);
  return {
    sentence: askedFor(stored.request.id, durationMs, placed),
    refused: false,
  };
}

async function extendBy(
  deps: Deps,
  said: Asking,
  { request, home }: Stored,
  durationMs: number,
  notAfter?: Date,
): Promise<Placed> {
  const { rules, policy } = request.verdict;
  const no = (refused: string): Placed => ({ refused, rules, policy });
  if (!samePerson(said.person, request.requester)) return no('Only the person who asked can extend it.');
  if (request.status !== 'open')
    return no(`${request.id} ${isNow(request)}; only what is open can be extended.`);
  if (durationMs <= 0) return no(`${request.id} is open until then already.`);
  const seen = await seeVms(deps, request);
  if ('refused' in seen) return no(seen.refused);
  const other = await liveExtension(deps, request);
  if (other)
    return no(`${request.id} is extended already by ${other.request.id}, which ${isNow(other.request)}.`);
  const continues = {
    id: request.id,
    from: request.until,
    count: (request.continues?.count ?? 0) + 1,
    chainStart: request.continues?.chainStart ?? request.openedAt,
    met: metOf(request),
  };
  const grants = request.grants.filter((grant) => grant.state === 'open');
  const asking = { ...said, place: home.place };
  const wish = { ...wishOf(request, seen.vms, durationMs), ...(notAfter ? { notAfter } : {}) };
  return place(deps, asking, wish, { continues, grants });
}

/**
 * What it was opened by; of one that was free itself, what the one before was. Whoever let it be for less time did not let it be
 * for more: then nothing counts.
 */
function metOf({
  verdict: { requirements, stepUp },
  continues,
  shortened,
}: RequestIn<'open'>): readonly Met[] {
  if (shortened) return [];
  return requirements.length > 0
    ? requirements.map(({ group, count }) => ({ group, count, ...(stepUp ? { confirmed: true } : {}) }))
    : (continues?.met ?? []);
}

async function liveExtension(deps: Deps, request: RequestIn<'open'>): Promise<Stored | undefined> {
  const own = await deps.store.list({ requester: request.requester.id, statuses: LIVE, limit: 200 });
  return own.find((stored) => stored.request.continues?.id === request.id);
}

/** The same VM, port and source, for longer. */
function wishOf(request: RequestIn<'open'>, vms: readonly Vm[], durationMs: number) {
  const open = request.grants.filter((grant) => grant.state === 'open');
  return {
    vms: vms.filter((vm) => open.some((grant) => grant.vm.id === vm.id)),
    ports: portsOf(open),
    sources: sourcesOf(open),
    durationMs,
    durationDefaulted: false,
    ...(request.justification !== undefined ? { justification: request.justification } : {}),
    ...(request.ticket !== undefined ? { ticket: request.ticket } : {}),
  };
}
