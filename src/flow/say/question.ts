import type { Card, Choice } from '../../ports/card.ts';
import type { Click } from '../../ports/chat.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import type { WantedSetup } from '../setup/propose.ts';
import type { Asking } from './verbs.ts';
import type { Ask } from './wish.ts';

/** What is done once its one button is pressed. Kept with the question; the button carries its id alone. */
export type Deed =
  | { readonly verb: 'closeAll'; readonly requests: readonly string[]; readonly why?: string }
  | { readonly verb: 'setup'; readonly wanted: WantedSetup }
  | { readonly verb: 'breakGlass'; readonly ask: Ask };

export type DeedOf<V extends Deed['verb']> = Extract<Deed, { readonly verb: V }>;

interface Question {
  readonly person: string;
  readonly deed: Deed;
}

/** Real milliseconds: what was listed is soon out of date. */
const KEPT_FOR_MS = 5 * 60_000;

const keyOf = (id: string): string => `question/${id}`;

/** Keeps a deed until it is confirmed; answers the card that asks. */
export async function askBack(
  deps: Deps,
  said: Asking,
  sentence: string,
  choice: Choice,
  deed: Deed,
  lines: readonly string[] = [],
): Promise<Card> {
  const id = deps.newId();
  const question: Question = { person: said.person.id, deed };
  await deps.store.remember(keyOf(id), question, later(deps.clock.now(), deps.clock.spanOf(KEPT_FOR_MS)));
  return { card: 'draft', draft: id, sentence, ...(lines.length > 0 ? { lines } : {}), choices: [choice] };
}

/** What this person's own question that was clicked would do; it stays as it is. */
export async function verbAsked(deps: Deps, clicked: Click): Promise<Deed['verb'] | undefined> {
  if (clicked.draft === undefined) return undefined;
  const known = await deps.store.recall(keyOf(clicked.draft), deps.clock.now());
  const { person, deed } = (known ?? {}) as Partial<Question>;
  return person === clicked.person.id ? deed?.verb : undefined;
}

/** The deed of the question that was clicked, which is used up; undefined where it is no such question. */
export async function confirmed(
  deps: Deps,
  clicked: Click,
): Promise<{ readonly deed: Deed } | { readonly refused: string } | undefined> {
  if (clicked.draft === undefined) return undefined;
  const known = await deps.store.recall(keyOf(clicked.draft), deps.clock.now());
  if (known === undefined) return undefined;
  const { person, deed } = known as Question;
  if (person !== clicked.person.id)
    return { refused: 'Only the person who was asked can answer this question.' };
  return (await deps.store.forget(keyOf(clicked.draft)))
    ? { deed }
    : { refused: 'This question is answered already.' };
}
