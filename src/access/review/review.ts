import type { Person } from '../person.ts';

/**
 * The look that somebody else takes at an access which was opened by break-glass, or at what was done by hand while Ajar was
 * away. It never changes the access itself.
 */
export type AccessReview = ReviewOf & State;

interface ReviewOf {
  /** The request that was opened without approval; a review has no other name. Of what was done by hand, an id of its own. */
  readonly request: string;
  /** For whom it was opened: never who looks at it. */
  readonly requester: Person;
  /** Whose people look at it, and by which rule. */
  readonly group: string;
  readonly rule: string;
  /** In milliseconds from `since`; after that it is reported as late, and again as often. */
  readonly withinMs: number;
  readonly since: Date;
  /** Set where it is of no request: what was done while Ajar was away. */
  readonly away?: Away;
}

/** What the cloud's own log has of a time in which no Ajar was there. */
export interface Away {
  readonly from: Date;
  readonly to: Date;
  readonly deeds: readonly AwayDeed[];
  /** What could not be read of it, in sentences. */
  readonly unread: readonly string[];
}

export interface AwayDeed {
  /** By which it is known again. */
  readonly key: string;
  readonly sentence: string;
  /** The object id of who did it: never who looks at it. Left out where the log has none. */
  readonly by?: string;
}

type State =
  | { readonly status: 'waiting'; readonly dueAt: Date; readonly reported: number }
  | {
      readonly status: 'reviewed';
      readonly by: Person;
      /** What they found, in a sentence. */
      readonly found: string;
      readonly endedAt: Date;
      readonly reported: number;
    };

export type ReviewStatus = AccessReview['status'];

/** The life of a review. A step that is not in this table cannot happen. */
export const REVIEW_STEPS = {
  waiting: { report: ['waiting'], review: ['reviewed'] },
  reviewed: {},
} as const satisfies Record<ReviewStatus, Record<string, readonly ReviewStatus[]>>;
