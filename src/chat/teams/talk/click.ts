import { z } from 'zod';
import type { Person } from '../../../access/person.ts';
import { CLICK_VERBS, type Click } from '../../../ports/chat.ts';
import { bounded } from '../../bounded.ts';
import type { Activity } from '../door/activity.ts';

const number = z.union([
  z.number().int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
]);

/** The only inputs of our cards; whatever else a client sends is left behind here (HOLES H1). */
const FIELDS = ['reason', 'extendBy', 'value', 'minutes', 'only'] as const;
const field = z.union([bounded(4_000), z.number().transform(String)]).optional();

const Action = z.object({
  action: z.object({
    verb: z.enum(CLICK_VERBS),
    data: z
      .object({
        request: bounded(100, 1).optional(),
        terms: number.optional(),
        draft: bounded(100, 1).optional(),
        choice: number.optional(),
        reason: field,
        extendBy: field,
        value: field,
        minutes: field,
        only: field,
        home: bounded(1).optional(),
      })
      .loose(),
  }),
});

/** A click with whether it was made on an overview, whose buttons are of many requests. */
export interface Pressed {
  readonly click: Click;
  readonly onHome: boolean;
}

/** A click on one of our buttons; undefined when the payload is none of ours or not as our cards make them. */
export function clickOf(
  activity: Activity,
  person: Person,
  rest: Pick<Click, 'key' | 'place'> & { readonly message: string; readonly zone?: string },
): Pressed | undefined {
  const read = Action.safeParse(activity.value);
  if (!read.success) return undefined;
  const { verb, data } = read.data.action;
  const { request, terms, draft, choice } = data;
  const { message, ...delivery } = rest;
  // An overview is a copy of no request. Only where its person reads alone can a message be none: else it could be forwarded.
  const onHome = data.home !== undefined && rest.place.privateTo === person.id;
  const reason = data.reason ?? reasonBeside(data, request);
  // A list that was left alone is empty, and means as long as was asked for.
  const minutes = data.minutes === '' ? undefined : data.minutes;
  const typed = { ...data, reason, minutes };
  const fields = FIELDS.flatMap((name) => (typed[name] === undefined ? [] : [[name, typed[name]] as const]));
  const click = {
    ...delivery,
    ...(onHome ? {} : { message }),
    person,
    verb,
    ...(request === undefined ? {} : { request }),
    ...(terms === undefined ? {} : { terms }),
    ...(draft === undefined ? {} : { draft }),
    ...(choice === undefined ? {} : { choice }),
    fields: Object.fromEntries(fields),
  };
  return { click, onHome };
}

/** Inputs of one card need ids of their own, so an overview has one for each request: `reason aj-7k2m9q`. */
const reasonBeside = (data: Readonly<Record<string, unknown>>, request = ''): string | undefined =>
  field.safeParse(data[`reason ${request}`]).data;
