import { z } from 'zod';
import type { Person } from '../../access/person.ts';
import { CLICK_VERBS, type Click } from '../../ports/chat.ts';
import type { Activity } from './activity.ts';

const number = z.union([
  z.number().int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
]);

/** The only inputs of our cards; whatever else a client sends is left behind here (HOLES H1). */
const FIELDS = ['reason', 'extendBy', 'value'] as const;
const field = z.union([z.string().max(4_000), z.number().transform(String)]).optional();

const Action = z.object({
  action: z.object({
    verb: z.enum(CLICK_VERBS),
    data: z.object({
      request: z.string().min(1).max(100).optional(),
      terms: number.optional(),
      draft: z.string().min(1).max(100).optional(),
      choice: number.optional(),
      reason: field,
      extendBy: field,
      value: field,
    }),
  }),
});

/** A click on one of our buttons; undefined when the payload is none of ours or not as our cards make them. */
export function clickOf(
  activity: Activity,
  person: Person,
  rest: Pick<Click, 'key' | 'place'> & { readonly message: string; readonly zone?: string },
): Click | undefined {
  const read = Action.safeParse(activity.value);
  if (!read.success) return undefined;
  const { verb, data } = read.data.action;
  const { request, terms, draft, choice } = data;
  const fields = FIELDS.flatMap((name) => (data[name] === undefined ? [] : [[name, data[name]] as const]));
  return {
    ...rest,
    person,
    verb,
    ...(request === undefined ? {} : { request }),
    ...(terms === undefined ? {} : { terms }),
    ...(draft === undefined ? {} : { draft }),
    ...(choice === undefined ? {} : { choice }),
    fields: Object.fromEntries(fields),
  };
}
