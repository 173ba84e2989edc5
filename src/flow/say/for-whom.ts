import { readEmail } from '../../access/email.ts';
import { isGuid } from '../../access/guid.ts';
import { type Person, samePerson } from '../../access/person.ts';
import { everybody } from '../../access/policy/everybody.ts';
import { lookedUpOf } from '../../access/policy/looked-up.ts';
import { rulesForOthers } from '../../access/policy/on-behalf.ts';
import type { Deps } from '../deps.ts';
import { canTell, peopleOf, policyFor } from '../step/policy-now.ts';
import { onlyAsks } from '../step/roles.ts';
import { mentioned } from './mentioned.ts';
import type { Asking } from './verbs.ts';
import { whoIs } from './who-is.ts';
import type { Ask } from './wish.ts';

/**
 * For whom it is asked, where that is somebody else: exactly one person whom the policy knows (HOLES H16). Whoever may ask for
 * nobody else learns nothing of what others may.
 */
export async function forWhom(
  deps: Deps,
  said: Omit<Asking, 'key'>,
  { onBehalf }: Pick<Ask, 'onBehalf'>,
): Promise<{ readonly person: Person } | { readonly refused: string }> {
  if (!onBehalf) return said;
  if (said.askOnly) return { refused: onlyAsks('ask for somebody else', said.askOnly) };
  const no = await mayAskForNobody(deps, said.person);
  if (no !== undefined) return { refused: no };
  const found = onBehalf.mentioned
    ? await mentioned(deps, said, onBehalf.person)
    : await called(deps, onBehalf.person);
  if ('refused' in found || !samePerson(found.person, said.person)) return found;
  return { refused: 'That is you: ask without naming somebody.' };
}

/** By a name only where it can be told who else is called so; an id and an address are one person's. */
async function called(
  deps: Deps,
  text: string,
): Promise<{ readonly person: Person } | { readonly refused: string }> {
  const found = whoIs(await known(deps), deps.policy(), text, (id) => `open 22 on web-01 on behalf of ${id}`);
  const isName = !isGuid(text.trim()) && readEmail(text.trim()) === undefined;
  if ('refused' in found || !isName || (await canTell(deps, lookedUpOf(deps.policy())))) return found;
  return {
    refused: `The directory cannot say just now who else is called ${found.person.name}. Write their address or their Entra object id.`,
  };
}

async function mayAskForNobody(deps: Deps, { id }: Person): Promise<string | undefined> {
  const policy = await policyFor(deps, id);
  if ('refused' in policy) return policy.refused;
  if (rulesForOthers(policy, id).length > 0) return undefined;
  return 'No rule lets you ask for somebody else: whoever needs the access has to ask for it themselves.';
}

/** Those that the policy file lists, and those of its groups that are looked up, as far as the directory can say. */
async function known(deps: Deps): Promise<readonly Person[]> {
  const policy = deps.policy();
  const all = [...everybody(policy), ...(await peopleOf(deps, lookedUpOf(policy)))];
  return [...new Map(all.map((person) => [person.id, person])).values()];
}
