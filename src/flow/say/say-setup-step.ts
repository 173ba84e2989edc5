import type { Said } from '../../ports/chat.ts';
import type { StoredRecord } from '../../ports/store.ts';
import { answer, reply } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { advanceSetup } from '../setup/advance-setup.ts';
import { recordRefusedSetup } from '../setup/refuse-setup.ts';
import { isSetupStep, setupSentence, setupStepOf } from '../setup/step-setup.ts';
import type { PersonStep } from './person-step.ts';
import type { Spoken } from './verbs.ts';

/** "approve aj-…" and its kind, of just-in-time access that is being set up. */
export async function saySetupStep(
  deps: Deps,
  said: Said,
  { verb, justification, durationMs }: Spoken<PersonStep>,
  { id, body }: StoredRecord<'setup'>,
): Promise<void> {
  const refuse = async (sentence: string): Promise<void> => {
    await recordRefusedSetup(deps, said, sentence, body);
    await reply(deps, said.place, { card: 'refusal', sentence });
  };
  if (!isSetupStep(verb))
    return refuse(`${id} sets up just-in-time access: there is nothing in it to ${verb}.`);
  if (durationMs !== undefined)
    return refuse(
      `${id} sets up just-in-time access, which has no duration of its own. Write "${verb} ${id}".`,
    );
  const wanted = { step: verb, by: said, ...(justification ? { why: justification } : {}) };
  const outcome = await advanceSetup(deps, id, (record) => setupStepOf(deps, wanted, record.body), {
    ...{ app: said.place.app, key: said.key },
    answer: (setup) => setupSentence(verb, setup),
  });
  if ('refused' in outcome) return refuse(outcome.refused);
  await answer(deps, said.place, setupSentence(verb, outcome.record.body));
}
