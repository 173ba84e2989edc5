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
import { forgetGuest } from '../step/guests.ts';
import { recordOnce } from '../step/record-once.ts';
import { onlyAsks, rolesOf } from '../step/roles.ts';
import { voidDrafts } from './draft.ts';
import { linkableApps } from './linkable.ts';
import { mentioned } from './mentioned.ts';
import type { Spoken } from './verbs.ts';
import { whoIs } from './who-is.ts';

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
  if (isMention) return mentioned(deps, said, person);
  const id = person.trim().toLowerCase();
  const policy = deps.policy();
  const people = everybody(policy);
  // Somebody whom the policy knows no more may still have an account linked.
  if (isGuid(id) && !people.some((each) => each.id === id)) return { person: { id, name: id } };
  const what = app === undefined ? 'unlink' : `unlink ${app}`;
  return whoIs(people, policy, person, (each) => `${what} for ${each}`);
}

/** Cut first, then recorded: what the log calls unlinked is unlinked. */
async function cutAll(deps: Deps, person: Person, apps: readonly string[]): Promise<number> {
  const { id } = person;
  let count = 0;
  for (const app of apps) {
    const cut = await deps.accounts.unlink(id, app);
    if (cut > 0) await voidDrafts(deps, id, app);
    count += cut;
    await forgetApp(deps, id, app);
    await forgetGuest(deps, person, app);
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
