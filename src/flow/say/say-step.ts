import type { Said } from '../../ports/chat.ts';
import { answer, refuse } from '../cards/reply.ts';
import { askToConfirm } from '../confirm/ask-to-confirm.ts';
import type { Deps } from '../deps.ts';
import { findSetup } from '../setup/advance-setup.ts';
import { advance } from '../step/advance.ts';
import { meant, sentenceOf, stepOf, type Wanted } from '../step/step-of.ts';
import { findRequest } from './find-request.ts';
import type { PersonStep } from './person-step.ts';
import { saySetupStep } from './say-setup-step.ts';
import type { Spoken } from './verbs.ts';

/** Approve, deny, cancel and close in words; the cards are redrawn by what is saved. */
export async function sayStep(deps: Deps, said: Said, sentence: Spoken<PersonStep>): Promise<void> {
  const setup = sentence.id === undefined ? undefined : await findSetup(deps, sentence.id);
  if (setup) return saySetupStep(deps, said, sentence, setup);
  const found = await findRequest(deps, said.person.id, sentence.verb, sentence);
  if ('refused' in found) return refuse(deps, said, found.refused);
  const step = meant(sentence.verb, found.stored, said.person);
  const wanted = {
    step,
    by: said,
    ...(sentence.justification ? { why: sentence.justification } : {}),
    ...(step === 'approve' ? lessOf(sentence) : {}),
  };
  const outcome = await advance(deps, found.stored.request.id, stepOf(deps, wanted), {
    app: said.place.app,
    key: said.key,
    answer: (request) => sentenceOf(step, request),
  });
  if ('confirm' in outcome && outcome.confirm) {
    const { request } = found.stored;
    const asked = await askToConfirm(deps, said, request, outcome.confirm, wanted);
    return asked.refused
      ? refuse(deps, said, asked.sentence, { request })
      : answer(deps, said.place, asked.sentence);
  }
  if ('refused' in outcome) {
    return refuse(deps, said, outcome.refused, outcome.stored ? { request: outcome.stored.request } : {});
  }
  await answer(deps, said.place, sentenceOf(step, outcome.stored.request));
}

/** "approve aj-… only 22 on web-01 for 1h" */
function lessOf({ durationMs, ports, vm }: Spoken<PersonStep>): Pick<Wanted, 'durationMs' | 'only'> {
  const isPart = ports !== undefined || vm !== undefined;
  return {
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(isPart ? { only: { ports: ports ?? [], ...(vm === undefined ? {} : { vm }) } } : {}),
  };
}
