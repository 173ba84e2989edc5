import { z } from 'zod';
import { type FilledForm, FORM_FIELDS, type FormAsked } from '../../../ports/form.ts';
import { JIT_FIELDS, type JitField, type JitFields } from '../../../ports/jit-form.ts';
import { bounded } from '../../bounded.ts';
import type { Activity } from '../door/activity.ts';

const id = bounded(100, 1);
const field = bounded(4_000).optional().catch(undefined);
const Fields = z.object(
  Object.fromEntries(FORM_FIELDS.map((name) => [name, field])) as Record<
    (typeof FORM_FIELDS)[number],
    typeof field
  >,
);
type Fields = FilledForm['fields'];
const OfJit = z.object(
  Object.fromEntries(JIT_FIELDS.map((name) => [name, field])) as Record<JitField, typeof field>,
);

const Action = z.object({
  action: z.discriminatedUnion('verb', [
    z.object({ verb: z.literal('form') }),
    z.object({ verb: z.literal('home') }),
    z.object({ verb: z.literal('again'), data: z.object({ request: id }) }),
    z.object({
      verb: z.literal('listed'),
      data: z.object({ list: id, at: z.string().regex(/^\d{1,4}$/) }),
    }),
    z.object({ verb: z.literal('refresh'), data: z.object({ request: id }) }),
    z.object({ verb: z.literal('pick'), data: Fields.extend({ form: id }) }),
    z.object({ verb: z.literal('submit'), data: Fields.extend({ form: id }) }),
    z.object({ verb: z.literal('jit'), data: OfJit.extend({ form: id }) }),
  ]),
  trigger: bounded(100).nullish(),
});

/** A button that changes no request: it shows something, or fills in the form. */
export type FormClick = (
  | { readonly verb: 'form' | 'home' }
  | { readonly verb: 'again' | 'refresh'; readonly request: string }
  | { readonly verb: 'listed'; readonly listed: NonNullable<FormAsked['listed']> }
  | { readonly verb: 'pick' | 'submit'; readonly form: string; readonly fields: Fields }
  | { readonly verb: 'jit'; readonly form: string; readonly fields: JitFields }
) & {
  /** Sent by the client itself, because somebody looks at the card. */
  readonly automatic: boolean;
};

/** Such a click; undefined when it is none. Of what a client sends, only the form's own fields are taken (HOLES H1). */
export function formClickOf(activity: Activity): FormClick | undefined {
  const read = Action.safeParse(activity.value);
  if (!read.success) return undefined;
  const { action, trigger } = read.data;
  const automatic = trigger === 'automatic';
  switch (action.verb) {
    case 'form':
    case 'home':
      return { verb: action.verb, automatic };
    case 'listed': {
      const { list, at } = action.data;
      return { verb: 'listed', listed: { list, at: Number(at) }, automatic };
    }
    case 'again':
    case 'refresh':
      return { verb: action.verb, request: action.data.request, automatic };
    case 'pick':
    case 'submit':
      return { verb: action.verb, ...typedOf(action.data), automatic };
    case 'jit':
      return { verb: 'jit', ...typedOf(action.data), automatic };
    default:
      return action satisfies never;
  }
}

/** The form's id, and its inputs as far as they were typed. */
function typedOf<F extends string>({
  form,
  ...fields
}: { readonly form: string } & Readonly<Partial<Record<F, string | undefined>>>) {
  const typed = Object.entries(fields).filter(([, text]) => text !== undefined);
  return { form, fields: Object.fromEntries(typed) as Readonly<Partial<Record<F, string>>> };
}
