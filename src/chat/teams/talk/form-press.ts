import type { Card } from '../../../ports/card.ts';
import type { Chat, Place } from '../../../ports/chat.ts';
import type { Form, FormAsked } from '../../../ports/form.ts';
import { type Faults, typedSlots, withTyped } from '../cards/form-slots.ts';
import type { Paint } from '../cards/paint.ts';
import { withLine } from '../draw.ts';
import type { Caller } from './caller.ts';
import type { FormClick } from './form-click.ts';
import { cardReply, message } from './replies.ts';

export interface FormParts {
  readonly paint: Paint;
  readonly direct: Chat['direct'];
  readonly tell: (card: Card, place: Place) => Promise<unknown>;
}

type FormPress = Extract<FormClick, { readonly verb: 'pick' | 'submit' }>;
type JitPress = Extract<FormClick, { readonly verb: 'jit' }>;

const IN_THIS_CHAT = 'The form is below.';
const IN_YOUR_CHAT = 'The form is in your chat with Ajar.';
const NO_SUCH_VM = 'This VM is not there any more, or no rule lets you ask for it. Pick another.';

/** A new form, where its person reads alone; where Ajar cannot write to them, in the place of the clicked card. */
export async function beginForm(
  { tell, direct, paint }: FormParts,
  caller: Caller,
  more: Pick<FormAsked, 'again' | 'listed'>,
): Promise<object> {
  const { person, place } = caller;
  const alone = place.privateTo === person.id ? place : await direct(person.id);
  const form = await caller.listener.form({ ...askedBy({ ...caller, place: alone ?? place }), ...more });
  const card: Card = { card: 'form', form };
  if (!alone) return cardReply(await paint.view(card, place, caller.person.id));
  await tell(card, alone);
  return message(alone === place ? IN_THIS_CHAT : IN_YOUR_CHAT);
}

/** The form goes on: a VM was picked, and what else was typed stays. */
export async function goOn(
  { paint }: FormParts,
  caller: Caller,
  { form, fields }: FormPress,
): Promise<object> {
  const { vm, ...typed } = fields;
  const { whom } = typed;
  const next = await caller.listener.form({
    ...{ ...askedBy(caller), form },
    ...(vm ? { vm } : {}),
    ...(whom === undefined ? {} : { whom }),
  });
  const card: Card = { card: 'form', form: withTyped(next, typed) };
  return cardReply(
    await paint.view(card, caller.place, caller.person.id, typedSlots(typed, faultOf(next, vm))),
  );
}

/** That nothing was picked, or nothing that is there; where the form has a sentence of its own, that says why. */
function faultOf({ vm, notice }: Form, picked: string | undefined): Faults {
  if (!picked) return { vm: 'Pick a VM.' };
  return vm || notice ? {} : { vm: NO_SUCH_VM };
}

/** The filled form is asked for; it comes back with what is wrong at each field, or gives way to the answer. */
export async function sendForm(
  { paint }: FormParts,
  caller: Caller,
  { form, fields }: FormPress,
): Promise<object> {
  const { key, place } = caller;
  const { listener } = caller;
  const answer = await listener.submitted({ ...askedBy(caller), key, form, fields });
  if ('faults' in answer) {
    const again = withTyped(await listener.form({ ...askedBy(caller), form }), fields);
    return cardReply(
      await paint.view(
        { card: 'form', form: again },
        place,
        caller.person.id,
        typedSlots(fields, answer.faults),
      ),
    );
  }
  const { sentence, refused, line = '' } = answer;
  const card: Card = { card: refused ? 'refusal' : 'answer', sentence };
  return cardReply(withLine(await paint.view(card, place, caller.person.id), line));
}

const askedBy = ({
  person,
  place,
  zone,
  askOnly,
}: Caller): Pick<FormAsked, 'person' | 'place' | 'zone' | 'askOnly'> => ({
  ...{ person, place, ...(askOnly && { askOnly }) },
  ...(zone === undefined ? {} : { zone }),
});

const OLD_JIT =
  'This form is more than an hour old, or somebody else\'s. Write "enable jit on" and the name of the VM.';

/** The form for just-in-time access: it comes back with what is wrong at each field, or gives way to what is asked next. */
export async function sendJit(
  { paint }: FormParts,
  caller: Caller,
  { form, fields }: JitPress,
): Promise<object> {
  const { key, place, person, listener } = caller;
  const answer = await listener.jitSubmitted({ ...askedBy(caller), key, form, fields });
  if (!('faults' in answer)) {
    const { sentence, refused } = answer;
    const card: Card = { card: refused ? 'refusal' : 'answer', sentence };
    return cardReply(await paint.view(card, place, person.id));
  }
  const again = await listener.jitForm(person, form);
  const card: Card = again
    ? { card: 'jit', form: again, faults: answer.faults }
    : { card: 'refusal', sentence: OLD_JIT };
  return cardReply(await paint.view(card, place, person.id));
}
