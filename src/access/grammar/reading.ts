import type { VmResourceId } from '../azure-name.ts';
import type { Port } from '../port.ts';
import type { ProtectionGroup } from '../protection.ts';
import type { TagFilter } from '../vm-filter.ts';
import { type Cursor, lexemeAt } from './cursor.ts';
import { quote } from './quote.ts';
import type { Start } from './start.ts';
import type { Token } from './tokens.ts';
import type { Context, Said } from './until.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { Verb } from './words.ts';

/** Why a sentence was not understood, and where reading stopped. */
export interface Refusal {
  readonly error: string;
  readonly column: number;
  readonly suggestion?: string;
}

/** What a sentence may say. */
export type Slot =
  | 'request'
  | 'vm'
  | 'group'
  | 'port'
  | 'source'
  | 'length'
  | 'start'
  | 'behalf'
  | 'reason'
  | 'ticket'
  | 'since'
  | 'csv'
  | 'all';

/** One VM: a name as typed, or a whole resource id. */
export type NamedVm = { readonly name: string } | VmResourceId;

/** What was read so far. */
export interface Slots {
  request?: string;
  vms: Map<string, NamedVm>;
  /** A word that was taken for a VM without a preposition: a later "on …" shows that it was a slip. */
  bareVm?: Token;
  group?: string;
  ports: Map<string, Port>;
  sources: Set<string>;
  networks: Set<string>;
  durationMs?: number;
  until?: Date;
  /** What was said of `until`: beside a later start it is settled once both are read. */
  end?: Said;
  /** With the word that it began at. */
  start?: Start & { readonly token: Token };
  sinceMs?: number;
  justification?: string;
  ticket?: string;
  person?: string;
  /** It was a mention that the app marked up: an account, not a name. */
  mentioned?: true;
  rule?: string;
  app?: string;
  code?: string;
  /** Of a list of VMs. */
  readonly words: string[];
  readonly tags: TagFilter[];
  protection?: ProtectionGroup;
  subscription?: string;
  page?: number;
  csv: boolean;
  all: boolean;
  readonly said: Set<Slot>;
  /** "and" stands before the present phrase: it adds to what was said rather than saying it again. */
  joined: boolean;
  /** The source is the address that the asker comes from, which no chat app tells. */
  own: boolean;
  /** "only" was said: what follows is all that is approved. */
  only: boolean;
  /** "it" was said of the one that the person has. */
  mine: boolean;
  /** What the phrase before said. */
  last?: Slot;
  /** Ports were named after a VM: another VM after them would get ports that were not meant for it. */
  portsAfterVm: boolean;
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

/** What each verb takes; anything else in its sentence is refused, never ignored. */
const TAKES: Readonly<Record<Verb, readonly Slot[]>> = {
  open: ['vm', 'group', 'port', 'source', 'length', 'start', 'behalf', 'reason', 'ticket'],
  breakGlass: ['vm', 'group', 'port', 'source', 'length', 'reason', 'ticket'],
  form: [],
  again: ['request'],
  approve: ['request', 'length', 'reason'],
  deny: ['request', 'reason'],
  cancel: ['request', 'vm', 'reason'],
  close: ['request', 'vm', 'port', 'reason'],
  closeAll: ['vm', 'reason'],
  extend: ['request', 'vm', 'port', 'length', 'reason', 'ticket'],
  repin: ['request', 'vm', 'port', 'source'],
  list: ['all'],
  home: [],
  drift: [],
  who: ['vm'],
  status: ['request', 'vm'],
  why: ['request', 'vm'],
  audit: ['request', 'vm', 'since', 'csv'],
  vms: ['group'],
  check: ['vm', 'port', 'source'],
  activity: ['vm', 'since', 'csv'],
  enableJit: ['vm', 'port', 'source', 'length', 'reason', 'ticket'],
  editJit: ['vm', 'port', 'source', 'length', 'reason', 'ticket'],
  disableJit: ['vm', 'port', 'reason', 'ticket'],
  route: [],
  link: [],
  unlink: [],
  prefer: [],
  review: ['request', 'reason'],
  reviews: [],
  help: [],
};

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
): Reading => ({ verb, taken: TAKEN.get(verb)!, cursor, slots: createSlots(), vocabulary, context });

const TAKEN: ReadonlyMap<string, ReadonlySet<Slot>> = new Map(
  Object.entries(TAKES).map(([verb, slots]) => [verb, new Set(slots)]),
);

const createSlots = (): Slots => ({
  vms: new Map(),
  ports: new Map(),
  sources: new Set(),
  networks: new Set(),
  words: [],
  tags: [],
  csv: false,
  all: false,
  said: new Set(),
  joined: false,
  own: false,
  mine: false,
  only: false,
  portsAfterVm: false,
});

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
