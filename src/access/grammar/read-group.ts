import { isAnywhere } from '../address.ts';
import { isResourceGroup } from '../azure-name.ts';
import { durationAt, LONGEST_MS } from '../duration.ts';
import { quote } from './quote.ts';
import { note, type Reading, type Refusal, refuse, skipArticles, twice } from './reading.ts';
import type { Token } from './tokens.ts';

const LATER = 'Ajar acts at once: only an opening can be asked for later. Leave it out, or ask then.';

/** "in rg-web", "in the rg-web resource group". The cursor stands after "in". */
export function readGroup(reading: Reading): Refusal | undefined {
  const { cursor, vocabulary } = reading;
  const before = cursor.previous()!;
  const length = durationAt(cursor, 0, LONGEST_MS);
  if (length) return refuse(cursor.peek()!, LATER);
  skipArticles(reading);
  const noun = vocabulary.introducers.find(cursor);
  if (noun?.meaning === 'group') cursor.skip(noun.length);
  else if (isWithinAnywhere(reading)) return refuse(before, WHERE_IN_ANYWHERE);
  const token = cursor.peek();
  if (!token || vocabulary.structural.has(token.word)) {
    return refuse(
      token ?? before,
      `${quote(before.raw)} is followed by the name of a resource group, such as in rg-web.`,
    );
  }
  if (durationAt(cursor, 0, LONGEST_MS)) return refuse(token, LATER);
  const refusal = note(reading, 'group', token) ?? setGroup(reading, token, token.raw);
  if (refusal) return refusal;
  cursor.skip(1);
  const after = vocabulary.introducers.find(cursor);
  if (after?.meaning === 'group' && noun?.meaning !== 'group') cursor.skip(after.length);
  return undefined;
}

/** "from anywhere in the office": what is meant is a network, and what would open is everything. */
const isWithinAnywhere = ({ slots }: Reading): boolean =>
  slots.last === 'source' && [...slots.sources].some(isAnywhere);

const WHERE_IN_ANYWHERE =
  'A place after "anywhere" may be a network or a resource group: write the network alone, such as from office, or in the resource group rg-web.';

export function setGroup(reading: Reading, token: Token, group: string): Refusal | undefined {
  const { slots } = reading;
  if (!isResourceGroup(group)) {
    return refuse(
      token,
      `${quote(group)} cannot be a resource group: letters, digits and _ - . ( ) only, at most 90.`,
    );
  }
  if (slots.group !== undefined && slots.group.toLowerCase() !== group.toLowerCase()) {
    return twice(token, 'The resource group', slots.group, group);
  }
  slots.group = group;
  return undefined;
}
