import type { Cursor } from './cursor.ts';
import { quote } from './quote.ts';
import { type Refusal, refuse } from './reading.ts';
import type { Token } from './tokens.ts';
import type { Words } from './words.ts';

/**
 * "@Ajar @Blake can you approve aj-7k2m9q?" asks somebody else, and the one who writes must not have approved. Each chat app
 * writes its own bot's mention as "@Ajar", so every other one before the verb is another's.
 */
export function addressesAnother({ peek }: Cursor): Refusal | undefined {
  for (let found = mentionBefore(peek, 0); found; found = mentionBefore(peek, found.ahead)) {
    if (!isAjar(found.token)) return refuse(found.token, another(found.token.raw));
  }
  return undefined;
}

/** "may I approve aj-7k2m9q?", "can we approve …": whoever asks whether they may has not approved. "can you" asks Ajar to. */
export function asksWhetherTo({ peek }: Cursor, { asks, selves }: Words): Refusal | undefined {
  for (let ahead = -1; peek(ahead); ahead -= 1) {
    const [first, second] = [peek(ahead - 1), peek(ahead)!];
    if (first && asks.includes(first.word) && selves.includes(second.word))
      return refuse(first, `${quote(`${first.raw} ${second.raw}`)} ${ASKS}`);
  }
  return undefined;
}

const ASKS =
  'asks whether it may be approved, and approves nothing: write why aj-7k2m9q to see who may, or approve aj-7k2m9q.';

/** The same for a mention at the cursor, after the verb. */
export function namesAnother({ peek }: Cursor): Refusal | undefined {
  const token = peek()!;
  return isAjar(token) ? undefined : refuse(token, another(token.raw));
}

function mentionBefore(
  peek: Cursor['peek'],
  from: number,
): { readonly token: Token; readonly ahead: number } | undefined {
  for (let ahead = from - 1; peek(ahead); ahead -= 1) {
    const token = peek(ahead)!;
    if (token.mention) return { token, ahead };
  }
  return undefined;
}

const isAjar = ({ word, user }: Token): boolean => user === undefined && /^@?ajar$/.test(word);

const another = (name: string): string =>
  `${quote(name)} may be somebody else, and whoever approves says so in person. To approve yourself leave the mention out, such as approve aj-7k2m9q.`;
