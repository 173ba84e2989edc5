import type { Grant } from '../grant.ts';
import { readRange, within } from '../range.ts';
import { type AccessRequest, HELD } from '../request.ts';

/** Something in the cloud that is marked as ours. */
export interface Marked {
  readonly request: string;
  /** The key of its grant, where the mark has it. */
  readonly key?: string;
  readonly grant: Pick<Grant, 'provider' | 'vm' | 'port' | 'source' | 'target'>;
  readonly until: Date;
  /** Whether a rule of it was seen; undefined where that cannot be told. */
  readonly standing?: boolean;
}

/**
 * Whose it is. `owned`: a live request's, or just ended. `over`: nothing stands any more, or nothing can be told of it.
 * `ended`: its request has ended. `nobody`: no request has it. `elsewhere`: perhaps another installation's, until its end.
 */
export type Owner = 'owned' | 'over' | 'ended' | 'nobody' | 'elsewhere';

/** What was seen before this is no proof against what ended at about that moment. */
export interface Moment {
  readonly seenAt: Date;
  readonly now: Date;
  /** How long an end may have been ago to be taken for just now, in milliseconds of business time. */
  readonly graceMs: number;
}

/** `request` is the one that the mark names; `held` are all that may have something open now. */
export function ownerOf(
  marked: Marked,
  request: AccessRequest | undefined,
  held: readonly AccessRequest[],
  { seenAt, now, graceMs }: Moment,
): Owner {
  if (marked.standing === false) return 'over';
  if (held.some((other) => sharesWith(marked, other))) return 'owned';
  if (!request) return marked.until <= now ? 'nobody' : 'elsewhere';
  if (HELD.includes(request.status)) return hasGrant(request, marked) ? 'owned' : 'nobody';
  if (!('endedAt' in request)) return 'nobody'; // it waits for an answer: nothing of it can be open
  const ended = request.endedAt.getTime();
  // An end that has not come yet was written by a clock that ran ahead, and excuses nothing.
  if (ended > seenAt.getTime() - graceMs && ended <= now.getTime() + graceMs) return 'owned';
  // Its closing was proven; what cannot be read now says nothing else.
  return marked.standing === undefined ? 'over' : 'ended';
}

/** Names say the end in whole seconds, upwards. */
const SECOND_MS = 1_000;

function hasGrant(request: AccessRequest, { key, grant, until }: Marked): boolean {
  const end = 'until' in request ? request.until.getTime() : 0;
  // A grant of one provider may have rules in several places, as behind a firewall: the key says whose they are.
  if (key !== undefined)
    return request.grants.some((own) => own.key === key) && Math.abs(until.getTime() - end) <= SECOND_MS;
  return request.grants.some(
    (own) =>
      own.provider === grant.provider &&
      // Of other providers the mark alone says which VM and port are meant, and what is live is not cut on a guess.
      // Defender's provider takes no other source for its own either: anybody who may open there can write a mark that is live.
      (grant.provider !== 'defender' ||
        (own.vm.id === grant.vm.id &&
          own.port.number === grant.port.number &&
          sameSource(own.source, grant.source))),
  );
}

/** Where one rule serves several, it goes with the last of them (HOLES H9). */
const sharesWith = ({ request, grant }: Marked, other: AccessRequest): boolean =>
  other.id !== request &&
  grant.provider === 'defender' &&
  other.grants.some(
    (own) =>
      own.target === grant.target &&
      sameSource(own.source, grant.source) &&
      (own.state === 'open' || own.state === 'sent'),
  );

function sameSource(a: string, b: string): boolean {
  const [one, other] = [readRange(a), readRange(b)];
  return one && other ? within(one, other) && within(other, one) : a === b;
}
