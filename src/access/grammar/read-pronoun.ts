import { readRequestId } from '../request-id.ts';
import { lexemeAt } from './cursor.ts';
import { quote } from './quote.ts';
import { nameAhead } from './read-vms.ts';
import { type Reading, type Refusal, refuse } from './reading.ts';
import type { Token } from './tokens.ts';
import type { Verb } from './words.ts';

/**
 * What "it" means in a sentence that stands alone. mine: the one that the person has, so nothing needs to be named.
 * request: which one must be said, as a guess would decide about another's access. vm: a VM must be named.
 */
const MEANS: Readonly<Record<Verb, 'mine' | 'request' | 'vm'>> = {
  close: 'mine',
  extend: 'mine',
  repin: 'mine',
  cancel: 'mine',
  status: 'mine',
  why: 'mine',
  list: 'mine',
  form: 'mine',
  again: 'mine',
  home: 'mine',
  drift: 'mine',
  link: 'mine',
  unlink: 'mine',
  prefer: 'mine',
  route: 'mine',
  vms: 'mine',
  help: 'mine',
  reviews: 'mine',
  approve: 'request',
  deny: 'request',
  review: 'request',
  open: 'vm',
  breakGlass: 'vm',
  closeAll: 'vm',
  who: 'vm',
  audit: 'vm',
  ...{ check: 'vm', activity: 'vm', enableJit: 'vm', editJit: 'vm', disableJit: 'vm' },
};

/** "it", "this one": skipped, or refused with what to write; `none` when no such word stands here. */
export function readPronoun(reading: Reading, token: Token): Refusal | 'none' | undefined {
  if (!token.lexeme.beginsEarly) return 'none';
  const { cursor, vocabulary, verb } = reading;
  const means = MEANS[verb];
  const all = means === 'request' ? vocabulary.all.find(cursor) : undefined;
  const found = vocabulary.pronouns.find(cursor) ?? all;
  if (!found) return 'none';
  // "close this web-01", "approve that request aj-7k2m9q": an article, where a name or a noun follows.
  const isArticle = token.lexeme.isArticle && found.length === 1;
  const isId = readRequestId(cursor.peek(found.length)?.raw ?? '') !== undefined;
  if (means === 'mine' || (isArticle && nameAhead(reading, 1)) || (means === 'request' && isId)) {
    cursor.skip(found.length);
    reading.slots.mine ||= means === 'mine';
    const isMore = lexemeAt(cursor, 0).isAnd && nameAhead(reading, 1);
    if (!isMore || vocabulary.reserved.has(cursor.peek(1)!.word)) return undefined;
    return refuse(
      token,
      `${quote(token.raw)} and ${quote(cursor.peek(1)!.raw)} are two. Write a sentence for each.`,
    );
  }
  const example = vocabulary.words.examples[verb];
  const said = Array.from({ length: found.length }, (_, index) => cursor.peek(index)!.raw).join(' ');
  const error =
    means === 'request'
      ? `${quote(said)} does not say which request: write its id, such as ${example}, or press the button on its card.`
      : `${quote(said)} names no VM. Write its name, such as ${example}.`;
  return { ...refuse(token, error), suggestion: example };
}
