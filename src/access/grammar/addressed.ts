import type { Cursor, Peek } from './cursor.ts';
import { quote } from './quote.ts';
import { type Refusal, refuse } from './reading.ts';
import type { Token } from './tokens.ts';

/**
 * "@Ajar @Blake can you approve aj-7k2m9q?" asks somebody else: of two mentions one is not Ajar, and the one who writes must
 * not have approved. All mentions before the verb are compared.
 */
export function addressesAnother({ peek }: Cursor): Refusal | undefined {
  const last = mentionBefore(peek, 0);
  for (let found = last; found; found = mentionBefore(peek, found.ahead)) {
    if (whom(found.token) !== whom(last!.token)) return refuse(last!.token, another(last!.token.raw));
  }
  return undefined;
}

/** A mention at the cursor, after the verb: the one before it was compared with those before. */
export function namesAnother({ peek }: Cursor): Refusal | undefined {
  const token = peek()!;
  const before = mentionBefore(peek, 0);
  const isOther = before !== undefined && whom(before.token) !== whom(token);
  return isOther ? refuse(token, another(token.raw)) : undefined;
}

function mentionBefore(
  peek: Peek,
  from: number,
): { readonly token: Token; readonly ahead: number } | undefined {
  for (let ahead = from - 1; peek(ahead); ahead -= 1) {
    const token = peek(ahead)!;
    if (token.mention) return { token, ahead };
  }
  return undefined;
}

const whom = ({ user, word }: Token): string => user ?? word;

const another = (name: string): string =>
  `${quote(name)} may be somebody else, and whoever approves says so in person. To approve yourself leave the mention out, such as approve aj-7k2m9q.`;
