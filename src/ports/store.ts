import type { AuditEvent, NewEvent, PersonalField } from '../access/audit-event.ts';
import type { Bulletin } from '../access/bulletin.ts';
import type { AccessRequest, Status, Unfinished } from '../access/request.ts';
import type { AccessReview } from '../access/review/review.ts';
import type { Setup } from '../access/setup/setup.ts';
import type { CopyCardName } from './card.ts';
import type { Place } from './chat.ts';

/** A request with what is kept beside it. `version` is the one that was read; saving compares and raises it. */
export interface Stored {
  readonly request: AccessRequest;
  readonly version: number;
  readonly home: Home;
  readonly work: Work;
}

/** Where it was asked, and the asker's time zone. */
export interface Home {
  readonly place: Place;
  readonly zone: string;
}

/** Bookkeeping of the deeds: it decides nothing and makes no audit event. */
export interface Work {
  /** When somebody has to look at the request next; undefined once it is ended. The due index holds it. */
  readonly dueAt?: Date;
  /** Deeds of the present status that were begun. */
  readonly attempt: number;
  /** Until then the deed is somebody's; the sweep leaves it alone. */
  readonly leaseUntil?: Date;
}

/** What one transaction writes beside the request. */
export interface Along {
  readonly event: NewEvent;
  /** The delivery that caused it and what its sender is told: the same delivery again gets the same answer. */
  readonly once?: Once;
  /** Copies that must exist from now on; those that exist are left as they are. */
  readonly copies?: readonly NewCopy[];
}

export interface Once {
  readonly key: string;
  readonly answer: { readonly sentence: string; readonly refused: boolean };
}

/** What is kept beside requests, each kind with a life and cards of its own. A new kind is a line here. */
interface RecordBodies {
  readonly bulletin: Bulletin;
  /** With where it was asked. */
  readonly setup: Setup & { readonly home: Home };
  readonly review: AccessReview;
}

export type RecordKind = keyof RecordBodies;

/** A record with what is kept beside it; its id is nobody else's, and no request's either. */
export type StoredRecord<K extends RecordKind = RecordKind> = {
  readonly [Kind in K]: {
    readonly kind: Kind;
    readonly id: string;
    readonly version: number;
    /** Its `status` may be listed by. */
    readonly body: RecordBodies[Kind];
    readonly work: Work;
  };
}[K];

export interface RecordFilter<K extends RecordKind> {
  readonly kind: K;
  readonly statuses?: readonly RecordBodies[K]['status'][];
  readonly limit: number;
}

/** One shown card of a request or a record: where, and what was last drawn there. A copy that is behind is due. */
export interface Copy extends NewCopy {
  /** The id of its request or record. */
  readonly request: string;
  /** The message in its place; undefined until it was posted. */
  readonly message?: string;
  /** The version last drawn; 0 before the first. */
  readonly drawn: number;
  /** Of what was last sent, so that nothing is sent twice. */
  readonly hash?: string;
  readonly attempt: number;
  /** Not before; set by a failed try. */
  readonly notBefore?: Date;
  /** Why it was given up. */
  readonly lost?: string;
}

export interface NewCopy {
  /** Unique within the request or record: the card's name and, where there are several, the place. */
  readonly slot: string;
  readonly card: CopyCardName;
  readonly place: Place;
}

export type NewRecord<K extends RecordKind> = Omit<StoredRecord<K>, 'version'>;

/** A request that may hold a target open in the cloud. */
export interface Holder {
  readonly request: string;
  readonly until: Date;
}

export interface RequestFilter {
  readonly requester?: string;
  readonly vm?: string;
  readonly statuses?: readonly Status[];
  readonly limit: number;
}

export interface AuditFilter {
  readonly request?: string;
  /** VM resource id. */
  readonly vm?: string;
  readonly since?: Date;
  readonly limit: number;
}

/** Ended requests are in no census. */
export interface Census {
  /** Of each status that is not an ended one; a store may stop counting at `CENSUS_MOST`. */
  readonly requests: Readonly<Record<Unfinished, number>>;
  /** The earliest end of a request that is past it and not closed, among the 500 longest due and the 500 asked first that are closing. */
  readonly pastEnd?: Date;
  /** Cards that are not yet as they should be, counted as the requests are. */
  readonly cards: number;
}

/** Everything that must survive. Each call is one atomic step; what it answers is on disk. */
export interface Store {
  /** Saves a new request. Throws `Conflict` when the id is taken. */
  create(stored: Omit<Stored, 'version'>, along: Along): Promise<Stored>;
  find(id: string): Promise<Stored | undefined>;
  /** Request, event, due index, copies and answer in one transaction. Throws `Conflict` when someone saved first. */
  save(stored: Stored, along: Along): Promise<Stored>;
  /**
   * Begins a deed: writes `request.grants` and `work` with its lease, without an event. Throws `Conflict` when someone saved
   * first, or while another request holds a live lease on one of the same targets.
   */
  lease(stored: Stored, now: Date): Promise<Stored>;
  /** Writes bookkeeping only (grants seen, next look), ending the lease. Throws `Conflict` when someone saved first. */
  release(stored: Stored): Promise<Stored>;
  /** Saves a new record; its event may be about a request. Throws `Conflict` when the id is taken: of two, one makes it. */
  createRecord<K extends RecordKind>(record: NewRecord<K>, along: Along): Promise<StoredRecord<K>>;
  findRecord(id: string): Promise<StoredRecord | undefined>;
  /** Record, event, due index, copies and answer in one transaction. Throws `Conflict` when someone saved first. */
  saveRecord<K extends RecordKind>(record: StoredRecord<K>, along: Along): Promise<StoredRecord<K>>;
  /** Writes bookkeeping only: a deed is begun, or put off. Throws `Conflict` when someone saved first. */
  holdRecord<K extends RecordKind>(record: StoredRecord<K>): Promise<StoredRecord<K>>;
  /** Records whose `dueAt` and lease have passed, oldest first, likewise. */
  dueRecords(now: Date, limit: number, but?: ReadonlySet<string>): Promise<readonly StoredRecord[]>;
  /** Newest first. */
  listRecords<K extends RecordKind>(filter: RecordFilter<K>): Promise<readonly StoredRecord<K>[]>;

  /** An event without a change: a refusal, drift. */
  record(event: NewEvent, once?: Once): Promise<void>;
  /** What the sender of this delivery was told before; kept at least 24 h. */
  answered(key: string): Promise<Once['answer'] | undefined>;

  /** Requests whose `dueAt` and lease have passed, oldest first, apart from those that somebody is at (by id). */
  due(now: Date, limit: number, but?: ReadonlySet<string>): Promise<readonly Stored[]>;
  /** Requests that may hold something open and that nobody looks at until after this instant, the latest first. */
  putOff(until: Date, limit: number): Promise<readonly Stored[]>;
  /** The earliest instant, later than `after` where that is said, at which `due`, `dueRecords` or `behind` will have something; undefined when never. */
  nextDue(after?: Date): Promise<Date | undefined>;
  /** Live requests that may hold this target open, other than `except`. */
  holders(target: string, except: string): Promise<readonly Holder[]>;
  list(filter: RequestFilter): Promise<readonly Stored[]>;
  /** How much there is to do, for whoever watches. Costs little, however much there is. */
  census(now: Date): Promise<Census>;

  copies(request: string): Promise<readonly Copy[]>;
  /** Copies that lag behind their request or record and may be tried now. */
  behind(now: Date, limit: number): Promise<readonly Copy[]>;
  /**
   * Remembers what was drawn and where (`place` may have been found out since). What an older drawing has shown after a newer
   * one lags behind again; a report of one that showed nothing never moves `drawn` backwards.
   */
  drew(copy: Copy): Promise<void>;
  /** More copies for a request or record whose routes turned out to be shut; those that exist are left as they are. */
  addCopies(request: string, copies: readonly NewCopy[]): Promise<void>;

  /** Small things kept by key (drafts, known places, last addresses), each with its own end. */
  remember(key: string, value: unknown, until?: Date): Promise<void>;
  recall(key: string, now: Date): Promise<unknown>;
  /** Answers whether there was something: of two that forget it at once, one is told so. */
  forget(key: string): Promise<boolean>;
  /**
   * Keeps `to` without an end where `from` is what is kept under the key now, compared as JSON (undefined, for both: nothing);
   * answers whether it did. Of two that exchange the same at once, one is told so.
   */
  exchange(key: string, from: unknown, to: unknown): Promise<boolean>;

  /** Newest first. */
  events(filter: AuditFilter): Promise<readonly AuditEvent[]>;
  /** The log as it is stored, oldest first, with its seals: the whole, or what comes after event `after`. */
  log(after?: number): AsyncIterable<LogLine>;
  /** Adds the seals that are missing; answers how many. Safe to run anywhere, any number of times. Throws `BrokenLog`. */
  seal(): Promise<number>;
  /**
   * Drops the lines of the log up to and with event `upTo`, in one step with the event that says so. Throws `StoreError` unless
   * the line after it is sealed: the log never becomes empty, and the chain goes on from the seal that was dropped last.
   */
  prune(upTo: number, event: NewEvent): Promise<void>;
  /**
   * Erases personal values beside lines of the log, and what is remembered or was answered that mentions somebody, in one step
   * with the event that says so; the lines stay as they were sealed. Throws `StoreError` for a mention that could be of anybody.
   */
  erase(erasure: Erasure, event: NewEvent): Promise<void>;
  /** How much is remembered or was answered that `erase` would take for these mentions. */
  mentioned(mentions: readonly string[]): Promise<number>;
  /** Makes what was erased or dropped unreadable on the disk as well; answers what is left to do where it cannot, as a sentence. */
  wipe(): Promise<string | undefined>;
  /** Drops an ended request or record with everything beside it; answers false where there is none, or it has not ended. */
  drop(id: string): Promise<boolean>;
  /** Where what `events` searches by differs from the log itself, each as a sentence: for verification. None when all is well. */
  faults?(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** One stored line: the exact bytes that were hashed, and the seal when there is one. */
export interface LogLine {
  readonly seq: number;
  readonly bytes: string;
  readonly seal?: string;
  /** Missing where nothing stands beside the line: it is of before, or all of it was erased. */
  readonly beside?: Beside;
}

/**
 * The personal values of a line: of each 32 hex digits that nobody can guess, followed by the value as JSON. The bytes have the
 * sha256 of that in its place, so that a value that is missing, as it was erased, changes nothing of what was sealed.
 */
export type Beside = { readonly [F in PersonalField]?: string };

/** What goes of one person. */
export interface Erasure {
  readonly lines: readonly { readonly seq: number; readonly fields: readonly PersonalField[] }[];
  /** What is kept under a key with one of these in it, or with one in its value: ids of theirs. */
  readonly mentions: readonly string[];
}

/** An event of the log is missing, so that nothing after it can be sealed; the message says which, and what to do. */
export class BrokenLog extends Error {
  override name = 'BrokenLog';
}

/** Someone else saved first: read again, decide again. */
export class Conflict extends Error {
  override name = 'Conflict';
}
