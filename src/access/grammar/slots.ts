import type { VmResourceId } from '../azure-name.ts';
import type { Port } from '../port.ts';
import type { ProtectionGroup } from '../protection.ts';
import type { TagFilter } from '../vm-filter.ts';
import type { Start } from './start.ts';
import type { Token } from './tokens.ts';
import type { Said } from './until.ts';
import type { Verb } from './words.ts';

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

export const createSlots = (): Slots => ({
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

/** What each verb takes; anything else in its sentence is refused, never ignored. */
export const takenBy = (verb: Verb): ReadonlySet<Slot> => TAKEN.get(verb)!;

const TAKEN: ReadonlyMap<string, ReadonlySet<Slot>> = new Map(
  Object.entries(TAKES).map(([verb, slots]) => [verb, new Set(slots)]),
);
