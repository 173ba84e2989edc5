import { quote } from './quote.ts';
import { type Reading, type Refusal, refuse } from './reading.ts';
import type { Token } from './tokens.ts';
import type { Vocabulary } from './vocabulary.ts';

const LIKE = 'use this channel for production';
const PLACE = `Write it in the conversation that is meant, with the name of the rule: ${LIKE}. For your own notifications write notify me in slack.`;

/** "use this channel for production", "route prod-windows here": this conversation, and the name of one rule. */
export function readRoute(reading: Reading): Refusal | undefined {
  const { cursor, slots, vocabulary } = reading;
  const before = cursor.previous()!;
  const named: Token[] = [];
  let isHere = false;
  let joint: Token | undefined;
  for (let token = cursor.peek(); token; token = cursor.peek()) {
    const place = vocabulary.places.find(cursor);
    const isJoint = token.lexeme.isAnd;
    const skipped = place?.length ?? (isJoint ? 1 : skippedAt(reading, named.length > 0));
    const fault = skipped > 0 ? undefined : faultOf(token, named, joint);
    if (fault) return fault;
    isHere ||= place !== undefined;
    if (isJoint && named.length > 0) joint ??= token;
    if (skipped === 0) named.push(token);
    cursor.skip(Math.max(skipped, 1));
  }
  if (!isHere) return refuse(named[0] ?? before, PLACE);
  const rule = withoutTail(named, vocabulary);
  if (rule.length === 0) return refuse(before, `Name a rule of the policy, such as ${LIKE}.`);
  slots.rule = rule.map(({ raw }) => raw).join(' ');
  return undefined;
}

/** As many words as the name of a rule has, when it is written with spaces. */
const MOST_WORDS = 8;

/** Politeness anywhere; before the name also "for the rule", after it "to" this channel. */
function skippedAt({ cursor, vocabulary }: Reading, isNamed: boolean): number {
  const { courtesy, ruleLeads, places } = vocabulary;
  const polite = courtesy.find(cursor)?.length ?? 0;
  const lead = ruleLeads.find(cursor)?.length ?? 0;
  return Math.max(polite, !isNamed || places.find(cursor, lead) ? lead : 0);
}

function faultOf(token: Token, named: readonly Token[], joint: Token | undefined): Refusal | undefined {
  if (token.mention) return refuse(token, PLACE);
  if (joint) return refuse(joint, `One rule at a time: write a sentence for each, such as ${LIKE}.`);
  const isName = named.length < MOST_WORDS && /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(token.word);
  return isName
    ? undefined
    : refuse(token, `${quote(token.raw)} is not part of the name of a rule. Write it like this: ${LIKE}.`);
}

/** "the production rule": the noun is no part of the name, unless it is all there is. */
function withoutTail(named: readonly Token[], { ruleTails, lexicon }: Vocabulary): readonly Token[] {
  const isTail =
    named.length > 1 && ruleTails.find({ tokens: named, at: named.length - 1, lexicon }) !== undefined;
  return isTail ? named.slice(0, -1) : named;
}
