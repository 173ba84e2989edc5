import { createHash } from 'node:crypto';
import { nextRung } from '../../access/policy/approvals.ts';
import type { Card } from '../../ports/card.ts';
import { type Chat, ChatError, type Place } from '../../ports/chat.ts';
import type { Copy, Stored } from '../../ports/store.ts';
import { backOff, retryAt } from '../deeds/due.ts';
import type { Deps } from '../deps.ts';
import { advance } from '../step/advance.ts';
import { adminPlaces } from './alarms.ts';
import { askingOf } from './askings.ts';
import { claim } from './claim.ts';
import { directCopies } from './copies.ts';
import { nameThem } from './name-them.ts';
import { pingApp } from './ping.ts';
import { FOR_GOOD, isUnnamed, isUnresolved } from './places.ts';
import { type Subject, subjectOf } from './subject.ts';

/** After so many tries a copy that is neither gone nor drawable is given up, loudly in the log. */
const GIVE_UP_AFTER = 40;

/** Brings one copy up to date with its request, or remembers why not. Never throws for one copy's sake. */
export async function draw(deps: Deps, copy: Copy): Promise<void> {
  const claimed = await claim(deps, copy);
  if (!claimed) return;
  try {
    if (claimed.copy) await drawNow(deps, claimed.copy);
  } finally {
    await claimed.release();
  }
}

async function drawNow(deps: Deps, copy: Copy): Promise<void> {
  let subject: Subject | undefined;
  try {
    subject = await subjectOf(deps, copy.request);
    if (subject) await drawOver(deps, copy, subject);
  } catch (cause) {
    const known = cause instanceof ChatError;
    if (!known) deps.log.error({ request: copy.request, slot: copy.slot, error: cause }, 'a card failed');
    await failed(deps, copy, subject, known ? cause : new ChatError('broken', String(cause), { cause }));
  }
}

/**
 * What others began or ceased to hold meanwhile has made the card due with no new version of its own: that it was drawn would
 * take it back.
 */
async function drawOver(deps: Deps, copy: Copy, subject: Subject): Promise<void> {
  const before = await subject.beside?.();
  const next = await drawn(deps, copy, subject);
  await deps.store.drew(next);
  if ((await subject.beside?.()) !== before) await deps.store.drew({ ...next, drawn: subject.version - 1 });
}

async function drawn(deps: Deps, copy: Copy, subject: Subject): Promise<Copy> {
  if (copy.message === undefined && subject.isPast?.(copy)) return { ...copy, drawn: FOR_GOOD, attempt: 0 };
  if (isUnnamed(copy.place)) return nameThem(deps, copy, subject);
  const { chat, place: found } = await whereTo(deps, copy, subject.owner);
  const place = copy.message === undefined ? await beside(deps, copy, found) : found;
  const card = await subject.cardAt(copy, place);
  const hash = fingerprint(card);
  const upToDate = { ...copy, place, drawn: subject.version, hash, attempt: 0 };
  if (copy.message !== undefined && copy.hash === hash) return upToDate;
  if (copy.message !== undefined) return { ...upToDate, message: await chat.show(card, place, copy.message) };
  const mentions = (await subject.mentionsAt?.(copy, place)) ?? [];
  return { ...upToDate, message: await chat.show(card, place, undefined, mentions) };
}

/** The chat and the real place of a copy; a named place is asked of the app, a person of every app in turn. */
async function whereTo(
  deps: Deps,
  { place }: Copy,
  owner: string | undefined,
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
        : await chat?.direct(place.privateTo, ...(place.privateTo === owner ? [] : OTHERS));
    if (chat && found) return { chat, place: found };
  }
  throw new ChatError(
    'gone',
    `The bot cannot reach ${place.privateTo ?? `${place.app}:${place.conversation}`}.`,
  );
}

/** Where several read, what is asked or told once more stands under the first card of its kind: quietly, for all but whom it mentions. */
const THREADED: readonly string[] = ['approval', 'alert'] satisfies Copy['card'][];

async function beside(deps: Deps, copy: Copy, place: Place): Promise<Place> {
  if (!THREADED.includes(copy.card) || place.privateTo !== undefined || place.thread !== undefined)
    return place;
  const copies = await deps.store.copies(copy.request);
  const first = copies.find(
    (each) =>
      each.card === copy.card &&
      each.slot !== copy.slot &&
      each.message !== undefined &&
      each.place.thread === undefined &&
      isSamePlace(each.place, place),
  );
  return first?.message === undefined ? place : { ...place, thread: first.message };
}

const isSamePlace = (a: Place, b: Place): boolean =>
  a.app === b.app && a.service === b.service && a.conversation === b.conversation;

/** An address is enough to hear of one's own requests, not of anybody else's (HOLES H3). */
const OTHERS = ['others'] as const;

/** Of what a reader would see: the moment of drawing is no part of it. */
function fingerprint(card: Card): string {
  const { facts, view, ...rest } = card as Card & { facts?: { now: Date }; view?: { now: Date } };
  return createHash('sha256')
    .update(JSON.stringify([rest, { ...facts, ...view, now: undefined }]))
    .digest('hex');
}

async function failed(deps: Deps, copy: Copy, subject: Subject | undefined, error: ChatError): Promise<void> {
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
  await giveUp(deps, { ...copy, attempt }, subject, error);
}

/**
 * Nobody comes back to a card that is lost: whoever is to hear of it instead is saved before that, and looked for once more after
 * it, as others may have been given up at the same moment.
 */
async function giveUp(deps: Deps, copy: Copy, subject: Subject | undefined, error: ChatError): Promise<void> {
  try {
    await tellInstead(deps, copy, subject);
  } catch (cause) {
    await deps.store.drew({ ...copy, notBefore: backOff(deps.clock.now(), copy.attempt) });
    throw cause;
  }
  deps.log.error({ request: copy.request, slot: copy.slot, reason: error.message }, 'a card was given up');
  await deps.store.drew({ ...copy, lost: error.message });
  await tellInstead(deps, copy, subject);
}

async function tellInstead(deps: Deps, copy: Copy, subject: Subject | undefined): Promise<void> {
  await subject?.lost?.(copy);
  const { stored } = subject ?? {};
  if (copy.card === 'approval' && stored?.request.status === 'pending')
    await askElsewhere(deps, copy, stored);
  if (subject?.isAlarm(copy) && !copy.slot.startsWith(INSTEAD)) await tellAdmins(deps, copy);
}

/**
 * A shut route falls back to private chats; a request that nobody can see is not left waiting in silence, unless others are
 * asked of themselves in a while.
 */
async function askElsewhere(deps: Deps, copy: Copy, { request }: Stored): Promise<void> {
  const asking = askingOf(request, copy.slot);
  if (asking && copy.place.privateTo === undefined)
    await deps.store.addCopies(copy.request, await directCopies(deps, request, asking));
  const copies = await deps.store.copies(copy.request);
  const others = copies.filter(({ slot }) => slot !== copy.slot);
  const asked = others.filter((each) => each.card === 'approval' && askingOf(request, each.slot));
  if (asked.some((each) => each.lost === undefined) || nextRung(request)?.rung.group !== undefined) return;
  const why =
    'No approver could be reached: the bot is in none of the places that the rule names. Ask whoever keeps it.';
  await advance(deps, copy.request, async () => ({ step: 'lapse', why }), { app: 'ajar' });
}

const INSTEAD = 'instead of ';

/** An alarm that somebody cannot be shown goes to the admins, at every telling; while they cannot be named, it is not given up. */
async function tellAdmins(deps: Deps, { request, card, slot }: Copy): Promise<void> {
  const places = await adminPlaces(deps);
  const found = places.filter((place) => !isUnnamed(place));
  const copies = found.map((place) => ({ slot: `${INSTEAD}${slot} ${place.privateTo}`, card, place }));
  await deps.store.addCopies(request, copies);
  if (found.length < places.length)
    throw new ChatError('busy', 'The directory does not say who the admins are.');
}
