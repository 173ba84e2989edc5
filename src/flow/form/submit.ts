import { formatPort } from '../../access/port.ts';
import type { FilledForm, FormAnswer } from '../../ports/form.ts';
import { Conflict } from '../../ports/store.ts';
import { recordRefusal } from '../cards/reply.ts';
import { rememberZone } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { tooOften } from '../hold/too-often.ts';
import type { Asking } from '../say/verbs.ts';
import { noteGuest } from '../step/guests.ts';
import { place } from '../step/place-request.ts';
import { formKey, refusedPart } from './faults.ts';
import { keepForm, recallForm } from './kept-form.ts';
import { oneLine } from './one-line.ts';
import { askAddress } from './own-address.ts';
import { readForm } from './read-form.ts';

/** A form with nothing wrong in it. */
type Whole = Extract<Awaited<ReturnType<typeof readForm>>, { readonly wish: unknown }>;

/** A form that was sent: asked for like any sentence, or given back with what is wrong at each field. */
export async function submit(deps: Deps, filled: FilledForm): Promise<FormAnswer> {
  const { person, fields } = filled;
  await rememberZone(deps, person.id, filled.zone);
  await noteGuest(deps, filled);
  const flood = await tooOften(deps, person, undefined);
  if (flood) {
    if (flood.tell) await recordRefusal(deps, filled, flood.sentence);
    return { sentence: flood.sentence, refused: true };
  }
  const answer = await answerTo(deps, filled);
  const why = 'faults' in answer ? Object.values(answer.faults).join(' ') : answer.sentence;
  // By its delivery: what is refused today may be sent again as it is. What the policy refused has its line already.
  if ('faults' in answer || answer.refused)
    await recordRefusal(deps, { ...filled, key: formKey(filled.key, fields) }, why);
  return answer;
}

async function answerTo(deps: Deps, filled: FilledForm): Promise<FormAnswer> {
  const { person, fields } = filled;
  const kept = await recallForm(deps, filled.form, person);
  if (!kept) return { sentence: 'This form is more than an hour old. Open a new one.', refused: true };
  const read = await readForm(deps, kept, filled);
  await keepForm(deps, { ...kept, ...(read.vm === undefined ? {} : { vm: read.vm }), fields });
  if ('faults' in read) return { faults: read.faults };
  return read.ownSource ? askAddress(deps, filled, read.wish) : askOnce(deps, filled, read);
}

/** The same form with the same in it is one wish, however often it is sent: people press a button twice. */
async function askOnce(deps: Deps, filled: FilledForm, read: Whole): Promise<FormAnswer> {
  const { person, form, fields, askOnly } = filled;
  const key = formKey(`form/${form}`, fields);
  const before = await deps.store.answered(key);
  if (before) return before;
  const asking = { key, person, place: filled.place, ...(askOnly ? { askOnly } : {}) };
  try {
    return await ask(deps, asking, filled, read);
  } catch (error) {
    const told = error instanceof Conflict ? await deps.store.answered(key) : undefined;
    if (told) return told; // the same form was placed elsewhere at this moment
    throw error;
  }
}

async function ask(
  deps: Deps,
  asking: Asking,
  filled: FilledForm,
  { wish, context }: Whole,
): Promise<FormAnswer> {
  const placed = await place(deps, asking, wish);
  if (!('refused' in placed)) {
    const { id } = placed.stored.request;
    const line = oneLine(wish, filled.fields, context);
    return {
      ...{ sentence: `Asked as ${id}.`, refused: false, request: id },
      ...(line === undefined ? {} : { line }),
    };
  }
  const { vms, ports, sources } = wish;
  await recordRefusal(deps, { ...asking, key: formKey(filled.key, filled.fields) }, placed.refused, {
    about: {
      ...{ vms: vms.map((vm) => vm.id), ports: ports.map(formatPort), sources },
      ...{ rules: placed.rules, policy: placed.policy },
    },
  });
  const field = await refusedPart(deps, asking.person, wish, filled.fields);
  return { faults: { [field]: placed.refused } };
}
