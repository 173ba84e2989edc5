import { isRoutable } from '../../access/policy/rule.ts';
import { ChatError, type Said } from '../../ports/chat.ts';
import type { Place } from '../../ports/place.ts';
import { answer, refuse } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { plainEvent } from '../step/event.ts';
import { recordOnce } from '../step/record-once.ts';
import { rolesOf } from '../step/roles.ts';
import { learnRoute } from '../step/routes.ts';
import type { Spoken } from './verbs.ts';

/** "use this channel for production": from now on the rule's approvers are asked here. Admins alone. */
export async function useChannel(deps: Deps, said: Said, spoken: Spoken<'route'>): Promise<void> {
  const { admin, unsure } = await rolesOf(deps, said);
  if (!admin || unsure !== undefined)
    return refuse(deps, said, unsure ?? 'Only an Ajar admin can choose where a rule asks.');
  const rules = deps.policy().rules.filter(isRoutable);
  const rule = rules.find(({ id }) => id.toLowerCase() === spoken.rule.toLowerCase());
  if (!rule) {
    const known = rules.map(({ id }) => id).join(', ');
    return refuse(
      deps,
      said,
      `The policy has no rule "${spoken.rule}" that asks for approval. It has: ${known}.`,
    );
  }
  const { app } = said.place;
  const conversation = said.here ?? said.place.conversation;
  const place = await placeOf(deps, app, conversation);
  if (
    !place ||
    place.privateTo !== undefined ||
    (said.here === undefined && said.place.privateTo !== undefined)
  )
    return refuse(
      deps,
      said,
      'Approvers cannot be asked here. Write it in a channel of your own organisation that Ajar is in.',
    );
  const route = `${app}:${conversation}`;
  const sentence = `Rule "${rule.id}" asks its approvers here from now on (${route}).`;
  await learnRoute(deps, rule.id, app, conversation);
  const event = plainEvent(deps, 'routed', said, sentence, [rule.id]);
  if (await recordOnce(deps, event, said.key, { sentence, refused: false }))
    await answer(deps, said.place, sentence);
}

/** A place of which the app cannot say what it is, is none. */
async function placeOf(deps: Deps, app: string, conversation: string): Promise<Place | undefined> {
  try {
    return await deps.chats.get(app)?.place(conversation);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    deps.log.warn({ app, conversation, reason: error.message }, 'a place could not be looked at');
    return undefined;
  }
}
