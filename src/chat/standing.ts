import type { AccessRequest } from '../access/request.ts';
import { endOf } from '../access/span.ts';
import type { Basics } from './basics.ts';
import { CAPS, plain } from './plain.ts';
import { endingOf, headlineOf, statusOf, type Tone } from './wording.ts';

/** Spells an instant for the reader; empty for none. */
export type At = (instant: Date | undefined) => string;

/** How a request stands, in the sentences that lead a card, a list and a notification. */
export interface Standing {
  readonly headline: string;
  readonly status: string;
  readonly tone: Tone;
  readonly when: string;
  readonly ending: string;
  readonly trouble: string;
  readonly provenance: string;
  readonly line: string;
  readonly summary: string;
}

export function standingOf(request: AccessRequest, basics: Basics, at: At): Standing {
  const { what, duration, source, ticket, approval } = basics;
  const who = whoOf(basics);
  const { status, tone } = statusOf(request);
  const when = whenOf(request, at);
  const ending = endingOf(request);
  const trouble = troubleOf(request, at);
  const approved = request.status === 'pending' || request.approvals.length === 0 ? '' : `, ${approval}`;
  const summary = [who, what, spanOf(request, duration, at), `from ${source}`, ticket]
    .filter((part) => part !== '')
    .join(', ');
  return {
    headline: headlineOf(request, basics),
    status,
    tone,
    when,
    ending,
    trouble,
    provenance: `For ${who} from ${source}${approved}.`,
    line: lineOf(request, basics, at) + [trouble || ending].map((more) => (more ? ` ${more}` : '')).join(''),
    summary: plain(`${summary}: ${status.toLowerCase()}`, CAPS.summary),
  };
}

/** `1 h from 22:00 CET (24 Nov)` where a later start was asked for. */
const spanOf = ({ startsAt }: AccessRequest, duration: string, at: At): string =>
  startsAt ? `${duration} from ${at(startsAt)}` : duration;

/** What the clock will do next, or when it was over. */
function whenOf(request: AccessRequest, at: At): string {
  switch (request.status) {
    case 'pending':
      if (request.startsAt)
        return `Opens at ${at(request.startsAt)} if it is approved before; otherwise it lapses then.`;
      return `Lapses at ${at(request.lapsesAt)} unless it is approved.`;
    case 'approved':
      return `Opens at ${at(request.startsAt)} until ${at(endOf(request, request.startsAt))}, if all still holds then.`;
    case 'opening':
      return `To be closed at ${at(request.until)}.`;
    case 'open':
      return `Open until ${at(request.until)}.`;
    case 'closing':
      return `Closing since ${at(request.since)}.`;
    case 'closed':
      return request.openedAt ? `Closed at ${at(request.endedAt)}.` : `Given up at ${at(request.endedAt)}.`;
    case 'denied':
      return `Denied at ${at(request.endedAt)}.`;
    case 'cancelled':
      return `Cancelled at ${at(request.endedAt)}.`;
    case 'lapsed':
      return `Lapsed at ${at(request.endedAt)}.`;
    default:
      return request satisfies never;
  }
}

function troubleOf(request: AccessRequest, at: At): string {
  if (request.status !== 'closing' || !request.trouble) return '';
  const { why, first } = request.trouble;
  return `Closing has failed since ${at(first)} and is being retried: ${plain(why, CAPS.sentence)}`;
}

/** `Riley (asked by Hana)`. */
const whoOf = ({ requester, asker }: Basics): string =>
  asker ? `${requester} (asked by ${asker})` : requester;

/** One sentence that says it all, for on-call. */
function lineOf(request: AccessRequest, basics: Basics, at: At): string {
  const { requester, asker, what, source, duration, approval } = basics;
  switch (request.status) {
    case 'pending':
      return `${asker ? `${asker}, for ${requester},` : requester} asks for ${what} from ${source} for ${spanOf(request, duration, at)}; waiting for approval.`;
    case 'approved':
      return `${what} opens from ${source} at ${at(request.startsAt)} until ${at(endOf(request, request.startsAt))} for ${whoOf(basics)}, ${approval}.`;
    case 'opening':
      return `${what} is being opened from ${source} until ${at(request.until)} for ${whoOf(basics)}, ${approval}.`;
    case 'open':
      return `${what} open from ${source} until ${at(request.until)} for ${whoOf(basics)}, ${approval}.`;
    case 'closing':
    case 'closed':
    case 'denied':
    case 'cancelled':
    case 'lapsed':
      return `${headlineOf(request, basics)}. ${whenOf(request, at)}`;
    default:
      return request satisfies never;
  }
}
