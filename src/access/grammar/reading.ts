import { type Cursor, lexemeAt } from './cursor.ts';
import { quote } from './quote.ts';
import { createSlots, type Slot, type Slots, takenBy } from './slots.ts';
import type { Token } from './tokens.ts';
import type { Context } from './until.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { Verb } from './words.ts';

/** Why a sentence was not understood, and where reading stopped. */
export interface Refusal {
  readonly error: string;
  readonly column: number;
  readonly suggestion?: string;
}

/** One sentence being read, after its verb. */
export interface Reading {
  readonly verb: Verb;
  /** What the verb takes. */
  readonly taken: ReadonlySet<Slot>;
  readonly cursor: Cursor;
  readonly slots: Slots;
  readonly vocabulary: Vocabulary;
  readonly context: Context;
}

const NAMES: Readonly<Record<Slot, string>> = {
  request: "a request's id",
  vm: 'the name of a VM',
  group: 'a resource group',
  port: 'ports',
  source: 'a source',
  length: 'a duration or an end',
  start: 'a later start',
  behalf: 'somebody else',
  reason: 'a reason',
  ticket: 'a ticket',
  since: 'a period to look back',
  csv: '"csv"',
  all: '"all"',
};

/** Whether a sentence says what to open, by whichever verb. */
export const opens = ({ verb }: Pick<Reading, 'verb'>): boolean => verb === 'open' || verb === 'breakGlass';

/** What an approval takes after "only": what else it says may be somebody's slip. */
const AFTER_ONLY: readonly Slot[] = ['port', 'vm'];

export const takes = ({ taken, slots }: Reading, slot: Slot): boolean =>
  taken.has(slot) || (slots.only && AFTER_ONLY.includes(slot));

export const createReading = (
  verb: Verb,
  cursor: Cursor,
  vocabulary: Vocabulary,
  context: Context,
): Reading => ({ verb, taken: takenBy(verb), cursor, slots: createSlots(), vocabulary, context });

/** A verb as people write it. */
export const sayVerb = (verb: Verb): string => SAID[verb] ?? verb;

const SAID: Readonly<Partial<Record<Verb, string>>> = {
  breakGlass: 'break glass',
  closeAll: 'close everything',
  repin: 're-pin',
  reviews: 'list reviews',
  ...{ enableJit: 'enable jit', editJit: 'edit jit', disableJit: 'disable jit' },
};

export const refuse = (at: Token, error: string): Refusal => ({ error, column: at.column });

/** Notes that a phrase of this kind was said; a refusal when the verb does not take it. */
export function note(reading: Reading, slot: Slot, at: Token): Refusal | undefined {
  if (!takes(reading, slot)) {
    const { verb, vocabulary } = reading;
    const { examples } = vocabulary.words;
    const other =
      slot === 'request' ? examples.status : slot === 'vm' && verb === 'list' ? examples.who : undefined;
    const instead = other ?? examples[verb];
    const error = `${quote(at.raw)}: ${sayVerb(verb)} does not take ${NAMES[slot]}. Write it like this: ${instead}.`;
    return { ...refuse(at, error), suggestion: instead };
  }
  const { slots } = reading;
  slots.said.add(slot);
  slots.last = slot;
  slots.portsAfterVm ||= slot === 'port' && slots.vms.size > 0;
  return undefined;
}

/** Two different answers to one question are refused, naming both. */
export const twice = (at: Token, what: string, first: string, second: string): Refusal =>
  refuse(at, `${what} is given twice: ${first} and ${second}. Say one of them.`);

/** A word that no phrase can begin with. */
export function notUnderstood(reading: Reading, at: Token, like?: string): Refusal {
  const { words } = reading.vocabulary;
  const example = words.examples[reading.verb];
  const near = like === undefined ? '' : ` Did you mean "${like}"?`;
  const reason = takes(reading, 'reason') ? ' A reason begins with "because".' : '';
  return {
    error: `Reading stopped at ${quote(at.raw)} (column ${at.column}), which was not understood.${near}${reason} For example: ${example}.`,
    column: at.column,
    suggestion: example,
  };
}

/** Skips articles, and answers how many. */
export function skipArticles({ cursor }: Reading): void {
  while (lexemeAt(cursor, 0).isArticle) cursor.skip(1);
}
