import type { ProtectionGroup } from '../protection.ts';
import { lexemeAt, type Place, wordAt } from './cursor.ts';
import {
  addPhrases,
  type Beginning,
  createLexicon,
  firstWords,
  type Lexicon,
  type Phrase,
} from './lexicon.ts';
import type { Introducer, JitVerb, OwnVerb, VmFilterWord, WholeVerb, Words } from './words.ts';

/** Some table of phrases. */
export interface Phrases<Meaning> {
  /** The longest of them that begins so many words ahead. */
  find(place: Place, ahead?: number): { readonly meaning: Meaning; readonly length: number } | undefined;
}

function createPhrases<Meaning extends string>(table: number): Phrases<Meaning> {
  return {
    find(place, ahead = 0) {
      const beginning = lexemeAt(place, ahead).phrases[table];
      const found = beginning && (longerAt(beginning, place, ahead) ?? beginning.alone);
      return found as (Phrase & { readonly meaning: Meaning }) | undefined;
    },
  };
}

function longerAt({ longer }: Beginning, place: Place, ahead: number): Phrase | undefined {
  if (longer.size === 0) return undefined;
  return longer.get(wordAt(place, ahead + 1))?.find((phrase) => isAt(phrase, place, ahead));
}

/** Its first two words are there. */
function isAt({ words, length }: Phrase, place: Place, ahead: number): boolean {
  for (let index = 2; index < length; index += 1)
    if (wordAt(place, ahead + index) !== words[index]) return false;
  return true;
}

const JIT: Readonly<Record<JitVerb, true>> = { enableJit: true, editJit: true, disableJit: true };
const JIT_VERBS: ReadonlySet<string> = new Set(Object.keys(JIT));

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
export const isJitVerb = (verb: string): verb is JitVerb => JIT_VERBS.has(verb);

/** Whether a verb is about Ajar itself rather than about access. */
export const isOwnVerb = (verb: string): verb is OwnVerb => Object.hasOwn(OWN, verb);

/** The words of a language, ready to be looked up. */
export interface Vocabulary {
  readonly words: Words;
  readonly lexicon: Lexicon;
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
  const structural = new Set([
    ...firstWords([...Object.values(introducers), fillers, words.and]),
    ...[...words.articles, ...words.all, ...words.particles],
    ...words.pronouns.filter((phrase) => !phrase.includes(' ')),
  ]);
  for (const noun of [...introducers.vm, ...introducers.port, ...introducers.request])
    structural.delete(noun);
  const access = Object.entries(verbs).flatMap(([verb, phrases]) => (isOwnVerb(verb) ? [] : phrases));
  const lexicon = createLexicon(words);
  let tables = 0;
  const phrases = <Meaning extends string>(
    texts: Readonly<Record<Meaning, readonly string[]>>,
  ): Phrases<Meaning> => {
    addPhrases(lexicon, tables, texts);
    tables += 1;
    return createPhrases(tables - 1);
  };
  const single = [...wishes, ...openers, ...greetings, ...words.all, ...access];
  return {
    ...{ words, lexicon },
    verbs: phrases(verbs),
    whole: phrases(words.whole),
    echoes: phrases({ again: words.echoes }),
    beforeVerb: phrases({ wishes, openers, fillers: [...fillers, ...words.and] }),
    fillers: phrases({ fillers: [...fillers, ...words.and] }),
    introducers: phrases(introducers),
    atMost: phrases({ atMost: words.atMost }),
    only: phrases({ only: words.only }),
    anywhere: phrases({ anywhere: words.anywhere }),
    all: phrases({ all: words.all }),
    pronouns: phrases({ pronouns: words.pronouns }),
    behalf: phrases({ behalf: words.behalf }),
    csv: phrases({ csv: words.csv }),
    things: phrases({ things: words.things }),
    courtesy: phrases({ courtesy: words.courtesy }),
    places: phrases({ places: words.places }),
    ruleLeads: phrases({ ruleLeads: words.ruleLeads }),
    ruleTails: phrases({ ruleTails: words.ruleTails }),
    accounts: phrases({ accounts: words.accounts }),
    codes: phrases({ codes: words.codes }),
    protections: phrases(words.protections),
    vmFilters: phrases(words.vmFilters),
    jit: phrases({ jit: words.jit }),
    structural,
    reserved: new Set([...structural, ...single, ...firstWords(Object.values(introducers))]),
    keys: new Set(Object.values(introducers).flat()),
  };
}
