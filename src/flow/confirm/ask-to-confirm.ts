import type { Person } from '../../access/person.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { Card } from '../../ports/card.ts';
import { Conflict } from '../../ports/store.ts';
import { delivered } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import { type Outcome, refused } from '../say/outcome.ts';
import type { Asking } from '../say/verbs.ts';
import type { Confirm } from '../step/advance.ts';
import { eventOf } from '../step/event.ts';
import type { Wanted } from '../step/step-of.ts';

/** An approval that its giver has to confirm behind a sign-in. Kept by an id; the link and the page carry nothing else. */
export interface Waiting {
  readonly request: string;
  readonly terms: number;
  readonly person: Person;
  readonly app: string;
  readonly durationMs?: number;
  /** Keys of the grants that stay. */
  readonly only?: Wanted['only'];
}

/** Real milliseconds: the link's own ten minutes, and the sign-in after it. */
const KEPT_FOR_MS = 20 * 60_000;

export const keyOf = (id: string): string => `confirm/${id}`;

/** Tells the approver, where they alone read, the page on which it is approved. Answers what is said where they pressed; refused only where no link can be sent. */
export async function askToConfirm(
  deps: Deps,
  said: Pick<Asking, 'key' | 'person' | 'place'>,
  request: AccessRequest,
  { terms }: Confirm,
  { durationMs, only }: Pick<Wanted, 'durationMs' | 'only'>,
): Promise<Outcome> {
  const { id } = request;
  if (!deps.links || !deps.signIn) return refused(`${id} ${NO_SIGN_IN}`, request);
  const { person, place } = said;
  const alone =
    place.privateTo === person.id ? place : await deps.chats.get(place.app)?.direct(person.id, 'others');
  if (!alone)
    return refused(
      `${id} is approved behind a sign-in, and I can send you the link only in a private chat. Write to me there: approve ${id}.`,
      request,
    );
  const waiting: Waiting = {
    ...{ request: id, terms, person, app: place.app },
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(only === undefined ? {} : { only }),
  };
  const name = deps.newId();
  const end = later(deps.clock.now(), deps.clock.spanOf(KEPT_FOR_MS));
  await deps.store.remember(keyOf(name), waiting, end);
  const { url } = await deps.links.make('approval', name);
  if (!(await delivered(deps, alone, cardOf(name, request, url))))
    return refused(
      `${id} is approved behind a sign-in, and I could not send you the link in our private chat. Try again in a moment.`,
      request,
    );
  const sentence = `${id} takes your sign-in: ${alone === place ? 'open the link that I have just sent you' : 'I have sent you a link in our private chat'}. Nothing is approved yet.`;
  const event = eventOf(request, 'signInAsked', deps.clock.now(), {
    actor: person,
    app: place.app,
    detail: sentence,
  });
  try {
    await deps.store.record(event, { key: said.key, answer: { sentence, refused: false } });
  } catch (error) {
    if (!(error instanceof Conflict)) throw error; // the same delivery was answered by another instance
  }
  return { sentence, refused: false };
}

const NO_SIGN_IN =
  'is approved on a page behind your company’s sign-in, which this Ajar does not have. Whoever runs it has to set AJAR_OIDC_CLIENT_ID and AJAR_PUBLIC_URL.';

const cardOf = (draft: string, { id, requester }: AccessRequest, url: string): Card => ({
  ...{ card: 'draft', draft, choices: [] },
  sentence: `Sign in to approve ${id} of ${requester.name}. Nothing is approved before you press Approve on that page.`,
  link: { title: 'Sign in to approve', url, note: 'opens a page; the link is yours alone, and works once' },
});
