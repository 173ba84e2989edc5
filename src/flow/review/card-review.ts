import { saySource } from '../../access/address.ts';
import { sourcesOf, vmsOf } from '../../access/grant.ts';
import { formatPort } from '../../access/port.ts';
import { isNow } from '../../access/refusals.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { AccessReview } from '../../access/review/review.ts';
import { sayInstant } from '../../access/wall-time.ts';
import type { Card } from '../../ports/card.ts';
import type { Place } from '../../ports/place.ts';
import type { StoredRecord } from '../../ports/store.ts';
import { zoneOf } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { reviewId } from './advance-review.ts';

/** The review in one place: a question until somebody answers it, and what they found from then on. */
export async function reviewCard(deps: Deps, { body }: StoredRecord<'review'>, place: Place): Promise<Card> {
  const stored = await deps.store.find(body.request);
  if (!stored) throw new Error(`${body.request} is reviewed and not in the store.`);
  const { request } = stored;
  const zone = await zoneOf(deps, place);
  const what = sayBroken(request);
  if (body.status === 'reviewed') return { card: 'answer', sentence: `${what} ${sayFound(body, zone)}` };
  const own = place.privateTo === body.requester.id;
  return {
    ...{ card: 'draft', draft: reviewId(request.id), sentence: what, choices: [] },
    lines: linesOf(request, body, zone),
    ...(own
      ? {}
      : {
          input: {
            label: 'What did you find? It closes the review',
            placeholder: EXAMPLE,
            button: 'Close the review',
          },
        }),
  };
}

const EXAMPLE = 'the database was restarted, nothing else';

/** `Riley broke the glass: 22/tcp on web-01 from 203.0.113.7, approved by nobody (aj-7k2m9q).` */
export function sayBroken({ id, requester, grants }: AccessRequest): string {
  const ports = [...new Set(grants.map(({ opens }) => formatPort(opens)))].join(', ');
  const vms = vmsOf(grants).map(({ name }) => name);
  const from = sourcesOf(grants).map(saySource).join(', ');
  return `${requester.name} broke the glass: ${ports} on ${vms.join(', ')} from ${from}, approved by nobody (${id}).`;
}

const sayFound = (
  { by, found, endedAt }: Extract<AccessReview, { status: 'reviewed' }>,
  zone: string,
): string => `Reviewed by ${by.name} at ${sayInstant(endedAt, zone)}, who found: ${found}`;

function linesOf(
  request: AccessRequest,
  { group, since, withinMs, requester, reported }: Extract<AccessReview, { status: 'waiting' }>,
  zone: string,
): readonly string[] {
  const by = sayInstant(new Date(since.getTime() + withinMs), zone);
  const late = reported > 0 ? `It is late, and was reported ${times(reported)}. ` : '';
  return [
    `Why: ${[request.ticket, request.justification].filter(Boolean).join(' ')}`,
    `${request.id} ${isNow(request)}${'until' in request ? `, until ${sayInstant(request.until, zone)} at the latest` : ''}.`,
    `${late}Somebody of ${group} other than ${requester.name} has to look at it by ${by} and say what they found, here or with "review ${request.id} found …". That changes nothing of the access: to end it write "close ${request.id}".`,
  ];
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
