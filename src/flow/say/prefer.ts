import { appTitle } from '../../access/linking.ts';
import type { Said } from '../../ports/chat.ts';
import { choosePing } from '../cards/ping.ts';
import { answer, refuse } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { onlyAsks } from '../step/roles.ts';
import type { Spoken } from './verbs.ts';

/** "prefer slack": whoever is in several apps is notified in one of them. */
export async function prefer(deps: Deps, said: Said, { app }: Spoken<'prefer'>): Promise<void> {
  if (said.askOnly) return refuse(deps, said, onlyAsks('choose where you are notified', said.askOnly));
  const chat = deps.chats.get(app);
  if (!chat) {
    const known = [...deps.chats.keys()].map((each) => `"prefer ${each}"`).join(' or ');
    return refuse(deps, said, `Ajar is in no chat app called ${app}. Write ${known}.`);
  }
  if (!(await chat.direct(said.person.id, 'others')))
    return refuse(
      deps,
      said,
      `Ajar cannot reach you in ${appTitle(app)} yet. Write to it there once, then say this again.`,
    );
  await choosePing(deps, said.person.id, app);
  await answer(
    deps,
    said.place,
    `You are notified in ${appTitle(app)} from now on. Cards elsewhere change without a sound.`,
  );
}
