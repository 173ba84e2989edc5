import type { ProtectionGroup } from '../protection.ts';
import type { Peek } from './cursor.ts';
import type { Introducer, JitVerb, OwnVerb, VmFilterWord, WholeVerb, Words } from './words.ts';

/** Phrases by their first word, the longest first, so that a look-up costs the same whatever follows. */
export interface Phrases<Meaning> {
  find(peek: Peek, ahead?: number): { readonly meaning: Meaning; readonly length: number } | undefined;
}

export function createPhrases<Meaning extends string>(
  table: Readonly<Record<Meaning, readonly string[]>>,
): Phrases<Meaning> {
  const byFirst = new Map<string, { words: readonly string[]; meaning: Meaning }[]>();
  for (const [meaning, phrases] of Object.entries(table) as [Meaning, readonly string[]][]) {
    for (const phrase of phrases) {
      const words = phrase.split(' ');
      byFirst.set(words[0]!, [...(byFirst.get(words[0]!) ?? []), { words, meaning }]);
    }
  }
  for (const entries of byFirst.values()) entries.sort((a, b) => b.words.length - a.words.length);
  return {
    find: (peek, ahead = 0) => {
      const first = peek(ahead)?.word;
      const entries = first === undefined ? [] : (byFirst.get(first) ?? []);
      const hit = entries.find(({ words }) =>
        words.every((word, index) => peek(ahead + index)?.word === word),
      );
      return hit && { meaning: hit.meaning, length: hit.words.length };
    },
  };
}

const JIT: Readonly<Record<JitVerb, true>> = { enableJit: true, editJit: true, disableJit: true };

const OWN: Readonly<Record<OwnVerb, true>> = {
  route: true,
  link: true,
  unlink: true,
  prefer: true,
  vms: true,
  check: true,
  activity: true,
  review: true,
  reviews: true,
  ...JIT,
};

/** Whether a verb sets up just-in-time access itself. */
export const isJitVerb = (verb: string): verb is JitVerb => Object.hasOwn(JIT, verb);

/** Whether a verb is about Ajar itself rather than about access. */
export const isOwnVerb = (verb: string): verb is OwnVerb => Object.hasOwn(OWN, verb);

/** The words of a language, ready to be looked up. */
export interface Vocabulary {
  readonly words: Words;
  readonly verbs: Phrases<keyof Words['verbs']>;
  readonly whole: Phrases<WholeVerb>;
  readonly echoes: Phrases<'again'>;
  readonly beforeVerb: Phrases<'wishes' | 'openers' | 'fillers'>;
  readonly fillers: Phrases<'fillers'>;
  readonly introducers: Phrases<Introducer>;
  readonly atMost: Phrases<'atMost'>;
  readonly only: Phrases<'only'>;
  readonly anywhere: Phrases<'anywhere'>;
  readonly all: Phrases<'all'>;
  readonly pronouns: Phrases<'pronouns'>;
  readonly behalf: Phrases<'behalf'>;
  readonly csv: Phrases<'csv'>;
  readonly things: Phrases<'things'>;
  readonly courtesy: Phrases<'courtesy'>;
  readonly places: Phrases<'places'>;
  readonly ruleLeads: Phrases<'ruleLeads'>;
  readonly ruleTails: Phrases<'ruleTails'>;
  readonly accounts: Phrases<'accounts'>;
  readonly codes: Phrases<'codes'>;
  readonly protections: Phrases<ProtectionGroup>;
  readonly vmFilters: Phrases<VmFilterWord>;
  readonly jit: Phrases<'jit'>;
  /** Words with a meaning of their own: without a preposition they are never taken for a VM's name. */
  readonly reserved: ReadonlySet<string>;
  /** Never a name, not even after a preposition. */
  readonly structural: ReadonlySet<string>;
  /** A colon may follow these without a space. */
  readonly keys: ReadonlySet<string>;
}

export function createVocabulary(words: Words): Vocabulary {
  const { wishes, openers, fillers, greetings, introducers, verbs } = words;
  const firstWords = (lists: readonly (readonly string[])[]): readonly string[] =>
    lists.flat().map((phrase) => phrase.split(' ')[0]!);
  const structural = new Set([
    ...firstWords([...Object.values(introducers), fillers, words.and]),
    ...[...words.articles, ...words.all, ...words.particles],
    ...words.pronouns.filter((phrase) => !phrase.includes(' ')),
  ]);
  for (const noun of [...introducers.vm, ...introducers.port, ...introducers.request])
    structural.delete(noun);
  const access = Object.entries(verbs).flatMap(([verb, phrases]) => (isOwnVerb(verb) ? [] : phrases));
  const single = [...wishes, ...openers, ...greetings, ...words.all, ...access];
  return {
    words,
    verbs: createPhrases(verbs),
    whole: createPhrases(words.whole),
    echoes: createPhrases({ again: words.echoes }),
    beforeVerb: createPhrases({ wishes, openers, fillers: [...fillers, ...words.and] }),
    fillers: createPhrases({ fillers: [...fillers, ...words.and] }),
    introducers: createPhrases(introducers),
    atMost: createPhrases({ atMost: words.atMost }),
    only: createPhrases({ only: words.only }),
    anywhere: createPhrases({ anywhere: words.anywhere }),
    all: createPhrases({ all: words.all }),
    pronouns: createPhrases({ pronouns: words.pronouns }),
    behalf: createPhrases({ behalf: words.behalf }),
    csv: createPhrases({ csv: words.csv }),
    things: createPhrases({ things: words.things }),
    courtesy: createPhrases({ courtesy: words.courtesy }),
    places: createPhrases({ places: words.places }),
    ruleLeads: createPhrases({ ruleLeads: words.ruleLeads }),
    ruleTails: createPhrases({ ruleTails: words.ruleTails }),
    accounts: createPhrases({ accounts: words.accounts }),
    codes: createPhrases({ codes: words.codes }),
    protections: createPhrases(words.protections),
    vmFilters: createPhrases(words.vmFilters),
    jit: createPhrases({ jit: words.jit }),
    structural,
    reserved: new Set([...structural, ...single, ...firstWords(Object.values(introducers))]),
    keys: new Set(Object.values(introducers).flat()),
  };
}
