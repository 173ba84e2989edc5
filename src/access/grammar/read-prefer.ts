import { quote } from './quote.ts';
import { type Reading, type Refusal, refuse } from './reading.ts';
import type { Introducer } from './words.ts';

const WAYS: readonly Introducer[] = ['where', 'in', 'means', 'by'];

/** After "notify me": "in slack", "only via teams please". */
export function readPrefer(reading: Reading): Refusal | undefined {
  const { cursor, slots, vocabulary } = reading;
  const { accounts, courtesy, fillers, atMost, introducers, words } = vocabulary;
  const example = words.examples.prefer;
  // "ping web-01" is no wish about oneself: without "prefer" it takes a way, such as "in".
  let isWay = !words.tellers.includes(cursor.previous()!.word);
  for (let token = cursor.peek(); token; token = cursor.peek()) {
    const way = introducers.find(cursor);
    const isOne = slots.app === undefined && /^[a-z][a-z0-9-]{0,29}$/.test(token.word);
    const skipped = [accounts, courtesy, fillers, atMost].map((phrases) => phrases.find(cursor)?.length ?? 0);
    const length = Math.max(...skipped);
    if (way && WAYS.includes(way.meaning) && !slots.app) {
      isWay = true;
      cursor.skip(way.length);
    } else if (length > 0) cursor.skip(length);
    else if (isOne && isWay && !vocabulary.structural.has(token.word)) {
      slots.app = token.word;
      cursor.skip(1);
    } else {
      const error = `Reading stopped at ${quote(token.raw)} (column ${token.column}): name the one chat app in which you want to be told. For example: ${example}.`;
      return { ...refuse(token, error), suggestion: example };
    }
  }
  return undefined;
}
