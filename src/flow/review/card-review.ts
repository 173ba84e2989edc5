import { saySource } from '../../access/address.ts';
import { sourcesOf, vmsOf } from '../../access/grant.ts';
import { formatPort } from '../../access/port.ts';
import { isNow } from '../../access/refusals.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { AccessReview, Away } from '../../access/review/review.ts';
import { sayInstant } from '../../access/wall-time.ts';
import type { Card } from '../../ports/card.ts';
import type { Place } from '../../ports/place.ts';
import type { StoredRecord } from '../../ports/store.ts';
import { zoneOf } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { reviewId } from './advance-review.ts';

/** The review in one place: a question until somebody answers it, and what they found from then on. */
export async function reviewCard(deps: Deps, { body }: StoredRecord<'review'>, place: Place): Promise<Card> {
  const zone = await zoneOf(deps, place);
  const what = await sayReviewed(deps, body, zone);
  if (body.status === 'reviewed') return { card: 'answer', sentence: `${what} ${sayFound(body, zone)}` };
  const stored = await deps.store.find(body.request);
  const own = place.privateTo === body.requester.id || isDoer(body, place.privateTo);
  return {
    ...{ card: 'draft', draft: reviewId(body.request), sentence: what, choices: [] },
    lines: [...(stored ? linesOf(stored.request, zone) : awayLines(body)), byWhen(body, zone)],
    ...(own
      ? {}
      : {
          input: {
            label: 'What did you find? It closes the review',
            placeholder: body.away ? AWAY_EXAMPLE : EXAMPLE,
            button: 'Close the review',
          },
        }),
  };
}

/** What is reviewed, in a sentence. */
export async function sayReviewed(
  deps: Pick<Deps, 'store'>,
  body: AccessReview,
  zone: string,
): Promise<string> {
  if (body.away) return sayAway(body.away, body.request, zone);
  const stored = await deps.store.find(body.request);
  if (!stored) throw new Error(`${body.request} is reviewed and not in the store.`);
  return sayBroken(stored.request);
}

const sayAway = ({ from, to, deeds }: Away, id: string, zone: string): string =>
  `While Ajar was away from ${sayInstant(from, zone)} to ${sayInstant(to, zone)}, ${deeds.length === 1 ? 'something was' : `${deeds.length} things were`} done by hand (${id}).`;

const isDoer = ({ away }: AccessReview, person: string | undefined): boolean =>
  person !== undefined && away?.deeds.some(({ by }) => by === person) === true;

/** As many as a card takes; each of them is a line of the audit log. */
const MOST_DEEDS = 12;

function awayLines({ away }: AccessReview): readonly string[] {
  const { deeds = [], unread = [] } = away ?? {};
  const left = deeds.length - MOST_DEEDS;
  return [
    ...deeds.slice(0, MOST_DEEDS).map(({ sentence }) => sentence),
    ...(left > 0 ? [`${left} more: each is in the audit log.`] : []),
    ...unread.map((sentence) => `Not everything could be read: ${sentence}`),
  ];
}

const EXAMPLE = 'the database was restarted, nothing else';
const AWAY_EXAMPLE = 'Mina restarted the database during INC-123, and her rule is gone';

/** `Riley broke the glass: 22/tcp on web-01 from 203.0.113.7, approved by nobody (aj-7k2m9q).` */
function sayBroken({ id, requester, grants }: AccessRequest): string {
  const ports = [...new Set(grants.map(({ opens }) => formatPort(opens)))].join(', ');
  const vms = vmsOf(grants).map(({ name }) => name);
  const from = sourcesOf(grants).map(saySource).join(', ');
  return `${requester.name} broke the glass: ${ports} on ${vms.join(', ')} from ${from}, approved by nobody (${id}).`;
}

const sayFound = (
  { by, found, endedAt }: Extract<AccessReview, { status: 'reviewed' }>,
  zone: string,
): string => `Reviewed by ${by.name} at ${sayInstant(endedAt, zone)}, who found: ${found}`;

const linesOf = (request: AccessRequest, zone: string): readonly string[] => [
  `Why: ${[request.ticket, request.justification].filter(Boolean).join(' ')}`,
  `${request.id} ${isNow(request)}${'until' in request ? `, until ${sayInstant(request.until, zone)} at the latest` : ''}.`,
];

/** Who has to look at it, and until when. */
function byWhen(
  {
    request,
    group,
    since,
    withinMs,
    requester,
    reported,
    away,
  }: Extract<AccessReview, { status: 'waiting' }>,
  zone: string,
): string {
  const by = sayInstant(new Date(since.getTime() + withinMs), zone);
  const late = reported > 0 ? `It is late, and was reported ${times(reported)}. ` : '';
  const who = `${late}Somebody of ${group} other than ${away ? 'whoever did it' : requester.name} has to look at it by ${by} and say what they found, here or with "review ${request} found …". That changes nothing of the access:`;
  return away ? `${who} "check" says who may enter now.` : `${who} to end it write "close ${request}".`;
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
