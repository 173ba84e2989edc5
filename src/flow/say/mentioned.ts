import type { Person } from '../../access/person.ts';
import type { Said } from '../../ports/chat.ts';
import type { Deps } from '../deps.ts';

/** Whom a mention means: an account of the app it was written in, which may be nobody's that we know. */
export async function mentioned(
  deps: Deps,
  { place }: Pick<Said, 'place'>,
  user: string,
): Promise<{ readonly person: Person } | { readonly refused: string }> {
  const known = await deps.accounts.identify({ app: place.app, team: place.service, user, name: user });
  if ('person' in known) return { person: known.person };
  return {
    refused: `I cannot tell whose account ${user} is. Write their name or their Entra object id.`,
  };
}
