import { type Grant, mayBeOpen } from '../access/grant.ts';
import { formatPort } from '../access/port.ts';
import type { AccessRequest, Ending, Status } from '../access/request.ts';
import { CAPS, listed, plain } from './plain.ts';
import { spellDuration } from './times.ts';

/** How loud a status is to look at: each app has its own colours for these. */
export type Tone = 'calm' | 'waiting' | 'good' | 'ended' | 'bad';

/** The words that every sentence about a request is made of. */
export interface Basics {
  readonly requester: string;
  /** `3389/tcp on vm-prod-01`: only what opened, once that is known. */
  readonly what: string;
  readonly ports: string;
  readonly source: string;
  readonly duration: string;
  readonly ticket: string;
  readonly approval: string;
}

/** A grant that did not give what was asked; a doubtful one may still open and is closed all the same. */
export const didNotOpen = ({ state }: Grant): boolean => state === 'failed' || state === 'doubtful';

/** A request that ended without ever having been open. */
const neverOpened = (request: AccessRequest): boolean =>
  (request.status === 'closed' || request.status === 'closing') && request.openedAt === undefined;

export function basicsOf(request: AccessRequest): Basics {
  const opened = request.grants.filter((grant) => !didNotOpen(grant));
  const grants = opened.length > 0 ? opened : request.grants;
  const approvers = request.approvals.filter(({ terms }) => terms === request.terms).map(({ by }) => by.name);
  return {
    requester: plain(request.requester.name, CAPS.name),
    what: whatOf(grants),
    ports: portsOf(grants),
    source: listed(
      distinct(grants.map(({ source }) => plain(source.replace(/\/(32|128)$/, wholeAddress), CAPS.name))),
    ),
    duration: spellDuration(request.durationMs),
    ticket: plain(request.ticket ?? '', CAPS.ticket),
    approval: `approved by ${listed(approvers.map((name) => plain(name, CAPS.name))) || 'the policy'}`,
  };
}

/** `/32` of an IPv4 address and `/128` of any is the address itself; an IPv6 /32 is a very large network and keeps it. */
const wholeAddress = (suffix: string, bits: string, _at: number, source: string): string =>
  bits === '32' && source.includes(':') ? suffix : '';

/** VMs and ports as one phrase; pair by pair where not every VM has every port. */
function whatOf(grants: readonly Grant[]): string {
  const vms = vmsOf(grants);
  const own = vms.map((vm) => portsOf(grants.filter((grant) => grant.vm.id === vm.id)));
  const name = (vm: Grant['vm']): string => plain(vm.name, CAPS.name);
  if (distinct(own).length === 1) return `${own[0]} on ${listed(vms.map(name))}`;
  return listed(vms.map((vm, index) => `${own[index]} on ${name(vm)}`));
}

/** The VMs of the grants, each once, in the order of the request. */
export const vmsOf = (grants: readonly Grant[]): readonly Grant['vm'][] => [
  ...new Map(grants.map(({ vm }) => [vm.id, vm])).values(),
];

const portsOf = (grants: readonly Grant[]): string =>
  listed(distinct(grants.map(({ opens }) => formatPort(opens))), 12);

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)];

/** Said wherever more opens than was asked for. */
export const protocolRemarks = (grants: readonly Grant[]): string[] =>
  distinct(
    grants
      .filter(({ port, opens }) => formatPort(port) !== formatPort(opens))
      .map(
        ({ port, opens }) =>
          `${formatPort(port)} was asked for; the VM's JIT policy opens ${formatPort(opens)}.`,
      ),
  );

const WORDS: Record<Status, { readonly word: string; readonly tone: Tone }> = {
  pending: { word: 'Waiting for approval', tone: 'waiting' },
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

export function headlineOf(request: AccessRequest, { requester, what, duration }: Basics): string {
  switch (request.status) {
    case 'pending':
      return request.continues
        ? `${requester} asks for ${duration} more of ${what}`
        : `${requester} asks for ${what}`;
    case 'opening':
      return `Opening ${what} for ${requester}`;
    case 'open':
      return `${what} is open for ${requester}`;
    case 'closing':
      return request.trouble ? `${what} could not be closed yet` : `Closing ${what}`;
    case 'closed':
      return neverOpened(request) ? `${what} was not opened for ${requester}` : `${what} is closed`;
    case 'denied':
      return `${requester} was denied ${what}`;
    case 'cancelled':
      return `${requester}'s request for ${what} was cancelled`;
    case 'lapsed':
      return `${requester}'s request for ${what} lapsed`;
    default:
      return request satisfies never;
  }
}

/** Who or what ended it, and why; empty while it lives. */
export function endingOf(request: AccessRequest): string {
  switch (request.status) {
    case 'pending':
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

/** Established connections outlive the rule (HOLES H20): said while it opens, and once more when it closes. */
export function connectionsOf(request: AccessRequest): string {
  if (request.status === 'opening' || request.status === 'open')
    return 'Closing keeps new connections out; one that is already established can outlive it, so sign out when you are done.';
  const wasOpen = (request.status === 'closing' || request.status === 'closed') && !neverOpened(request);
  return wasOpen || (request.status === 'closing' && request.grants.some(mayBeOpen))
    ? 'Closing keeps new connections out; one that was already established can still be up, so end it yourself.'
    : '';
}
