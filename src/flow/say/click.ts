import { readMinutes } from '../../access/duration.ts';
import { readJustification } from '../../access/justification.ts';
import type { Card } from '../../ports/card.ts';
import type { Click, ClickAnswer, ClickVerb } from '../../ports/chat.ts';
import type { Stored } from '../../ports/store.ts';
import { cardOf } from '../cards/copies.ts';
import { rememberApp } from '../cards/ping.ts';
import { recordRefusal } from '../cards/reply.ts';
import { factsFor } from '../cards/request-facts.ts';
import { rememberZone } from '../cards/zone.ts';
import { askToConfirm } from '../confirm/ask-to-confirm.ts';
import type { Deps } from '../deps.ts';
import { tooOften } from '../hold/too-often.ts';
import { placeByClick } from '../setup/place-setup.ts';
import { pressJit } from '../setup/press-jit.ts';
import { advance } from '../step/advance.ts';
import { noteGuest } from '../step/guests.ts';
import { sentenceOf, stepOf } from '../step/step-of.ts';
import { repeatByClick } from './again.ts';
import { ask } from './ask.ts';
import { breakByClick } from './break-glass.ts';
import { clickSetup, setupCardFor } from './click-setup.ts';
import { closeListed } from './close-all.ts';
import { completeByClick } from './draft.ts';
import { extendByClick } from './extend.ts';
import { isForwarded, withoutButtons } from './forwarded.ts';
import { type Outcome, refused } from './outcome.ts';
import type { PersonStep } from './person-step.ts';
import { confirmed, type Deed, verbAsked } from './question.ts';
import { reviewByClick } from './review.ts';

/** A click, acted on once and always answered; the answer is saved before it is given. */
export async function click(deps: Deps, clicked: Click): Promise<ClickAnswer> {
  const before = await deps.store.answered(clicked.key);
  if (before) return { ...before, ...(await cardFor(deps, clicked)) };
  await rememberZone(deps, clicked.person.id, clicked.zone);
  await noteGuest(deps, clicked);
  await rememberApp(deps, clicked);
  const flood = await tooOften(deps, clicked.person, (await verbAsked(deps, clicked)) ?? clicked.verb);
  if (flood) {
    if (flood.tell) await recordRefusal(deps, clicked, flood.sentence);
    return { sentence: flood.sentence, refused: true };
  }
  const ofSetup = await clickSetup(deps, clicked);
  if (ofSetup) return ofSetup;
  const outcome = await CLICKS[clicked.verb](deps, clicked);
  if (!outcome.refused) return outcome;
  const told = await deps.store.answered(clicked.key); // the same click, handled elsewhere at this moment
  if (told) return { ...told, ...(await cardFor(deps, clicked)) };
  await recordRefusal(deps, clicked, outcome.sentence, outcome.request ? { request: outcome.request } : {});
  const card = outcome.card ? { card: outcome.card } : await cardFor(deps, clicked);
  return { sentence: outcome.sentence, refused: true, ...card };
}

const CLICKS: Record<ClickVerb, (deps: Deps, clicked: Click) => Promise<Outcome>> = {
  approve: (deps, clicked) => step(deps, clicked, 'approve'),
  deny: (deps, clicked) => step(deps, clicked, 'deny'),
  cancel: (deps, clicked) => step(deps, clicked, 'cancel'),
  close: (deps, clicked) => step(deps, clicked, 'close'),
  repeat: (deps, clicked) => onOwnCard(deps, clicked, (stored) => repeatByClick(deps, clicked, stored)),
  extend: (deps, clicked) => onOwnCard(deps, clicked, (stored) => extendByClick(deps, clicked, stored)),
  choose,
};

async function step(deps: Deps, clicked: Click, name: PersonStep): Promise<Outcome> {
  return onOwnCard(deps, clicked, async (stored) => {
    const why = readJustification(clicked.fields.reason ?? '');
    const less = readLess(clicked);
    if ('refused' in less) return refused(less.refused, stored.request);
    const wanted = {
      step: name,
      by: clicked,
      terms: clicked.terms ?? 0,
      ...(why ? { why } : {}),
      ...less,
    };
    const outcome = await advance(deps, stored, stepOf(deps, wanted), {
      app: clicked.place.app,
      key: clicked.key,
      answer: (request) => sentenceOf(name, request),
    });
    if ('confirm' in outcome && outcome.confirm)
      return askToConfirm(deps, clicked, stored.request, outcome.confirm, less);
    if ('refused' in outcome) return refused(outcome.refused, outcome.stored?.request);
    return {
      sentence: sentenceOf(name, outcome.stored.request),
      refused: false,
      ...(await cardFor(deps, clicked, outcome.stored)),
    };
  });
}

/** "Approve for less" carries minutes, which are judged like any typed duration, and the keys of the grants that stay. */
function readLess({ verb, fields }: Click): Less | { readonly refused: string } {
  if (verb !== 'approve') return {};
  const only = fields.only === undefined ? {} : { only: fields.only.split(',').filter(Boolean) };
  if (fields.minutes === undefined) return only;
  const durationMs = readMinutes(fields.minutes);
  return durationMs !== undefined
    ? { durationMs, ...only }
    : { refused: `"${fields.minutes}" is no number of minutes.` };
}

interface Less {
  readonly durationMs?: number;
  readonly only?: readonly string[];
}

/** Only cards that the bot itself posted work; a forwarded copy points to the original. */
async function onOwnCard(
  deps: Deps,
  clicked: Click,
  act: (stored: Stored) => Promise<Outcome>,
): Promise<Outcome> {
  const stored = clicked.request === undefined ? undefined : await deps.store.find(clicked.request);
  if (!stored)
    return refused(
      'I know no request of this card; it may be of another installation. Say "list" to see yours.',
    );
  const { request } = stored;
  if (await isForwarded(deps, clicked, request.id)) {
    const card = await withoutButtons(deps, clicked, stored);
    return {
      ...refused(
        `This is a copy of a card. Answer on the original, or write "${clicked.verb} ${request.id}" to me.`,
        request,
      ),
      ...(card ? { card } : {}),
    };
  }
  return act(stored);
}

/** The clicked card as it is now; nothing where the click names a card of another conversation. `saved` is what was saved just now. */
async function cardFor(deps: Deps, clicked: Click, saved?: Stored): Promise<{ readonly card?: Card }> {
  if (clicked.request === undefined) return {};
  const stored = saved ?? (await deps.store.find(clicked.request));
  if (!stored) return setupCardFor(deps, clicked, clicked.request);
  const copies = await deps.store.copies(stored.request.id);
  const copy = copies.find(
    (each) =>
      each.message !== undefined &&
      each.message === clicked.message &&
      each.place.conversation === clicked.place.conversation,
  );
  const card = copy && cardOf(copy);
  if (!card) return {};
  const facts = await factsFor(deps, stored.request, stored.home, clicked.place);
  return { card: { card, request: stored.request, facts } };
}

/** The button of a question that was asked back, or a draft's button or input: what it completes is asked like any sentence. */
async function choose(deps: Deps, clicked: Click): Promise<Outcome> {
  const meant = await confirmed(deps, clicked);
  if (meant) return 'refused' in meant ? refused(meant.refused) : confirmedDeed(deps, clicked, meant.deed);
  const ofReview = await reviewByClick(deps, clicked);
  if (ofReview) return ofReview;
  const ofForm = await pressJit(deps, clicked);
  if (ofForm) return ofForm;
  const completed = await completeByClick(deps, clicked);
  if ('refused' in completed) return refused(completed.refused);
  await ask(deps, clicked, completed.ask);
  return { sentence: completed.echo, refused: false, card: { card: 'answer', sentence: completed.echo } };
}

/** What was asked back, and is done now. */
function confirmedDeed(deps: Deps, clicked: Click, deed: Deed): Promise<Outcome> {
  switch (deed.verb) {
    case 'closeAll':
      return closeListed(deps, clicked, deed);
    case 'setup':
      return placeByClick(deps, clicked, deed.wanted);
    case 'breakGlass':
      return breakByClick(deps, clicked, deed.ask);
    default:
      return deed satisfies never;
  }
}
