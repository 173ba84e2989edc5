import type { ProtectionGroup } from '../protection.ts';

/** What a person can ask of Ajar. */
export type Verb =
  | 'open'
  | 'form'
  | 'breakGlass'
  | 'again'
  | 'approve'
  | 'deny'
  | 'cancel'
  | 'close'
  | 'closeAll'
  | 'extend'
  | 'repin'
  | 'list'
  | 'home'
  | 'drift'
  | 'who'
  | 'status'
  | 'why'
  | 'audit'
  | 'vms'
  | 'check'
  | 'activity'
  | 'enableJit'
  | 'editJit'
  | 'disableJit'
  | 'route'
  | 'link'
  | 'unlink'
  | 'prefer'
  | 'review'
  | 'reviews'
  | 'help';

/** Verbs whose phrases are the whole sentence; an id may follow "again". */
export type WholeVerb = 'form' | 'again' | 'home' | 'drift';

/** Verbs of Ajar itself rather than of access: their words keep no VM from having such a name. */
export type OwnVerb =
  | 'route'
  | 'link'
  | 'unlink'
  | 'prefer'
  | 'vms'
  | 'check'
  | 'activity'
  | 'review'
  | 'reviews'
  | JitVerb;

/** Setting up just-in-time access itself. */
export type JitVerb = 'enableJit' | 'editJit' | 'disableJit';

/** What a list of VMs may be narrowed by, beside words. */
export type VmFilterWord = 'tag' | 'subscription' | 'page';

/** What opens a phrase: where, for how long, from where, why. */
export type Introducer =
  | 'where'
  | 'in'
  | 'for'
  | 'length'
  | 'by'
  | 'until'
  | 'start'
  | 'from'
  | 'means'
  | 'reason'
  | 'purpose'
  | 'ticket'
  | 'last'
  | 'port'
  | 'group'
  | 'vm'
  | 'request';

/** The words of one language. Phrases are lower case with single spaces; a second language is a second table. */
export interface Words {
  /** "close everything" is told by what follows "close". */
  readonly verbs: Readonly<Record<Exclude<Verb, WholeVerb | 'closeAll'>, readonly string[]>>;
  readonly whole: Readonly<Record<WholeVerb, readonly string[]>>;
  /** One sentence for each verb, shown when reading failed. */
  readonly examples: Readonly<Record<Verb, string>>;
  /** Before the verb only; alone they mean `open` ("I need ssh on web-01"). */
  readonly wishes: readonly string[];
  /** Before the verb only, and nothing by themselves. */
  readonly openers: readonly string[];
  /** Anywhere; nothing by themselves. */
  readonly fillers: readonly string[];
  /** Before a mention: whoever is to see it too. */
  readonly copies: readonly string[];
  /** Before one of `selves` they ask whether something may be done. */
  readonly asks: readonly string[];
  readonly selves: readonly string[];
  /** "again": with an id, or with nothing before it, as in "thanks again" it means nothing. */
  readonly echoes: readonly string[];
  /** Alone they ask for help. */
  readonly greetings: readonly string[];
  readonly introducers: Readonly<Record<Introducer, readonly string[]>>;
  readonly and: readonly string[];
  readonly articles: readonly string[];
  readonly all: readonly string[];
  /** "as csv", "export the audit log": a file rather than a card. */
  readonly csv: readonly string[];
  /** One's own, which is not what somebody else has open. */
  readonly own: readonly string[];
  /** What "all" may be all of: "all open access". */
  readonly things: readonly string[];
  /** After a person: "everything riley has". */
  readonly has: readonly string[];
  /** Before a person: "user riley". */
  readonly people: readonly string[];
  /** Closing that can only be of one's own: "done with everything". */
  readonly done: readonly string[];
  /** At the end of a name that is several words: "close everything for riley please". */
  readonly courtesy: readonly string[];
  /** The conversation in which something is said. */
  readonly places: readonly string[];
  /** Before and after the name of a rule. */
  readonly ruleLeads: readonly string[];
  readonly ruleTails: readonly string[];
  /** "notify me" and its kind, which are followed by "in". */
  readonly tellers: readonly string[];
  /** Around the name of a chat app: "my slack account". */
  readonly accounts: readonly string[];
  readonly codes: readonly string[];
  /** "vms not configured". */
  readonly protections: Readonly<Record<ProtectionGroup, readonly string[]>>;
  /** Just-in-time access, by its names. */
  readonly jit: readonly string[];
  /** "put web-09 under jit": verbs that mean just-in-time access only where it is named further on. */
  readonly jitPlacers: readonly string[];
  /** "vms tag env=prod", "vms page 2". */
  readonly vmFilters: Readonly<Record<VmFilterWord, readonly string[]>>;
  /** What a request to fix, check, … begins with after "to". */
  readonly purposes: readonly string[];
  /** What begins a clause after a purpose: "to fix nginx for 2h". */
  readonly closing: readonly string[];
  /** Stand for something said elsewhere: never the name of a VM, nor the id of a request. */
  readonly pronouns: readonly string[];
  /** Asking in another's name. */
  readonly behalf: readonly string[];
  /** Of no phrase that is known, and never a name: what they change may be all that matters ("but not web-02"). */
  readonly particles: readonly string[];
  /** After them nothing is decided: "deny aj-7k2m9q if nobody answers". */
  readonly conditions: readonly string[];
  readonly anywhere: readonly string[];
  /** "from here": a chat app does not tell a bot the person's address. */
  readonly here: readonly string[];
  /** Of those, what means the place where the asker is: alone, or before the name of a device. */
  readonly hereWords: Readonly<Record<'alone' | 'devices', readonly string[]>>;
  readonly now: readonly string[];
  readonly units: Readonly<Record<'s' | 'm' | 'h' | 'd' | 'w', readonly string[]>>;
  readonly numbers: Readonly<Record<string, number>>;
  readonly half: readonly string[];
  readonly quarter: readonly string[];
  readonly of: readonly string[];
  /** Between a number and its unit: "30 more minutes". */
  readonly more: readonly string[];
  /** Beside a duration: "another hour", "30m longer". Without a verb they ask to extend. */
  readonly longer: readonly string[];
  /** After a duration: "for 1h only"; before what an approval lets be. */
  readonly only: readonly string[];
  /** Before a duration: "for up to 2h". */
  readonly atMost: readonly string[];
  readonly days: Readonly<Record<'today' | 'tonight' | 'tomorrow' | 'yesterday', readonly string[]>>;
  /** Sunday first. */
  readonly weekdays: readonly (readonly string[])[];
  readonly hours: Readonly<Record<'noon' | 'midnight', readonly string[]>>;
  readonly halves: Readonly<Record<'am' | 'pm', readonly string[]>>;
  readonly utc: readonly string[];
  /** Time zones that are not read: several places share such a name, or it moves with the season. */
  readonly zones: readonly string[];
  /** A month, looking back. */
  readonly month: readonly string[];
  readonly year: readonly string[];
}
