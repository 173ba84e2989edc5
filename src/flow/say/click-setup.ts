import { readJustification } from '../../access/justification.ts';
import type { Card } from '../../ports/card.ts';
import type { Click, ClickAnswer } from '../../ports/chat.ts';
import type { StoredRecord } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { advanceSetup, findSetup } from '../setup/advance-setup.ts';
import { setupCard } from '../setup/card-setup.ts';
import { recordRefusedSetup } from '../setup/refuse-setup.ts';
import { isSetupStep, setupSentence, setupStepOf } from '../setup/step-setup.ts';
import { isForwarded } from './forwarded.ts';

type Record = StoredRecord<'setup'>;

/** A button on the card of a setup; undefined where the click is about something else. */
export async function clickSetup(deps: Deps, clicked: Click): Promise<ClickAnswer | undefined> {
  const record = clicked.request === undefined ? undefined : await findSetup(deps, clicked.request);
  if (!record) return undefined;
  const outcome = await act(deps, clicked, record);
  if (!outcome.refused) return outcome;
  const told = await deps.store.answered(clicked.key); // the same click, handled elsewhere at this moment
  if (told) return { ...told, ...(await setupCardFor(deps, clicked, record.id)) };
  await recordRefusedSetup(deps, clicked, outcome.sentence, record.body);
  return outcome;
}

async function act(deps: Deps, clicked: Click, record: Record): Promise<ClickAnswer> {
  const { verb, terms = 0, fields } = clicked;
  if (!isSetupStep(verb)) return { sentence: `There is nothing to ${verb} in ${record.id}.`, refused: true };
  if (await isForwarded(deps, clicked, record.id))
    return {
      sentence: `This is a copy of a card. Answer on the original, or write "${verb} ${record.id}" to me.`,
      refused: true,
    };
  const why = readJustification(fields.reason ?? '');
  const wanted = { step: verb, by: clicked, terms, ...(why ? { why } : {}) };
  const outcome = await advanceSetup(deps, record.id, ({ body }) => setupStepOf(deps, wanted, body), {
    ...{ app: clicked.place.app, key: clicked.key },
    answer: (setup) => setupSentence(verb, setup),
  });
  const card = await setupCardFor(deps, clicked, record.id);
  if ('refused' in outcome) return { sentence: outcome.refused, refused: true, ...card };
  return { sentence: setupSentence(verb, outcome.record.body), refused: false, ...card };
}

/** The clicked card as it is now; nothing where the click names a card of another conversation. */
export async function setupCardFor(
  deps: Deps,
  { message, place }: Pick<Click, 'message' | 'place'>,
  id: string,
): Promise<{ readonly card?: Card }> {
  const record = await findSetup(deps, id);
  const copy = (await deps.store.copies(id)).find(
    (each) =>
      each.message !== undefined &&
      each.message === message &&
      each.place.conversation === place.conversation,
  );
  return record && copy ? { card: await setupCard(deps, record, copy, copy.place) } : {};
}
