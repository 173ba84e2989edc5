import { readJustification } from '../../access/justification.ts';
import { type Person, samePerson } from '../../access/person.ts';
import type { AccessReview } from '../../access/review/review.ts';
import { sayInstant } from '../../access/wall-time.ts';
import type { Click, Said } from '../../ports/chat.ts';
import type { StoredRecord } from '../../ports/store.ts';
import { answer, refuse, replyPrivately } from '../cards/reply.ts';
import { zoneOf } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { advanceReview, findReview, type Reviewed, reviewId } from '../review/advance-review.ts';
import { reviewCard, sayReviewed } from '../review/card-review.ts';
import { mayReview } from '../review/may-review.ts';
import { rolesOf, type Who } from '../step/roles.ts';
import { isForwarded } from './forwarded.ts';
import { type Outcome, refused } from './outcome.ts';
import type { Asking, Spoken } from './verbs.ts';

/** "review aj-… found the database restarted": what somebody else found, which closes the review and nothing else. */
export async function review(deps: Deps, said: Said, sentence: Spoken<'review'>): Promise<void> {
  const done = await close(deps, said, sentence.id, sentence.justification ?? '');
  if (!('refused' in done)) return answer(deps, said.place, closed(done));
  const stored = await deps.store.find(sentence.id);
  await refuse(deps, said, done.refused, stored ? { request: stored.request } : {});
}

/** What was typed on the card; undefined where the click is on something else. */
export async function reviewByClick(deps: Deps, clicked: Click): Promise<Outcome | undefined> {
  const record = await recordOf(deps, clicked.draft);
  if (!record) return undefined;
  const { request } = record.body;
  const stored = await deps.store.find(request);
  if (await isForwarded(deps, clicked, record.id))
    return refused(
      `This is a copy of a card. Answer on the original, or write "review ${request} found …" to me.`,
      stored?.request,
    );
  const done = await close(deps, clicked, request, readJustification(clicked.fields.value ?? '') ?? '');
  if ('refused' in done) return refused(done.refused, stored?.request);
  return { sentence: closed(done), refused: false, card: await reviewCard(deps, done.record, clicked.place) };
}

async function recordOf(deps: Deps, draft: string | undefined): Promise<StoredRecord<'review'> | undefined> {
  if (!draft?.startsWith(reviewId(''))) return undefined;
  return findReview(deps, draft.slice(reviewId('').length));
}

const closed = ({ record }: Extract<Reviewed, { record: unknown }>): string =>
  `Noted, and the review of ${record.body.request} is closed. The access itself is as it was.`;

/** Everything that closing depends on is looked up at this moment. */
async function close(deps: Deps, said: Asking, id: string, found: string): Promise<Reviewed> {
  const isKnown = (await deps.store.find(id)) ?? (await findReview(deps, id));
  if (!isKnown) return { refused: `I know no request ${id}. Say "list reviews" to see what waits for one.` };
  return advanceReview(
    deps,
    id,
    async (review) => {
      const member = await mayReview(deps, said, review);
      return typeof member === 'boolean' ? { step: 'review', by: said.person, member, found } : member;
    },
    { app: said.place.app, key: said.key, answer: `The review of ${id} is closed.` },
  );
}

/** As many as can be read; the oldest come first, and how many more there are is said. */
const MOST = 50;
/** Those of other groups are among them: far above what waits at once. */
const LOOKED_AT = 1_000;

/** "list reviews": those that wait, for whoever may close one and for those who see all; and one's own. */
export async function reviews(deps: Deps, said: Said): Promise<void> {
  const waiting = await waitingReviews(deps, said);
  if (waiting.length === 0) return answer(deps, said.place, 'No review waits for you.');
  const zone = await zoneOf(deps, { ...said.place, privateTo: said.person.id });
  const shown = await Promise.all(waiting.slice(0, MOST).map((body) => sayWaiting(deps, body, zone)));
  const more = waiting.length - shown.length;
  const sentences = [...shown, ...(more > 0 ? [`${more} more, which are newer.`] : [])];
  const bulletin = { status: 'told', at: deps.clock.now(), loud: false, sentences } as const;
  const title = `Waiting to be reviewed: ${waiting.length}`;
  await replyPrivately(deps, said, { card: 'bulletin', zone, bulletin: { ...bulletin, title } });
}

async function sayWaiting(deps: Deps, body: AccessReview, zone: string): Promise<string> {
  const what = await sayReviewed(deps, body, zone);
  const by = sayInstant(new Date(body.since.getTime() + body.withinMs), zone);
  const late = body.reported > 0 ? ', which is late' : '';
  return `${what} Somebody of ${body.group} by ${by}${late}: review ${body.request} found …`;
}

/** The reviews that wait and that this person may see, the oldest first. */
export async function waitingReviews(deps: Deps, who: Who): Promise<readonly AccessReview[]> {
  const found = await deps.store.listRecords({ kind: 'review', statuses: ['waiting'], limit: LOOKED_AT });
  const { seesAll } = await rolesOf(deps, who);
  const mine = await Promise.all(
    found.map(
      async ({ body }) => seesAll || isOwn(body, who.person) || (await mayReview(deps, who, body)) === true,
    ),
  );
  return found
    .filter((_, index) => mine[index])
    .map(({ body }) => body)
    .reverse();
}

const isOwn = ({ requester }: AccessReview, person: Person): boolean => samePerson(requester, person);
