import { readSource } from '../../access/address.ts';
import { formatPort } from '../../access/port.ts';
import type { Card } from '../../ports/card.ts';
import type { Click, Place, Said } from '../../ports/chat.ts';
import type { Links } from '../../ports/links.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import type { Who } from '../step/roles.ts';
import type { Asking } from './verbs.ts';
import type { Ask, Question } from './wish.ts';

/** Real milliseconds: a person reads and answers no faster where the demo's time runs faster. */
const KEPT_FOR_MS = 15 * 60_000;

type Instant = 'until' | 'startsAt';

/** An ask that still lacks something; its buttons carry its id and an index, never what they fill in. */
export interface Draft {
  readonly id: string;
  /** Whose question it is, and where it was asked: what completes it may come from a page of ours. */
  readonly who: Who;
  readonly place: Place;
  /** Missing in one that an older version kept. */
  readonly askedAt?: Date;
  readonly ask: Omit<Ask, Instant> & { readonly [I in Instant]?: string };
  readonly fills: readonly Partial<Ask>[];
  /** True when an address may be typed instead. */
  readonly takesSource: boolean;
}

const byId = (id: string): string => `draft/${id}`;
const byPerson = (person: string): string => `draft-of/${person}`;
const cutOff = (person: string, app: string): string => `unlinked/${person}/${app}`;

/** Keeps the ask and answers the card that completes it. */
export async function saveDraft(deps: Deps, said: Asking, sentence: Ask, question: Question): Promise<Card> {
  const { until, startsAt, ...rest } = sentence;
  const { person, askOnly, place } = said;
  const offered = withOwnAddress(deps, said, sentence, question);
  const draft: Draft = {
    id: deps.newId(),
    ...{ who: { person, ...(askOnly ? { askOnly } : {}) }, place, askedAt: deps.clock.now() },
    ask: {
      ...rest,
      ...(until ? { until: until.toISOString() } : {}),
      ...(startsAt ? { startsAt: startsAt.toISOString() } : {}),
    },
    fills: offered.choices.map((choice) => choice.fills),
    takesSource: question.input !== undefined,
  };
  const end = later(deps.clock.now(), deps.clock.spanOf(KEPT_FOR_MS));
  await deps.store.remember(byId(draft.id), draft, end);
  await deps.store.remember(byPerson(person.id), draft.id, end);
  const choices = offered.choices.map(({ title, note }) => ({ title, ...(note ? { note } : {}) }));
  const input = question.input ? { input: question.input } : {};
  const link = offered.link ? { link: await linkTo(deps, draft.id) } : {};
  return { card: 'draft', draft: draft.id, sentence: question.sentence, choices, ...input, ...link };
}

export const OWN_ADDRESS = 'Use my address';

/**
 * Where an address is asked for, the page that sees it is offered: as a link where its reader is alone, for whoever has it could
 * press in their place; and elsewhere as a button that is answered in private.
 */
function withOwnAddress(
  deps: Deps,
  { person, place }: Asking,
  { mine, onBehalf }: Ask,
  { choices, input }: Question,
): Pick<Question, 'choices'> & { readonly link: boolean } {
  // Of somebody who asks for another, the address says nothing.
  if (!deps.links || !input || onBehalf) return { choices, link: false };
  if (mine || place.privateTo === person.id) return { choices, link: true };
  const own = { title: OWN_ADDRESS, note: 'answered in our private chat', fills: { mine: true as const } };
  return { choices: [own, ...choices], link: false };
}

async function linkTo(deps: Deps, draft: string) {
  const { url } = await (deps.links as Links).make('address', draft);
  return { title: OWN_ADDRESS, url, note: 'opens a page; open it on the machine you will connect from' };
}

/** A button of a draft, or its input: only its own asker may complete it. */
export async function completeByClick(
  deps: Deps,
  clicked: Click,
): Promise<{ readonly ask: Ask; readonly echo: string } | { readonly refused: string }> {
  const draft = await recallDraft(deps, clicked.draft);
  if (!draft)
    return { refused: 'This question is more than 15 minutes old, or answered already. Ask again.' };
  if (draft.who.person.id !== clicked.person.id)
    return { refused: 'Only the person who asked can answer this question.' };
  const fill = fillOf(draft, clicked);
  if ('error' in fill) return { refused: fill.error };
  const ask = await completeDraft(deps, draft, fill);
  return ask ? { ask, echo: echoOf(draft, fill) } : { refused: 'This question is answered already.' };
}

function fillOf(draft: Draft, clicked: Click): Partial<Ask> | { readonly error: string } {
  if (clicked.choice !== undefined) {
    return draft.fills[clicked.choice] ?? { error: 'That button is not of this question. Ask again.' };
  }
  const typed = clicked.fields.value?.trim() ?? '';
  if (!draft.takesSource || typed === '')
    return { error: 'Nothing was chosen. Click a button, or type an address.' };
  const source = readSource(typed);
  return typeof source === 'string' ? { sources: [source] } : source;
}

/** A bare address, written in answer to the question; undefined when the words mean something else. */
export async function completeByWords(deps: Deps, said: Said): Promise<Ask | undefined> {
  const id = await deps.store.recall(byPerson(said.person.id), deps.clock.now());
  const draft = typeof id === 'string' ? await recallDraft(deps, id) : undefined;
  if (!draft?.takesSource) return undefined;
  const source = readSource(said.text.trim().replace(/^from\s+/i, ''));
  return typeof source === 'string' ? completeDraft(deps, draft, { sources: [source] }) : undefined;
}

/** The whole ask; the draft is used up: of two clicks at once one gets it. */
export async function completeDraft(deps: Deps, draft: Draft, fill: Partial<Ask>): Promise<Ask | undefined> {
  if (!(await deps.store.forget(byId(draft.id)))) return undefined;
  await deps.store.forget(byPerson(draft.who.person.id));
  const { until, startsAt, ...rest } = draft.ask;
  return {
    ...rest,
    ...(until ? { until: new Date(until) } : {}),
    ...(startsAt ? { startsAt: new Date(startsAt) } : {}),
    ...fill,
  };
}

export async function recallDraft(deps: Deps, id: string | undefined): Promise<Draft | undefined> {
  if (id === undefined) return undefined;
  const draft = (await deps.store.recall(byId(id), deps.clock.now())) as Draft | undefined;
  if (!draft?.who) return undefined; // one that an older version kept is asked anew
  const { who, place, askedAt } = draft;
  const cut = (await deps.store.recall(cutOff(who.person.id, place.app), deps.clock.now())) as
    | Date
    | undefined;
  return cut && (!askedAt || askedAt <= cut) ? undefined : draft;
}

/** What somebody was asked in an app where their account is cut off by now is nobody's to answer: a page would not know. */
export async function voidDrafts(deps: Deps, person: string, app: string): Promise<void> {
  const now = deps.clock.now();
  await deps.store.remember(cutOff(person, app), now, later(now, deps.clock.spanOf(KEPT_FOR_MS)));
}

function echoOf(draft: Draft, fill: Partial<Ask>): string {
  const own = fill.mine ? [OWN_ADDRESS.toLowerCase()] : [];
  const chosen = [...own, ...(fill.sources ?? []), ...(fill.networks ?? []), ...(fill.vms ?? [])].join(', ');
  return `${draft.ask.vms.join(', ')}: ${chosen || (fill.ports ?? []).map(formatPort).join(', ')}.`;
}
