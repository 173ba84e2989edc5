import { appTitle, linkLine } from '../../access/linking.ts';
import type { Said } from '../../ports/chat.ts';
import { refuse, replyPrivately } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { plainEvent } from '../step/event.ts';
import { recordOnce } from '../step/record-once.ts';
import { linkableApps } from './linkable.ts';
import type { Spoken } from './verbs.ts';

/** "link slack": a code, in private, for whoever writes it in the other app; only where it is certain who asks for it. */
export async function link(deps: Deps, said: Said, sentence: Spoken<'link'>): Promise<void> {
  if (sentence.code !== undefined) return typedHere(deps, said);
  if (said.askOnly || !deps.chats.get(said.place.app)?.entra)
    return refuse(deps, said, 'Codes are given in Teams only. Write "link" to Ajar there.');
  const all = linkableApps(deps);
  const apps = sentence.app === undefined ? all : all.filter((app) => app === sentence.app);
  if (apps.length === 0) return refuse(deps, said, nothingToLink(all, sentence.app));
  const note = plainEvent(deps, 'linkCode', said, `for ${apps.map(appTitle).join(', ')}`);
  const told = { sentence: 'You got a code in private.', refused: false };
  if (!(await recordOnce(deps, note, said.key, told))) return;
  const code = (await deps.accounts.newCode(said.person)).toUpperCase();
  const lines = apps.map((app) => `In ${appTitle(app)}, write: ${linkLine(app, code)}`).join(' ');
  await replyPrivately(deps, said, {
    card: 'answer',
    sentence: `${lines} This is good once, for ten minutes. It ties the account that writes it to you: give it to nobody.`,
  });
}

/** A code belongs into the other app; one that others could read here is void. */
async function typedHere(deps: Deps, said: Said): Promise<void> {
  const { app, privateTo } = said.place;
  if (!deps.chats.get(app)?.entra)
    return refuse(deps, said, `To link an account, write nothing but: ${linkLine(app, 'and the code')}`);
  const known = `${appTitle(app)} tells Ajar who you are already; a code is written in the app whose account is to be linked.`;
  if (privateTo === said.person.id) return refuse(deps, said, known);
  await deps.accounts.voidCode(said.person.id);
  return refuse(
    deps,
    said,
    `${known} Others could read it here, so it is void: write "link" to me for another.`,
  );
}

function nothingToLink(all: readonly string[], app: string | undefined): string {
  if (all.length === 0)
    return 'There is nothing to link: no chat app is configured in which people have accounts.';
  return `${appTitle(app ?? '')} has no accounts to link. Write ${all.map((each) => `"link ${each}"`).join(' or ')}.`;
}
