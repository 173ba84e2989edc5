import { formatPort } from '../../access/port.ts';
import type { Click, Said } from '../../ports/chat.ts';
import { recordRefusal } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { place } from '../step/place-request.ts';
import { ask } from './ask.ts';
import { completeAsk } from './complete-ask.ts';
import { type Outcome, refused } from './outcome.ts';
import type { Spoken } from './verbs.ts';
import type { Ask } from './wish.ts';

/** "break glass: open 22 on web-01 for 30m because the shop is down": asked back once, with who will hear of it. */
export const breakGlass = (deps: Deps, said: Said, sentence: Spoken<'breakGlass'>): Promise<void> =>
  ask(deps, said, { ...sentence, verb: 'open', breakGlass: true });

/** The button of that question: everything is looked up and judged once more, at this moment. */
export async function breakByClick(deps: Deps, clicked: Click, wanted: Ask): Promise<Outcome> {
  const complete = await completeAsk(deps, clicked.person.id, wanted);
  if ('refused' in complete) return refused(complete.refused);
  if ('question' in complete) return refused('The VM is not as it was any more. Ask again.');
  const placed = await place(deps, clicked, complete.wish);
  if ('refused' in placed) {
    const { vms, ports, sources } = complete.wish;
    const about = { vms: vms.map(({ id }) => id), ports: ports.map(formatPort), sources };
    await recordRefusal(deps, clicked, placed.refused, {
      about: { ...about, rules: placed.rules, policy: placed.policy },
    });
    return refused(placed.refused);
  }
  const sentence = `Breaking the glass as ${placed.stored.request.id}. Everybody is told, and it is being opened.`;
  return { sentence, refused: false, card: { card: 'answer', sentence } };
}
