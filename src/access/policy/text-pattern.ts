import { readTicket } from '../ticket.ts';

/**
 * Whether a text fits a pattern in which `*` stands for any run of characters and `#` for one digit. Case is nothing. Like a
 * pattern of names it is walked piece by piece and never goes back over what fitted: no pattern can make it slow.
 */
export function fitsText(pattern: string, text: string): boolean {
  const said = text.toLowerCase();
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const last = rest.pop();
  if (last === undefined) return said.length === first.length && isAt(first, said, 0);
  if (!isAt(first, said, 0)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = find(piece, said, at);
    if (found === undefined) return false;
    at = found + piece.length;
  }
  const end = said.length - last.length;
  return end >= at && isAt(last, said, end);
}

/** A ticket is compared without the `#` that some systems write before a number. */
export const fitsTicket = (pattern: string, ticket: string): boolean =>
  fitsText(pattern, ticket.replace(/^#/, ''));

/** What may stand for a `*` so that the whole becomes a ticket. */
const FILLS = ['', '1', '-1', '1111', 'OPS', 'OPS-1'];

/** Whether any ticket fits a pattern that is one as people may write it: a rule that wants another lets nobody in, ever. */
export const fitsSomeTicket = (pattern: string): boolean =>
  FILLS.some((first) =>
    FILLS.some((rest) => {
      const text = pattern.replace('*', first).replaceAll('*', rest).replaceAll('#', '1');
      return [text, `#${text}`].some((each) => readTicket(each, 'possible') !== undefined);
    }),
  );

function isAt(piece: string, text: string, at: number): boolean {
  for (let index = 0; index < piece.length; index += 1) {
    const [wanted, found] = [piece[index], text[at + index]];
    if (wanted === '#' ? found === undefined || found < '0' || found > '9' : wanted !== found) return false;
  }
  return true;
}

function find(piece: string, text: string, from: number): number | undefined {
  for (let at = from; at + piece.length <= text.length; at += 1) if (isAt(piece, text, at)) return at;
  return undefined;
}
