import { mayBeOpen } from '../access/grant.ts';
import type { AccessRequest, Ending, Status } from '../access/request.ts';
import type { Basics } from './basics.ts';
import { CAPS, plain } from './plain.ts';

/** How loud a status is to look at: each app has its own colours for these. */
export type Tone = 'calm' | 'waiting' | 'good' | 'ended' | 'bad';

/** A request that ended without ever having been open. */
const neverOpened = (request: AccessRequest): boolean =>
  (request.status === 'closed' || request.status === 'closing') && request.openedAt === undefined;

const WORDS: Record<Status, { readonly word: string; readonly tone: Tone }> = {
  pending: { word: 'Waiting for approval', tone: 'waiting' },
  approved: { word: 'Approved', tone: 'calm' },
  opening: { word: 'Opening', tone: 'calm' },
  open: { word: 'Open', tone: 'good' },
  closing: { word: 'Closing', tone: 'calm' },
  closed: { word: 'Closed', tone: 'ended' },
  denied: { word: 'Denied', tone: 'bad' },
  cancelled: { word: 'Cancelled', tone: 'ended' },
  lapsed: { word: 'Lapsed', tone: 'ended' },
};

/** The word for how a request stands. Never "Closed" for something that was never open, nor calm while closing fails. */
export function statusOf(request: AccessRequest): { readonly status: string; readonly tone: Tone } {
  const { word, tone } = WORDS[request.status];
  if (request.status === 'closed' && neverOpened(request)) return { status: 'Not opened', tone: 'bad' };
  if (request.status === 'closing' && request.trouble) return { status: 'Not closed yet', tone: 'bad' };
  return { status: word, tone };
}

export function headlineOf(request: AccessRequest, { requester, asker, what, duration }: Basics): string {
  // What was asked for: an extension that is denied leaves open what is open.
  const wished = request.continues ? `${duration} more of ${what}` : what;
  switch (request.status) {
    case 'pending':
      return request.breakGlass
        ? `${requester} breaks the glass for ${wished}`
        : asker
          ? `${asker} asks for ${wished} for ${requester}`
          : `${requester} asks for ${wished}`;
    case 'approved':
      return `Approved for later: ${what} for ${requester}`;
    case 'opening':
      return `Opening ${what} for ${requester}${byGlass(request)}`;
    case 'open':
      return `${what} is open for ${requester}${byGlass(request)}`;
    case 'closing':
      return request.trouble ? `${what} could not be closed yet` : `Closing ${what}`;
    case 'closed':
      return neverOpened(request) ? `${what} was not opened for ${requester}` : `${what} is closed`;
    case 'denied':
      return `${requester} was denied ${wished}`;
    case 'cancelled':
      return `${requester}'s request for ${wished} was cancelled`;
    case 'lapsed':
      return `${requester}'s request for ${wished} lapsed`;
    default:
      return request satisfies never;
  }
}

const byGlass = ({ breakGlass }: AccessRequest): string => (breakGlass ? ', by break-glass' : '');

/** Who or what ended it, and why; empty while it lives. */
export function endingOf(request: AccessRequest): string {
  switch (request.status) {
    case 'pending':
    case 'approved':
    case 'opening':
    case 'open':
      return '';
    case 'closing':
    case 'closed':
      return endingSentence(request.ending);
    case 'denied':
      return because(`Denied by ${plain(request.by.name, CAPS.name)}`, request.why);
    case 'cancelled':
      return `Cancelled by ${plain(request.by.name, CAPS.name)}.`;
    case 'lapsed':
      return plain(request.why, CAPS.sentence);
    default:
      return request satisfies never;
  }
}

function endingSentence({ kind, by, why }: Ending): string {
  switch (kind) {
    case 'expired':
      return 'It reached its end.';
    case 'closed-early':
      return because(`Ended early by ${plain(by.name, CAPS.name)}`, why);
    case 'failed':
      return because('It could not be opened', why);
    case 'gone':
      return because('It was found shut before its end', why);
    default:
      return kind satisfies never;
  }
}

const because = (sentence: string, why: string | undefined): string =>
  why ? `${sentence}: ${plain(why, CAPS.sentence)}` : `${sentence}.`;

/** What becomes of established connections (HOLES H20): said while it opens, and once more when it closes. */
export function connectionsOf(request: AccessRequest): string {
  if (request.status === 'opening' || request.status === 'open')
    return flushesAll(request) ? ENDS_WITH_IT : OUTLIVES_IT;
  const wasOpen = (request.status === 'closing' || request.status === 'closed') && !neverOpened(request);
  if (!wasOpen && !(request.status === 'closing' && request.grants.some(mayBeOpen))) return '';
  return flushesAll(request) ? ENDED_WITH_IT : OUTLIVED_IT;
}

const OUTLIVES_IT =
  'Closing keeps new connections out; one that is already established can outlive it, so sign out when you are done.';
const OUTLIVED_IT =
  'Closing keeps new connections out; one that was already established can still be up, so end it yourself.';

/** Azure's own setting on the group, which Ajar never changes. */
const FLUSHES = 'the network security group before it is set to do so (flushConnection)';
const ENDS_WITH_IT = `Closing also ends connections that are established: ${FLUSHES}. Save your work before the end.`;
const ENDED_WITH_IT = `Closing also ends connections that were established: ${FLUSHES}. If yours is still up, end it yourself.`;

/** Of all that may have opened: where one VM of several does not, somebody would be told what is not so. */
function flushesAll({ grants }: AccessRequest): boolean {
  const opened = grants.filter(({ state }) => state !== 'planned' && state !== 'failed');
  return opened.length > 0 && opened.every(({ flushes }) => flushes);
}
