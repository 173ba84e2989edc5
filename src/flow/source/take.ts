import type { Handed, Taken } from '../../ports/address-desk.ts';
import type { Secret } from '../../ports/links.ts';
import { recordRefusal } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { ask } from '../say/ask.ts';
import { completeDraft, type Draft, recallDraft } from '../say/draft.ts';
import type { Ask } from '../say/wish.ts';
import { viewOf } from './look.ts';

const ANSWERED = 'This question is answered already, or too old. Ask again in the chat.';
const CANNOT_TELL = 'Ajar cannot tell the address that you come from. Type it in the chat.';

/**
 * Hands an address to the question that waits for it: from there on it is judged, asked and answered like a typed one, in the
 * chat and to its asker. The same press again gets the same answer (HOLES H15).
 */
export async function takeAddress(deps: Deps, secret: Secret, handed: Handed): Promise<Taken | undefined> {
  const found = await deps.links?.find('address', secret);
  if (!found) return undefined;
  const key = `address/${found.about}`;
  const draft = await recallDraft(deps, found.about);
  if (found.used || !draft) return answerOf(deps, key);
  const fill = await fillOf(deps, draft, handed);
  if ('refused' in fill) return refuse(deps, draft, `${key}/${deps.newId()}`, fill.refused);
  if (!(await deps.links?.use('address', secret))) return answerOf(deps, key);
  const whole = await completeDraft(deps, draft, fill);
  if (!whole) return answerOf(deps, key);
  await ask(deps, { key, place: draft.place, ...draft.who }, whole);
  const told = await deps.store.answered(key);
  return told ? { done: !told.refused, sentence: told.sentence } : { done: true, sentence: MORE };
}

const MORE = 'Noted. One more thing is asked in the chat.';

const no = (sentence: string): Taken => ({ done: false, sentence });

async function answerOf(deps: Deps, key: string): Promise<Taken> {
  const told = await deps.store.answered(key);
  return told ? { done: !told.refused, sentence: told.sentence } : no(ANSWERED);
}

/** What does not suit is refused and uses nothing up: the next try may come from the right machine. */
async function refuse(deps: Deps, draft: Draft, key: string, sentence: string): Promise<Taken> {
  await recordRefusal(deps, { key, person: draft.who.person, place: draft.place }, sentence);
  return no(sentence);
}

async function fillOf(
  deps: Deps,
  draft: Draft,
  handed: Handed,
): Promise<Partial<Ask> | { readonly refused: string }> {
  if ('network' in handed) return { networks: [handed.network], sources: [] };
  if (handed.source === undefined) return { refused: CANNOT_TELL };
  const { look } = await viewOf(deps, draft, handed.source);
  if (look?.unfit !== undefined) return { refused: look.unfit };
  return { sources: [handed.source], networks: [], proven: handed.source };
}
