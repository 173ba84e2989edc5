import { formatPort } from '../../access/port.ts';
import { readSentence } from '../../access/sentence.ts';
import type { Click, ClickAnswer } from '../../ports/chat.ts';
import { JIT_FIELDS, type JitField, type JitFields, type JitRow } from '../../ports/jit-form.ts';
import type { Deps } from '../deps.ts';
import { sourcesOf } from '../say/complete-ask.ts';
import { sayFrom } from './consent.ts';
import { type KeptJitForm, keepJitForm, recallJitForm, shownForm } from './kept-jit-form.ts';
import { answerJit } from './submit-jit.ts';
import { withPorts } from './wanted-rules.ts';

/**
 * A button of a form in an app without inputs: 0 sends it as it stands, any other one is a row, with what to put there typed
 * beside it. Undefined where the click is on no such form.
 */
export async function pressJit(deps: Deps, clicked: Click): Promise<ClickAnswer | undefined> {
  const { draft, choice, person, fields } = clicked;
  const kept = draft === undefined ? undefined : await recallJitForm(deps, draft, person);
  if (!kept || choice === undefined) return undefined;
  if (choice > 0) return setRow(deps, kept, choice, fields.value ?? '');
  const answer = await answerJit(deps, { ...clicked, form: kept.id, fields: fieldsOf(kept) });
  if (!('faults' in answer)) return answer;
  const sentence = JIT_FIELDS.flatMap((name) => answer.faults[name] ?? []).join(' ');
  return { sentence, refused: true, card: { card: 'jit', form: shownForm(kept), faults: answer.faults } };
}

/** Read by the same grammar as a whole sentence; nothing typed leaves the port out. */
async function setRow(deps: Deps, kept: KeptJitForm, at: number, typed: string): Promise<ClickAnswer> {
  const row = rowFrom(deps, typed);
  if (typeof row === 'string') return { sentence: row, refused: true };
  const next = { ...kept, rows: kept.rows.map((each, index) => (index === at - 1 ? row : each)) };
  await keepJitForm(deps, next);
  const sentence = row.port === '' ? `Row ${at} is empty.` : `Row ${at} is ${row.port}.`;
  return { sentence, refused: false, card: { card: 'jit', form: shownForm(next) } };
}

function rowFrom(deps: Deps, typed: string): JitRow | string {
  if (typed.trim() === '') return { port: '', max: '180', from: 'any' };
  const read = readSentence(`edit jit on web-01 for ${typed}`, { now: deps.clock.now(), zone: 'UTC' });
  if (read.verb !== 'setup' || read.ports.length !== 1)
    return 'Write one port after the number, such as 22/tcp max 1h from vpn.';
  const sources = sourcesOf(deps, read);
  if ('refused' in sources) return sources.refused;
  const { ports, durationMs } = read;
  const [rule] = withPorts([], {
    ...{ ports, sources: sources.cidrs },
    ...(durationMs === undefined ? {} : { maxDurationMs: durationMs }),
  });
  if (!rule) return 'Write one port after the number.';
  return { port: formatPort(rule), max: String(rule.maxDurationMs / 60_000), from: sayFrom(rule) };
}

const fieldsOf = ({ rows, why }: KeptJitForm): JitFields => ({
  ...Object.fromEntries(
    rows.flatMap(({ port, max, from }, at): [JitField, string][] => [
      [`port${at + 1}` as JitField, port],
      [`max${at + 1}` as JitField, max],
      [`from${at + 1}` as JitField, from],
    ]),
  ),
  why,
});
