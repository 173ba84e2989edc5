import type { Opening } from '../access/drift/opening.ts';
import type { CloudAccess } from '../access/vm-use.ts';
import type { Found } from './provider.ts';

/** What may be ours and open, and cannot be told from the cloud: somebody has to look. */
export interface CannotTell {
  /** What was found and what to do about it, as a sentence. */
  readonly sentence: string;
  /** When it was to end; left out where not even that is known, so that it may be overdue. */
  readonly until?: Date;
}

/** One opening of the cloud's own record, with its VM. */
export interface CloudOpening extends CloudAccess {
  /** Resource id of the VM, lower case. */
  readonly vm: string;
}

/** The cloud's own record of openings, by whomever; `unread` says of what it could not be read, as sentences. */
export interface Openings {
  readonly openings: readonly CloudOpening[];
  readonly unread: readonly string[];
}

/** The whole cloud, whatever our own record says. */
export interface Survey extends Openings {
  /** Business time before the first call. */
  readonly at: Date;
  /** What is marked as ours and may be open, good enough to be closed. */
  readonly found: readonly Found[];
  readonly doubts: readonly CannotTell[];
  /** What the rules of ours and of just-in-time access let in, by where they stand (a grant's `cloud.rules`). */
  readonly rules: ReadonlyMap<string, Opening>;
  /** The subscriptions whose rules were all read: what is missing there is gone. */
  readonly complete: ReadonlySet<string>;
}

/** What is in the cloud beside what we know of. The number of calls does not grow with requests. */
export interface Outside {
  /** Read afresh. What one part cannot tell is a doubt. Throws `CloudError` where nothing can be told. */
  survey(): Promise<Survey>;
  /** As of the last reading of the list of VMs. Throws `CloudError` where there is none. */
  openings(): Promise<Openings>;
}
