import { createHash } from 'node:crypto';
import type { AccessRequest } from '../../access/request.ts';
import type { Card } from '../../ports/card.ts';
import { type Chat, ChatError, type Place } from '../../ports/chat.ts';
import type { Copy, Stored } from '../../ports/store.ts';
import { backOff, retryAt } from '../deeds/due.ts';
import type { Deps } from '../deps.ts';
import { advance } from '../step/advance.ts';
import { adminPlaces, directCopies, isUnresolved } from './copies.ts';
import { pingApp } from './ping.ts';
import { factsFor } from './request-facts.ts';

/** After so many tries a copy that is neither gone nor drawable is given up, loudly in the log. */
const GIVE_UP_AFTER = 40;

/** Brings one copy up to date with its request, or remembers why not. Never throws for one copy's sake. */
export async function draw(deps: Deps, copy: Copy): Promise<void> {
  let stored: Stored | undefined;
  try {
    stored = await deps.store.find(copy.request);
    if (stored) await deps.store.drew(await drawn(deps, copy, stored));
  } catch (cause) {
    const known = cause instanceof ChatError;
    if (!known) deps.log.error({ request: copy.request, slot: copy.slot, error: cause }, 'a card failed');
    await failed(deps, copy, stored, known ? cause : new ChatError('broken', String(cause), { cause }));
  }
}

async function drawn(deps: Deps, copy: Copy, stored: Stored): Promise<Copy> {
  const { chat, place } = await whereTo(deps, copy, stored.request.requester.id);
  const card = await cardOf(deps, copy, stored, place);
  const hash = fingerprint(card);
  const upToDate = { ...copy, place, drawn: stored.version, hash, attempt: 0 };
  if (copy.message !== undefined && copy.hash === hash) return upToDate;
  return { ...upToDate, message: await chat.show(card, place, copy.message) };
}

/** The chat and the real place of a copy; a named place is asked of the app, a person of every app in turn. */
async function whereTo(
  deps: Deps,
  { place }: Copy,
  requester: string,
): Promise<{ chat: Chat; place: Place }> {
  const own = deps.chats.get(place.app);
  if (!isUnresolved(place) && own) return { chat: own, place };
  const chosen = place.privateTo === undefined ? undefined : await pingApp(deps, place.privateTo);
  const preferred = chosen === undefined ? [] : [deps.chats.get(chosen)];
  const chats = place.privateTo === undefined ? [own] : [...preferred, own, ...deps.chats.values()];
  for (const chat of chats) {
    const found =
      place.privateTo === undefined
        ? await chat?.place(place.conversation)
        : await chat?.direct(place.privateTo, ...(place.privateTo === requester ? [] : OTHERS));
    if (chat && found) return { chat, place: found };
  }
  throw new ChatError(
    'gone',
    `The bot cannot reach ${place.privateTo ?? `${place.app}:${place.conversation}`}.`,
  );
}

/** An address is enough to hear of one's own requests, not of anybody else's (HOLES H3). */
const OTHERS = ['others'] as const;

async function cardOf(deps: Deps, copy: Copy, { request, home }: Stored, place: Place): Promise<Card> {
  const facts = await factsFor(deps, request, home, place);
  if (copy.card !== 'alert') return { card: copy.card, request, facts };
  return { card: 'alert', request, facts, sentence: alarmOf(request) };
}

/** Why it was loud, or that it is over. */
function alarmOf(request: AccessRequest): string {
  if (request.status === 'closing' && request.trouble)
    return `${request.id} could not be closed: ${request.trouble.why} It is tried again and again; please look at it yourself.`;
  const gone = 'ending' in request && request.ending.kind === 'gone' ? request.ending.why : undefined;
  return gone ?? `${request.id} is closed now.`;
}

/** Of what a reader would see: the moment of drawing is no part of it. */
function fingerprint(card: Card): string {
  const { facts, ...rest } = card as Card & { facts?: { now: Date } };
  return createHash('sha256')
    .update(JSON.stringify([rest, { ...facts, now: undefined }]))
    .digest('hex');
}

async function failed(deps: Deps, copy: Copy, stored: Stored | undefined, error: ChatError): Promise<void> {
  // A chat that is only busy is waited for, however long it lasts.
  const attempt = error.kind === 'busy' ? Math.min(copy.attempt + 1, GIVE_UP_AFTER - 1) : copy.attempt + 1;
  if (error.kind !== 'gone' && attempt < GIVE_UP_AFTER) {
    const now = deps.clock.now();
    const notBefore = retryAt(deps, now, error.retryAfterMs) ?? backOff(now, attempt);
    deps.log.warn(
      { request: copy.request, slot: copy.slot, attempt, reason: error.message },
      'a card could not be drawn yet',
    );
    return deps.store.drew({ ...copy, attempt, notBefore });
  }
  deps.log.error({ request: copy.request, slot: copy.slot, reason: error.message }, 'a card was given up');
  await deps.store.drew({ ...copy, attempt, lost: error.message });
  if (copy.card === 'approval' && stored?.request.status === 'pending')
    await askElsewhere(deps, copy, stored);
  if (copy.card === 'alert' && !copy.slot.startsWith(INSTEAD)) await tellAdmins(deps, copy);
}

/** A shut route falls back to private chats; a request that nobody can see is not left waiting in silence. */
async function askElsewhere(deps: Deps, copy: Copy, stored: Stored): Promise<void> {
  if (copy.place.privateTo === undefined) {
    await deps.store.addCopies(copy.request, directCopies(deps, stored.request));
  }
  const asked = (await deps.store.copies(copy.request)).filter((each) => each.card === 'approval');
  if (asked.some((each) => each.lost === undefined)) return;
  const why =
    'No approver could be reached: the bot is in none of the places that the rule names. Ask whoever keeps it.';
  await advance(deps, copy.request, async () => ({ step: 'lapse', why }), { app: 'ajar' });
}

const INSTEAD = 'instead of ';

/** An alarm that somebody cannot be shown goes to the admins, at every telling. */
const tellAdmins = (deps: Deps, { request, card, slot }: Copy): Promise<void> =>
  deps.store.addCopies(
    request,
    adminPlaces(deps).map((place) => ({ slot: `${INSTEAD}${slot} ${place.privateTo}`, card, place })),
  );
