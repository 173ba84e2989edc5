import { createCursor } from './grammar/cursor.ts';
import { findVerb } from './grammar/find-verb.ts';
import { withoutMarkup } from './grammar/markup.ts';
import { readPhrases } from './grammar/read-phrase.ts';
import { createSlots, type Reading, type Refusal, type Slots } from './grammar/reading.ts';
import { tokenize } from './grammar/tokens.ts';
import type { Context } from './grammar/until.ts';
import { createVocabulary } from './grammar/vocabulary.ts';
import type { Verb } from './grammar/words.ts';
import { ENGLISH } from './grammar/words-en.ts';
import type { Port } from './port.ts';

export type { Context } from './grammar/until.ts';

/** What a person typed, as a command; or a sentence that says what to write instead, and the column where reading stopped. */
export type Sentence =
  | OpenSentence
  | RequestSentence
  | { readonly verb: 'list'; readonly all: boolean }
  | { readonly verb: 'who'; readonly vm?: string }
  | { readonly verb: 'audit'; readonly id?: string; readonly vm?: string; readonly sinceMs?: number }
  | { readonly verb: 'help' }
  | (Refusal & { readonly verb?: undefined });

/** A wish for access. Whatever was not said is missing or empty: the flow asks for it. */
export interface OpenSentence {
  readonly verb: 'open';
  /** Names as typed. */
  readonly vms: readonly string[];
  /** Whole resource ids in lower case; `vms` then holds their names too. */
  readonly ids: readonly string[];
  readonly resourceGroup?: string;
  readonly ports: readonly Port[];
  /** Canonical CIDRs. */
  readonly sources: readonly string[];
  /** Names of networks, lower case; which there are is the policy's business. */
  readonly networks: readonly string[];
  readonly durationMs?: number;
  readonly until?: Date;
  readonly justification?: string;
  readonly ticket?: string;
}

/** Something about a request that exists; approve and deny always name it by its id. */
export interface RequestSentence {
  readonly verb: 'approve' | 'deny' | 'cancel' | 'close' | 'extend' | 'status';
  readonly id?: string;
  /** A name as typed, or a whole resource id in lower case. */
  readonly vm?: string;
  readonly ports?: readonly Port[];
  readonly durationMs?: number;
  readonly until?: Date;
  readonly justification?: string;
  readonly ticket?: string;
}

/** The most characters (code points) that are read. */
export const LONGEST_SENTENCE = 2000;

const VOCABULARY = createVocabulary(ENGLISH);

/** Reads one sentence; never throws, and its cost is linear in the length of the text. */
export function readSentence(text: string, context: Context): Sentence {
  const points = text.length > 2 * LONGEST_SENTENCE ? undefined : Array.from(text);
  if (!points || points.length > LONGEST_SENTENCE) {
    const error = `This is longer than ${LONGEST_SENTENCE} characters, the most that is read. Write one short sentence, such as ${ENGLISH.examples.open}.`;
    return { error, column: LONGEST_SENTENCE + 1 };
  }
  const chars = withoutMarkup(points);
  const tokens = tokenize(chars, VOCABULARY.keys);
  const cursor = createCursor(tokens, chars);
  const verb = findVerb(cursor, VOCABULARY, chars);
  if (typeof verb !== 'string') return verb;
  const reading: Reading = { verb, cursor, slots: createSlots(), vocabulary: VOCABULARY, context };
  return readPhrases(reading) ?? BUILDERS[verb](reading.slots, { column: tokens.at(-1)?.column ?? 1, verb });
}

type Build = (slots: Slots, end: { readonly column: number; readonly verb: Verb }) => Sentence;

const BUILDERS: Readonly<Record<Verb, Build>> = {
  open: (slots, end) => {
    if ([...slots.said].every((slot) => slot === 'reason' || slot === 'ticket')) return missing(end);
    const vms = [...slots.vms.values()];
    return {
      verb: 'open',
      vms: vms.map(({ name }) => name),
      ids: vms.flatMap((vm) => ('id' in vm ? [vm.id] : [])),
      ...(slots.group === undefined ? {} : { resourceGroup: slots.group }),
      ports: [...slots.ports.values()],
      sources: [...slots.sources],
      networks: [...slots.networks],
      ...when(slots),
      ...why(slots),
    };
  },
  approve: (slots, end) =>
    slots.request === undefined ? missing(end) : { verb: 'approve', id: slots.request, ...why(slots) },
  deny: (slots, end) =>
    slots.request === undefined ? missing(end) : { verb: 'deny', id: slots.request, ...why(slots) },
  cancel: (slots) => ({ verb: 'cancel', ...which(slots), ...why(slots) }),
  close: (slots) => ({ verb: 'close', ...which(slots), ...why(slots) }),
  extend: (slots) => ({ verb: 'extend', ...which(slots), ...when(slots), ...why(slots) }),
  status: (slots) => ({ verb: 'status', ...which(slots) }),
  list: ({ all }) => ({ verb: 'list', all }),
  who: (slots) => ({ verb: 'who', ...vmOf(slots) }),
  audit: (slots) => ({
    verb: 'audit',
    ...(slots.request === undefined ? {} : { id: slots.request }),
    ...vmOf(slots),
    ...(slots.sinceMs === undefined ? {} : { sinceMs: slots.sinceMs }),
  }),
  help: () => ({ verb: 'help' }),
};

function missing({ column, verb }: { readonly column: number; readonly verb: Verb }): Sentence {
  const example = ENGLISH.examples[verb];
  const what = verb === 'open' ? 'a VM or a port' : 'the id of a request';
  return { error: `"${verb}" needs ${what}. For example: ${example}.`, column, suggestion: example };
}

function vmOf(slots: Slots): { readonly vm?: string } {
  const [vm] = slots.vms.values();
  return vm ? { vm: 'id' in vm ? vm.id : vm.name } : {};
}

const which = (slots: Slots): Pick<RequestSentence, 'id' | 'vm' | 'ports'> => ({
  ...(slots.request === undefined ? {} : { id: slots.request }),
  ...vmOf(slots),
  ...(slots.ports.size === 0 ? {} : { ports: [...slots.ports.values()] }),
});

const when = ({ durationMs, until }: Slots): Pick<RequestSentence, 'durationMs' | 'until'> => ({
  ...(durationMs === undefined ? {} : { durationMs }),
  ...(until === undefined ? {} : { until }),
});

const why = ({ justification, ticket }: Slots): Pick<RequestSentence, 'justification' | 'ticket'> => ({
  ...(justification === undefined ? {} : { justification }),
  ...(ticket === undefined ? {} : { ticket }),
});
