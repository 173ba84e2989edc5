import { createHash } from 'node:crypto';
import { readJustification } from '../../access/justification.ts';
import { ticketIn } from '../../access/ticket.ts';
import type { FilledJitForm, JitAnswer, JitFields } from '../../ports/jit-form.ts';
import { recordRefusal } from '../cards/reply.ts';
import { rememberZone } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { askConsent, tooMuch } from './consent.ts';
import { keepJitForm, recallJitForm } from './kept-jit-form.ts';
import { keptNow, lookAt, propose } from './propose.ts';
import { readRows } from './rows.ts';
import { mayNotSetUp } from './who-may.ts';

const OLD = 'This form is more than an hour old. Write "enable jit on" and the name of the VM for a new one.';

/** A form that was sent, with a line in the log where it is refused or given back. */
export async function submitJit(deps: Deps, filled: FilledJitForm): Promise<JitAnswer> {
  const answer = await answerJit(deps, filled);
  const why = 'faults' in answer ? Object.values(answer.faults).join(' ') : answer.sentence;
  if ('faults' in answer || answer.refused) await recordRefusal(deps, { ...filled, key: keyOf(filled) }, why);
  return answer;
}

/** Asked back with who would lose access, or given back with what is wrong at each field. */
export async function answerJit(deps: Deps, filled: FilledJitForm): Promise<JitAnswer> {
  const { person, fields } = filled;
  await rememberZone(deps, person.id, filled.zone);
  const kept = await recallJitForm(deps, filled.form, person);
  if (!kept) return { sentence: OLD, refused: true };
  const no = await mayNotSetUp(deps, filled, false);
  if (no !== undefined) return { sentence: no, refused: true };
  await keepJitForm(deps, { ...kept, rows: typedRows(fields), why: fields.why ?? '' });
  const read = readRows(deps, fields);
  if ('faults' in read) return read;
  const looked = await lookAt(deps, kept.vm);
  if ('refused' in looked) return { sentence: looked.refused, refused: true };
  // What the form did not show is not taken out by it.
  const unseen = keptNow(looked.standing).filter(
    ({ number }) => !kept.showed.includes(number) && !read.rules.some((rule) => rule.number === number),
  );
  const wanted = propose(looked.standing, [...read.rules, ...unseen]);
  const refused = 'refused' in wanted ? wanted.refused : tooMuch(wanted);
  if ('refused' in wanted || refused !== undefined) return { faults: { port1: refused ?? '' } };
  await askConsent(deps, { ...filled, key: keyOf(filled) }, { ...wanted, ...whyOf(fields) });
  return {
    sentence: 'Read who would lose access in the next message, and confirm it there.',
    refused: false,
  };
}

const typedRows = (fields: JitFields) =>
  (['1', '2', '3', '4', '5', '6'] as const).map((row) => ({
    ...{ port: fields[`port${row}`] ?? '', max: fields[`max${row}`] ?? '', from: fields[`from${row}`] ?? '' },
  }));

function whyOf({ why = '' }: JitFields): { readonly justification?: string; readonly ticket?: string } {
  const justification = readJustification(why);
  const ticket = ticketIn(justification ?? '');
  return {
    ...(justification === undefined ? {} : { justification }),
    ...(ticket === undefined ? {} : { ticket }),
  };
}

/** A form that was put right is another than the one before, whatever its app calls the delivery. */
const keyOf = ({ key, fields }: FilledJitForm): string =>
  `${key}/${createHash('sha256').update(JSON.stringify(fields)).digest('hex')}`;
