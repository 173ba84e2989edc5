import type { Grant } from './grant.ts';
import { type Person, samePerson } from './person.ts';
import type { Requirement, Verdict } from './verdict.ts';

/** One person's wish to reach ports on one or more VMs, for its whole life, from asking to closed. */
export type AccessRequest = Wish & State;

/** What a request has in every state. */
export interface Wish {
  /** What people type: `aj-` and six Crockford base-32 characters. */
  readonly id: string;
  readonly requester: Person;
  readonly askedAt: Date;
  /** Counts up whenever VM, port, source or duration change; a click on older terms is refused. */
  readonly terms: number;
  /** How long it stays open, in milliseconds, counted from the opening. */
  readonly durationMs: number;
  /** Set when people said an instant ("until 18:00"): a late approval makes the access shorter, never later. */
  readonly notAfter?: Date;
  /** True when nobody said a duration and the policy's default was taken. */
  readonly durationDefaulted?: boolean;
  readonly grants: readonly Grant[];
  readonly justification?: string;
  readonly ticket?: string;
  /** The stricter of the verdicts at asking and at every approval. */
  readonly verdict: Verdict;
  readonly approvals: readonly Approval[];
  /** Set on an extension. */
  readonly continues?: Continuation;
  /** Set once an approver let it be for less time than was asked: what was asked for, in milliseconds, and who cut it last. */
  readonly shortened?: { readonly askedMs: number; readonly by: Person };
  /** A source (CIDR) that Ajar itself saw the requester's connection come from, rather than being told. */
  readonly proven?: string;
  /** The requester's own open request that ends as soon as this one is asked for: the same access, from another address. */
  readonly replaces?: string;
  /** Ports that approvers left out of what was asked for, the first first. */
  readonly dropped?: readonly Dropped[];
  /** The message in the chat that it was asked from: an https address that the chat app made. */
  readonly origin?: string;
  /** Who asked, where it is for somebody else: neither of the two may approve it. */
  readonly askedBy?: Person;
  /** Set where whoever asked is known by an address alone: enough to ask, and for those who approve it to know. */
  readonly byAddress?: true;
  /** When it is to open, where an instant was said: its time runs from there, however late it is let be. */
  readonly startsAt?: Date;
  /** Set where it opens without approval: somebody else has to look at it afterwards. */
  readonly breakGlass?: true;
  /** How far it went up its ladders, in the order in which it did: for its cards and for who may answer. */
  readonly climbed?: readonly Climbed[];
}

/** A port that was asked for and that an approver did not let be. */
export interface Dropped extends Pick<Grant, 'vm' | 'port' | 'source'> {
  readonly by: Person;
  /** The terms without it. */
  readonly terms: number;
}

/** A rung that was reached while nobody answered. */
export interface Climbed {
  readonly at: Date;
  /** The requirement's group, and the rung's own where it has one. */
  readonly group: string;
  readonly to?: string;
  /** The requirement's stage, where it has one. */
  readonly stage?: number;
}

export interface Continuation {
  /** The request that this one extends. */
  readonly id: string;
  /** Where the extended request ends: the extension's duration counts from there, or from its opening if that is later. */
  readonly from: Date;
  /** The first opening of the whole chain; caps count from here. */
  readonly chainStart: Date;
  /** How many extensions the chain has, this one included. */
  readonly count: number;
  /** What was approved of the chain until then, by whom each rule asks: missing where nobody had to, or somebody broke the glass. */
  readonly met?: readonly Met[];
}

/** A requirement that was met before: so many of a group have approved. */
export interface Met extends Pick<Requirement, 'group' | 'count'> {
  /** Set where each of them confirmed it behind a sign-in. */
  readonly confirmed?: true;
}

export interface Approval {
  readonly by: Person;
  readonly at: Date;
  readonly terms: number;
  /** The groups through which this person was entitled, at the click. */
  readonly groups: readonly string[];
  /** Set where they confirmed it behind a sign-in, rather than by a click. */
  readonly confirmed?: true;
}

/** Why an access ended, or is ending. */
export interface Ending {
  readonly kind: 'expired' | 'closed-early' | 'failed' | 'gone';
  readonly by: Person;
  /** A sentence for `failed` and `gone`; what a person gave as the reason for `closed-early`. */
  readonly why?: string;
}

/** Why closing fails: the reason that was told last, when that was, and since when it fails. */
export interface Trouble {
  readonly why: string;
  readonly toldAt: Date;
  readonly first: Date;
  /** Every reason that was told, the first first, as far as they are told one by one; missing in what an older Ajar saved. */
  readonly reasons?: readonly string[];
  /** Whom it was told who is on call, each once. */
  readonly alarmed?: readonly Person[];
}

/** What it has in one of its states. */
export type State =
  | { readonly status: 'pending'; readonly lapsesAt: Date }
  /** Let be, and opened at its start if all still holds then. */
  | { readonly status: 'approved'; readonly approvedAt: Date; readonly startsAt: Date }
  | { readonly status: 'opening'; readonly approvedAt: Date; readonly until: Date }
  | { readonly status: 'open'; readonly openedAt: Date; readonly until: Date; readonly warnedAt?: Date }
  | {
      readonly status: 'closing';
      readonly openedAt?: Date;
      readonly until: Date;
      readonly ending: Ending;
      readonly since: Date;
      /** Set once closing has failed. */
      readonly trouble?: Trouble;
    }
  | {
      readonly status: 'closed';
      readonly openedAt?: Date;
      readonly until: Date;
      readonly ending: Ending;
      readonly endedAt: Date;
      /** Set where it was closed after all. */
      readonly trouble?: Trouble;
    }
  | ({
      readonly status: 'denied';
      readonly by: Person;
      readonly why?: string;
      readonly endedAt: Date;
    } & Before)
  | ({ readonly status: 'cancelled'; readonly by: Person; readonly endedAt: Date } & Before)
  | ({ readonly status: 'lapsed'; readonly why: string; readonly endedAt: Date } & Before);

/** Set where it was let be before it ended, and never opened. */
interface Before {
  readonly approvedAt?: Date;
}

export type Status = AccessRequest['status'];

/** A request in one of its states, with the data that this state has. */
export type RequestIn<S extends Status> = Extract<AccessRequest, { status: S }>;

/** The life of a request. A step that is not in this table cannot happen. */
export const STEPS = {
  pending: {
    ...{ approve: ['pending', 'approved', 'opening'], deny: ['denied'] },
    ...{ cancel: ['cancelled'], lapse: ['lapsed'] },
    /** One rung up, while nobody answers. */
    climb: ['pending'],
    /** Whose request it is has left the organisation. */
    left: ['lapsed'],
  },
  approved: {
    start: ['opening'],
    cancel: ['cancelled'],
    lapse: ['lapsed'],
    deny: ['denied'],
    left: ['lapsed'],
  },
  opening: {
    ...{ opened: ['open'], openFailed: ['closing'] },
    ...{ close: ['closing'], expire: ['closing'], left: ['closing'] },
  },
  open: { warn: ['open'], close: ['closing'], expire: ['closing'], gone: ['closing'], left: ['closing'] },
  closing: { closed: ['closed'], closeFailed: ['closing'] },
  denied: {},
  cancelled: {},
  lapsed: {},
  closed: {},
} as const satisfies Record<Status, Record<string, readonly Status[]>>;

type Steps = typeof STEPS;
/** A status that some step leads out of. */
export type Unfinished = { [S in Status]: keyof Steps[S] extends never ? never : S }[Status];
export type StepName = { [S in Status]: keyof Steps[S] }[Status] & string;

/** The statuses a step may lead to; empty where the table does not have it. */
export const leadsTo = (status: Status, step: StepName): readonly Status[] =>
  (STEPS[status] as Partial<Record<StepName, readonly Status[]>>)[step] ?? [];

/** Statuses that no step leads out of. */
export const ENDED: readonly Status[] = (Object.keys(STEPS) as Status[]).filter(
  (status) => Object.keys(STEPS[status]).length === 0,
);

/** Whose a request is: for whom it opens, and who asked where that is somebody else. Neither approves it, both may end it. */
export const isOf = (
  { requester, askedBy }: Pick<AccessRequest, 'requester' | 'askedBy'>,
  person: Person,
): boolean => samePerson(requester, person) || (askedBy !== undefined && samePerson(askedBy, person));

/** Ended requests never change again. */
export const isEnded = (request: AccessRequest): boolean => ENDED.includes(request.status);

/** Statuses in which a person may still want something of a request. */
export const LIVE: readonly Status[] = ['pending', 'approved', 'opening', 'open'];

/** Statuses in which something remains to be done. */
export const UNFINISHED: readonly Status[] = [...LIVE, 'closing'];

/** Statuses in which the cloud may hold something open. */
export const HELD: readonly Status[] = ['opening', 'open', 'closing'];
