import { readEmail } from '../../access/email.ts';
import { isGuid } from '../../access/guid.ts';
import { appTitle } from '../../access/linking.ts';
import { type Person, samePerson } from '../../access/person.ts';
import { everybody } from '../../access/policy/everybody.ts';
import type { Policy } from '../../access/policy/policy.ts';
import type { Said } from '../../ports/chat.ts';
import { forgetApp } from '../cards/ping.ts';
import { answer, refuse } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { plainEvent } from '../step/event.ts';
import { recordOnce } from '../step/record-once.ts';
import { onlyAsks, rolesOf } from '../step/roles.ts';
import { linkableApps } from './linkable.ts';
import { mentioned } from './mentioned.ts';
import type { Spoken } from './verbs.ts';

/** "unlink slack": the person's own accounts there are nobody's again; admins do it for others. */
export async function unlink(deps: Deps, said: Said, sentence: Spoken<'unlink'>): Promise<void> {
  if (said.askOnly) return refuse(deps, said, onlyAsks('unlink an account', said.askOnly));
  if (sentence.person !== undefined && !(await rolesOf(deps, said)).admin)
    return refuse(deps, said, 'Only an Ajar admin can unlink what is somebody else’s. Yours: "unlink".');
  const whose = await whoseAccounts(deps, said, sentence);
  if ('refused' in whose) return refuse(deps, said, whose.refused);
  const { person } = whose;
  const apps = sentence.app === undefined ? linkableApps(deps) : [sentence.app];
  const titles = apps.map(appTitle).join(', ');
  const cut = await cutAll(deps, person, apps);
  const named = namedIn(deps.policy(), person, apps);
  if (cut === 0)
    return refuse(deps, said, named || `${person.name} has no account linked${titles && ` in ${titles}`}.`);
  const told = `${person.name} has no account linked in ${titles} any more. ${named}`.trim();
  const event = plainEvent(deps, 'unlinked', said, `${titles} of ${person.name} (${person.id})`);
  await recordOnce(deps, event, said.key, { sentence: told, refused: false });
  await answer(deps, said.place, told);
}

async function whoseAccounts(
  deps: Deps,
  said: Said,
  { person, mentioned: isMention, app }: Spoken<'unlink'>,
): Promise<{ readonly person: Person } | { readonly refused: string }> {
  if (person === undefined) return said;
  return isMention ? mentioned(deps, said, person) : whoIs(deps.policy(), person, app);
}

/** Cut first, then recorded: what the log calls unlinked is unlinked. */
async function cutAll(deps: Deps, { id }: Person, apps: readonly string[]): Promise<number> {
  let count = 0;
  for (const app of apps) {
    count += await deps.accounts.unlink(id, app);
    await forgetApp(deps, id, app);
    deps.chats.get(app)?.stale?.([id]);
  }
  return count;
}

/** What the policy file itself ties to somebody is changed there. */
function namedIn({ accounts }: Policy, person: Person, apps: readonly string[]): string {
  const named = accounts.filter((each) => samePerson(each.person, person) && apps.includes(each.app));
  const list = named.map(({ app, team, user }) => `${appTitle(app)} ${team}/${user}`).join(', ');
  return list && `The policy file names ${list} as the account of ${person.name}: it is changed there.`;
}

/** Exactly one person, by id, address or name; a name only finds, and of several nobody is meant (HOLES H16). */
function whoIs(
  policy: Policy,
  text: string,
  app: string | undefined,
): { readonly person: Person } | { readonly refused: string } {
  const wanted = text.trim().toLowerCase();
  const people = everybody(policy);
  if (isGuid(wanted))
    return { person: people.find(({ id }) => id === wanted) ?? { id: wanted, name: wanted } };
  const email = readEmail(wanted)?.email;
  const found = people.filter(
    ({ id, name }) =>
      name.toLowerCase() === wanted ||
      policy.emails.some((each) => each.email === email && each.person.id === id),
  );
  const [only, ...more] = found;
  if (only && more.length === 0) return { person: only };
  if (!only) return { refused: `The policy knows nobody called "${text}". Write their Entra object id.` };
  const which = found
    .map(({ id, name }) => `"unlink ${app === undefined ? '' : `${app} `}for ${id}" (${name})`)
    .join(' or ');
  return { refused: `Several people could be meant: write ${which}.` };
}
