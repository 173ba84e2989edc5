import { readEmail } from '../../access/email.ts';
import { isGuid } from '../../access/guid.ts';
import type { Person } from '../../access/person.ts';
import type { Policy } from '../../access/policy/policy.ts';

type Found = { readonly person: Person } | { readonly refused: string };

/**
 * Exactly one of these people, by id, address or name; a name only finds, and of several nobody is meant (HOLES H16). `instead`
 * writes what to say of one of several.
 */
export function whoIs(
  people: readonly Person[],
  { emails }: Pick<Policy, 'emails'>,
  text: string,
  instead: (id: string) => string,
): Found {
  const wanted = text.trim().toLowerCase();
  const email = readEmail(wanted)?.email;
  const found = people.filter(
    ({ id, name }) =>
      id === wanted ||
      name.toLowerCase() === wanted ||
      emails.some((each) => each.email === email && each.person.id === id),
  );
  const [only, ...more] = found;
  if (only && more.length === 0) return { person: only };
  if (!only && isGuid(wanted)) return { refused: `The policy knows nobody with the id ${wanted}.` };
  if (!only) return { refused: `The policy knows nobody called "${text}". Write their Entra object id.` };
  const which = found.map(({ id, name }) => `"${instead(id)}" (${name})`).join(' or ');
  return { refused: `Several people could be meant: write ${which}.` };
}
