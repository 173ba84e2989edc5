import type { Click } from '../../../ports/chat.ts';
import { FORM_FIELDS, type FormAnswer } from '../../../ports/form.ts';
import { JIT_FIELDS, type JitAnswer } from '../../../ports/jit-form.ts';
import { type Callback, FEWER_TITLE, fieldOf, JIT_TITLE, readMetadata, sayView } from '../cards/views.ts';
import type { OpenView, Reply } from '../wire.ts';
import { submitFewer } from './fewer.ts';
import { FORM_TITLE } from './forms.ts';
import { believed, type Of, redrawn, type Talk } from './talk.ts';
import { traits, viewerOf } from './viewer.ts';
import { aloneWith, placeOfCard } from './where.ts';

type Values = OpenView['values'];
const DENY_TITLE = 'Deny';

/** What a modal's button leads to; undefined closes the modal. */
export async function submit(talk: Talk, delivery: Of<'submission'>): Promise<Reply> {
  const callback = delivery.view.callback as Callback;
  switch (callback) {
    case 'form':
      return submitForm(talk, delivery);
    case 'jit':
      return submitJit(talk, delivery);
    case 'deny':
      return submitDenial(talk, delivery);
    case 'fewer':
      return submitFewer(talk, delivery);
    case 'loading':
    case 'said':
    case 'home':
      return undefined; // these have no button of this kind
    default:
      callback satisfies never;
      return undefined;
  }
}

const TITLES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    deny: DENY_TITLE,
    fewer: FEWER_TITLE,
    jit: JIT_TITLE,
  } satisfies Partial<Record<Callback, string>>),
);

export const titleOf = ({ view }: Of<'submission'>): string => TITLES.get(view.callback) ?? FORM_TITLE;

/** A filled form: asked for, and what became of it in its place; or its faults at their fields. */
async function submitForm(talk: Talk, delivery: Of<'submission'>): Promise<Reply> {
  const { view, key } = delivery;
  const who = await believed(talk, delivery);
  if ('refused' in who) return { update: sayView(FORM_TITLE, who.refused) };
  const { person, listener } = who;
  const answer = await listener.submitted({
    ...{ key, person, place: await aloneWith(talk, who) },
    ...traits(who),
    ...{ form: readMetadata(view.metadata).form ?? '', fields: fieldsOf(FORM_FIELDS, view.values) },
  });
  return replyTo(answer, view.values, FORM_TITLE);
}

/** A filled form for just-in-time access: what is asked next stands in their messages with Ajar. */
async function submitJit(talk: Talk, delivery: Of<'submission'>): Promise<Reply> {
  const { view, key } = delivery;
  const who = await believed(talk, delivery);
  if ('refused' in who) return { update: sayView(JIT_TITLE, who.refused) };
  const answer = await who.listener.jitSubmitted({
    ...{ key, person: who.person, place: await aloneWith(talk, who) },
    ...traits(who),
    ...{ form: readMetadata(view.metadata).form ?? '', fields: fieldsOf(JIT_FIELDS, view.values) },
  });
  return replyTo(answer, view.values, JIT_TITLE);
}

const fieldsOf = <F extends string>(known: readonly F[], values: Values): Partial<Record<F, string>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([block, value]) => {
      const field = known.find((name) => name === fieldOf(block));
      return field === undefined || value === '' ? [] : [[field, value]];
    }),
  ) as Partial<Record<F, string>>;

function replyTo(answer: FormAnswer | JitAnswer, values: Values, title: string): Reply {
  if (!('faults' in answer)) {
    const line = 'line' in answer ? answer.line : undefined;
    return { update: sayView(title, answer.sentence, line) };
  }
  const blocks = Object.keys(values);
  const faults = Object.entries(answer.faults);
  const places = faults.map(([field]) => blocks.find((block) => fieldOf(block) === field));
  // Slack shows a fault only at an input that is there: of any other all of them are told instead.
  if (faults.length === 0 || places.includes(undefined))
    return { update: sayView(title, faults.map(([, sentence]) => sentence).join(' ')) };
  return { errors: Object.fromEntries(faults.map(([, sentence], at) => [places[at], sentence])) };
}

/** A reason was given, or none: a click as any other, on the card that the modal was opened from. */
async function submitDenial(talk: Talk, delivery: Of<'submission'>): Promise<Reply> {
  const { view, key } = delivery;
  const { request, terms = '', channel = '', ts = '' } = readMetadata(view.metadata);
  const who = await believed(talk, delivery);
  if ('refused' in who) return { update: sayView(DENY_TITLE, who.refused) };
  const click: Click = {
    ...{ key, person: who.person, verb: 'deny', ...traits(who) },
    place: await placeOfCard(talk, channel === '' ? {} : { channel }, who),
    ...(ts === '' ? {} : { message: ts }),
    ...(request === undefined ? {} : { request }),
    ...(/^\d{1,9}$/.test(terms) ? { terms: Number(terms) } : {}),
    fields: { reason: view.values.reason ?? '' },
  };
  const { refused, sentence } = await who.listener.clicked(click);
  if (ts === '') await redrawn(talk, talk.homes.publish(viewerOf(who), who.account.user));
  return refused ? { update: sayView(DENY_TITLE, sentence) } : undefined;
}
