import { addressesAnother, asksWhetherTo } from './addressed.ts';
import { type Cursor, type Place, wordAt } from './cursor.ts';
import { columnOf, type Seen } from './markup.ts';
import { saysAll } from './read-close-all.ts';
import type { Refusal } from './reading.ts';
import { unknown } from './unknown-verb.ts';
import { isOwnVerb, type Vocabulary } from './vocabulary.ts';
import { createIsAlone, type IsAlone, isCodeAlone, isIdAgain, wholeVerb } from './whole-verb.ts';
import { beginsMore, beginsWish, meantBy } from './without-verb.ts';
import type { Verb, Words } from './words.ts';

/** The verb of a sentence, with the cursor after it; words of politeness before it are skipped. It is never guessed. */
export function findVerb(cursor: Cursor, vocabulary: Vocabulary, seen: Seen): Verb | Refusal {
  const isAlone = createIsAlone(cursor, vocabulary);
  const before: Before = { wished: false, isNoun: false };
  let greeted = seen.text.includes('?');
  for (let token = cursor.peek(); token; token = cursor.peek()) {
    const skipped = vocabulary.beforeVerb.find(cursor);
    const verb = verbHere(cursor, vocabulary, before, isAlone);
    if (verb) return (verb === 'approve' ? notApproved(cursor, vocabulary) : undefined) ?? verb;
    if (beginsWish(cursor, vocabulary)) return meantBy(cursor, vocabulary);
    if (!token.mention && !skipped)
      return before.wished ? meantBy(cursor, vocabulary) : unknown(token, cursor, vocabulary);
    before.wished ||= skipped?.meaning === 'wishes';
    const isArticle = token.lexeme.isArticle;
    before.isNoun = skipped?.meaning === 'wishes' || (before.wished && isArticle);
    greeted ||= token.mention || vocabulary.words.greetings.includes(token.word);
    cursor.skip(skipped?.length ?? 1);
  }
  return nothing(vocabulary, seen, before.wished ? 'form' : greeted ? 'help' : undefined);
}

/** Why whoever wrote "approve" may not have approved. */
const notApproved = (cursor: Cursor, { words }: Vocabulary): Refusal | undefined =>
  addressesAnother(cursor) ?? asksWhetherTo(cursor, words);

/** What was skipped before the verb: "I need home" and "I need the home" wish for a VM. */
interface Before {
  wished: boolean;
  isNoun: boolean;
}

/** The verb that begins at the cursor, taken; undefined when none does. */
function verbHere(
  cursor: Cursor,
  vocabulary: Vocabulary,
  { wished, isNoun }: Before,
  isAlone: IsAlone,
): Verb | undefined {
  const whole = wholeVerb(cursor, vocabulary, isAlone);
  if (whole && !(isNoun && whole.length === 1)) {
    cursor.skip(whole.length);
    return whole.meaning;
  }
  const skipped = vocabulary.beforeVerb.find(cursor)?.length ?? 0;
  const verb = vocabulary.verbs.find(cursor);
  const isName =
    verb?.length === 1 && isOwnVerb(verb.meaning) && (isNoun || (wished && verb.meaning === 'route'));
  if (verb && !isName && verb.length >= skipped) return verbAfter(cursor, vocabulary, verb);
  if (putsUnderJit(cursor, vocabulary)) {
    cursor.skip(1);
    return 'enableJit';
  }
  const csv = vocabulary.csv.find(cursor);
  if (csv && !(csv.length === 1 && isNoun)) return 'audit';
  return isCodeAlone(cursor, isAlone) ? 'link' : undefined;
}

/** As far as a sentence names what a VM is put under. */
const FAR = 24;

/** "put web-09 under jit": such a verb means something only where just-in-time access is named further on. */
function putsUnderJit(place: Place, { words, jit }: Vocabulary): boolean {
  if (!words.jitPlacers.includes(wordAt(place, 0))) return false;
  for (let ahead = 1; ahead < FAR; ahead += 1) if (jit.find(place, ahead)) return true;
  return false;
}

/** The end of a sentence of politeness alone: what it asks for, or that it asks for nothing. */
function nothing({ words }: Vocabulary, seen: Seen, verb: Verb | undefined): Verb | Refusal {
  if (verb) return verb;
  const first = seen.text.search(/[^ ]/);
  return {
    error: `There is nothing to do in this sentence. For example: ${words.examples.open}. For more write help.`,
    column: columnOf(seen, Math.max(first, 0)),
    suggestion: words.examples.open,
  };
}

/** A verb that was found, with the cursor after it; what it means may depend on what follows. */
function verbAfter(
  cursor: Cursor,
  vocabulary: Vocabulary,
  { meaning, length }: { readonly meaning: keyof Words['verbs']; readonly length: number },
): Verb {
  const isDone = vocabulary.words.done.includes(cursor.peek()!.word);
  // The rest of "use this channel" says whether it is this one.
  cursor.skip(meaning === 'route' ? 1 : length);
  if (meaning === 'breakGlass') skipOpen(cursor, vocabulary);
  if (meaning === 'open' && isIdAgain(cursor, vocabulary)) return 'again';
  if (meaning === 'open' && beginsMore(cursor, vocabulary)) return 'extend';
  return meaning === 'close' && !isDone && saysAll(cursor, vocabulary) ? 'closeAll' : meaning;
}

/** "break glass and open 22 on web-01": what follows may begin with the usual verb. */
function skipOpen(cursor: Cursor, vocabulary: Vocabulary): void {
  for (let polite = 1; polite > 0; cursor.skip(polite)) polite = vocabulary.fillers.find(cursor)?.length ?? 0;
  const verb = vocabulary.verbs.find(cursor);
  if (verb?.meaning === 'open') cursor.skip(verb.length);
}
