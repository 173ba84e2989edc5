import { HELD } from '../../access/request.ts';
import { isCalled } from '../../access/vm.ts';
import type { Said } from '../../ports/chat.ts';
import { answer, replyPrivately } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { rolesOf } from '../step/roles.ts';
import { listCard } from './list.ts';
import type { Spoken } from './verbs.ts';

/** "who has web-01": open grants, everybody's for those who see all, one's own for everybody else. */
export async function who(deps: Deps, said: Said, sentence: Spoken<'who'>): Promise<void> {
  const all = rolesOf(deps, said).seesAll;
  const live = await deps.store.list({ statuses: HELD, limit: 500 });
  const wanted = sentence.vm;
  const found = live.filter(
    ({ request }) =>
      (all || request.requester.id === said.person.id) &&
      (wanted === undefined || request.grants.some((grant) => isCalled(grant.vm, wanted))),
  );
  const where = sentence.vm === undefined ? '' : ` on ${sentence.vm}`;
  if (found.length > 0)
    return replyPrivately(deps, said, await listCard(deps, said, `Open now${where}`, found));
  const nobody = all
    ? `Ajar has nothing open${where}.`
    : `You have nothing open${where}. Only auditors, on-call and admins see what others have.`;
  await answer(deps, said.place, `${nobody} What was opened without Ajar is not known here.`);
}
