import { formatPort } from '../../access/port.ts';
import { sayInstant } from '../../access/wall-time.ts';
import { refuse, reply, replyPrivately } from '../cards/reply.ts';
import { zoneOf } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { offerSetup } from '../setup/offer-setup.ts';
import { place } from '../step/place-request.ts';
import { askToBreak } from './ask-to-break.ts';
import { completeAsk } from './complete-ask.ts';
import { saveDraft } from './draft.ts';
import { forWhom } from './for-whom.ts';
import type { Asking } from './verbs.ts';
import type { Ask, Question } from './wish.ts';

/** A wish in words: refused, completed by a question, or placed as a request. */
export async function ask(deps: Deps, said: Asking, sentence: Ask): Promise<void> {
  const whom = await forWhom(deps, said, sentence);
  if ('refused' in whom) return refuse(deps, said, whom.refused);
  const complete = await completeAsk(deps, whom.person.id, sentence);
  if ('refused' in complete)
    return refuse(deps, said, complete.refused, complete.hint ? { hint: complete.hint } : {});
  if ('question' in complete) return askFor(deps, said, sentence, complete.question);
  if (sentence.breakGlass) return askToBreak(deps, said, sentence, complete.wish);
  const forOther = sentence.onBehalf ? { requester: whom.person } : {};
  const placed = await place(deps, said, { ...complete.wish, ...forOther });
  if (!('refused' in placed)) return;
  const { vms, ports, sources } = complete.wish;
  const about = { vms: vms.map((vm) => vm.id), ports: ports.map(formatPort), sources };
  const { unserved = [] } = placed;
  const missed = {
    ...{ wish: complete.wish, refused: placed.refused, unserved },
    about: { ...about, rules: placed.rules, policy: placed.policy },
  };
  // What waits for a setup is asked in its asker's own name.
  if (!sentence.onBehalf && (await offerSetup(deps, said, missed))) return;
  await refuse(deps, said, (await readAs(deps, said, sentence)) + placed.refused, {
    about: { ...about, rules: placed.rules, policy: placed.policy },
  });
}

/** How their times were read, in the asker's own zone. */
async function readAs(deps: Deps, said: Asking, { startsAt, until }: Ask): Promise<string> {
  const zone = await zoneOf(deps, { ...said.place, privateTo: said.person.id });
  const read = [
    ...(startsAt ? [`the start as ${sayInstant(startsAt, zone)}`] : []),
    ...(until ? [`the end as ${sayInstant(until, zone)}`] : []),
  ];
  return read.length > 0 ? `I read ${read.join(' and ')}. ` : '';
}

/** A link to a page is for one person's eyes: whoever asked for it gets the question in private. */
export async function askFor(deps: Deps, said: Asking, sentence: Ask, question: Question): Promise<void> {
  const card = await saveDraft(deps, said, sentence, question);
  return 'link' in card && card.link ? replyPrivately(deps, said, card) : reply(deps, said.place, card);
}
